"""The two sides of a comparison as people name them: a file, a folder, or `REV:PATH` of a git repository."""

from __future__ import annotations

from pathlib import Path

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
            return of_folder(path)
        if path.exists():
            return of_file(path)
    except OSError as error:
        return _problem(given, str(error.strerror or error))
    revision, colon, inside = given.partition(":")
    if not colon or not revision:
        return _problem(given, "there is no such file or folder")
    try:
        return of_revision(Path(), revision, inside)
    except NoRevisionError as error:
        return _problem(given, str(error))


def _problem(given: str, what: str) -> Problem:
    instead = "Name a file, a folder, or a git revision with a path in it, such as main:api/openapi.yaml."
    return Problem(problems.UNREADABLE, what, Span(given), instead=instead)
