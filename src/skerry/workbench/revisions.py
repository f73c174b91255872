"""Models as they stand now and as they stood in a revision, by the names that people give: `main`, `v1..v2`, `main...HEAD`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from skerry.contracts import problems as contract_problems
from skerry.formats import problems
from skerry.formats.bundle import Bundle, TooLargeError
from skerry.formats.revision import NoPathError, NoRevisionError, merge_base, of_revision
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span
from skerry.model import System, load, load_texts
from skerry.model.load import SUFFIX

NOW = "the working tree"
_SHORT = 12


@dataclass(frozen=True, slots=True)
class State:
    """A model at some time, what that is called, what could not be read, and the texts that are not on disk by their place.

    `known` is false where there is no such time or place, so that nothing can be compared.
    """

    name: str
    system: System
    problems: tuple[Problem, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    known: bool = True


def states(given: str, path: Path) -> tuple[State, State]:
    """The two that `given` names, of the model at `path`: `REV` and now, `REV..REV`, or `REV...REV` from where they parted."""
    one, dots, other = given.partition("...") if "..." in given else given.partition("..")
    if not dots:
        return _older(at(given, path)), now(path)
    one, other = one or "HEAD", other or "HEAD"
    if dots == "...":
        try:
            one = merge_base(_folder(path), one, other)[:_SHORT]
        except NoRevisionError as error:
            return _unknown(given, str(error)), State(other, System())
    return _older(at(one, path)), at(other, path)


def now(path: Path) -> State:
    """The model in the working tree."""
    loaded = load(path)
    return State(NOW, loaded.system, loaded.problems, known=bool(loaded.documents))


def at(revision: str, path: Path) -> State:
    """The model as it stood in a revision; an empty one with a note where there was none."""
    folder = _folder(path)
    inside = "" if path.is_dir() else os.path.relpath(path, folder).replace(os.sep, "/")
    try:
        texts = _texts(of_revision(folder, revision, inside), whole=not inside)
    except NoPathError:
        texts = []
    except (NoRevisionError, TooLargeError) as error:
        return _unknown(revision, str(error))
    if not texts:
        what = f"there is no model at {path} in {revision}"
        return State(revision, System(), (Problem(contract_problems.NO_MODEL, what, Span(str(path))),))
    loaded = load_texts(texts)
    return State(revision, loaded.system, loaded.problems, tuple(texts))


def _older(state: State) -> State:
    """The side before: its errors were there already, so they are a warning."""
    wrong = [each for each in state.problems if each.severity is Severity.ERROR]
    if not wrong or not state.texts:
        return state
    what = f"the model of {state.name} has {len(wrong)} errors; the first: {wrong[0].what}"
    return State(state.name, state.system, (Problem(contract_problems.UNSOUND, what, wrong[0].span),), state.texts)


def _texts(found: Bundle, *, whole: bool) -> list[tuple[str, str]]:
    """The files of the model: those directly in the folder, or the one that was named."""
    names = [name for name in found.names if not whole or ("/" not in name and name.endswith(SUFFIX))]
    pairs = ((found.place(name), found.fetch(name)) for name in names)
    return [(place, data.decode("utf-8-sig", "replace")) for place, data in pairs if data is not None]


def _folder(path: Path) -> Path:
    folder = path if path.is_dir() else path.parent
    return folder if folder.is_dir() else Path()


def _unknown(revision: str, what: str) -> State:
    instead = "Name a revision of this repository, such as main, v1..v2 or origin/main...HEAD."
    return State(
        revision, System(), (Problem(problems.UNREADABLE, what, Span(revision), instead=instead),), known=False
    )
