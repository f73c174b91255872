"""The two sides of a comparison as people name them: a file, a folder, or `REV:PATH` of a git repository."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

from skerry.contracts.accepted import FILE
from skerry.formats import problems
from skerry.formats.bundle import Bundle, of_file, of_folder
from skerry.formats.revision import NoRevisionError, of_revision
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span


def side(given: str) -> Bundle | Problem:
    """The documents that `given` names, or what is wrong with the name. What exists on disk wins over a revision."""
    path = Path(given)
    try:
        if path.is_dir():
            return _contracts(of_folder(path))
        if path.exists():
            return of_file(path)
    except OSError as error:
        return _problem(given, str(error.strerror or error))
    revision, colon, inside = given.partition(":")
    if not colon or not revision:
        return _problem(given, "there is no such file or folder")
    try:
        return _contracts(of_revision(Path(), revision, inside))
    except NoRevisionError as error:
        return _problem(given, str(error))


def _contracts(found: Bundle) -> Bundle:
    """Without the file of accepted changes, which stands beside contracts and is none."""
    return replace(found, names=tuple(name for name in found.names if PurePosixPath(name).name != FILE))


def accepted_file(after: str) -> str:
    """The file of accepted changes that is used where none is named: beside the side after, else in the working folder; or ''."""
    return next((str(path) for path in (beside(after), Path(FILE)) if path.is_file()), "")


def beside(after: str) -> Path:
    """Where a file of accepted changes for this side is begun."""
    path = Path(after)
    try:
        return path / FILE if path.is_dir() else path.with_name(FILE) if path.is_file() else Path(FILE)
    except (OSError, ValueError):
        return Path(FILE)


def _problem(given: str, what: str) -> Problem:
    instead = "Name a file, a folder, or a git revision with a path in it, such as main:api/openapi.yaml."
    return Problem(problems.UNREADABLE, what, Span(given), instead=instead)
