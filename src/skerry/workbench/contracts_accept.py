"""Accepting changes: finds them between two sides, and writes who decided what until when into the file of accepted changes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from skerry.contracts import problems
from skerry.contracts.acceptances import added
from skerry.contracts.accepted import Acceptance
from skerry.contracts.change import Change
from skerry.contracts.differences import Differences
from skerry.contracts.fingerprint import fingerprint
from skerry.formats import problems as format_problems
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span
from skerry.kernel.words import nearest
from skerry.model import files
from skerry.model.load import SUFFIX
from skerry.workbench.contracts_diff import Asked, contracts_diff
from skerry.workbench.diff import Asked as DiffAsked
from skerry.workbench.diff import diff
from skerry.workbench.sides import accepted_file, beside


@dataclass(frozen=True, slots=True)
class Decision:
    """Who accepts what, why, and until when."""

    fingerprints: tuple[str, ...]
    reason: str
    owner: str
    until: date


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was written where; `known` are those that were accepted before. Nothing is written where there is a problem."""

    path: Path
    written: tuple[Change, ...] = ()
    known: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def done(self) -> bool:
        """Whether everything that was asked for is accepted now."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def contracts_accept(asked: Asked, decision: Decision) -> Accepted:
    """Writes the decision, all of it or nothing."""
    path = Path(asked.accepted or accepted_file(asked.after) or beside(asked.after))
    asked = Asked(asked.before, asked.after, asked.options, str(path) if path.exists() else "", today=asked.today)
    found = _found(asked)
    wrong = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    taken = {fingerprint(change) for change, _ in found.accepted}
    open_ = {fingerprint(change): change for change in found.changes}
    strange = [each for each in decision.fingerprints if each not in taken | open_.keys()]
    wrong += [_strange(each, found) for each in strange]
    known = tuple(each for each in decision.fingerprints if each in taken)
    chosen = {each: open_[each] for each in decision.fingerprints if each in open_}
    if wrong or not chosen:
        return Accepted(path, known=known, problems=tuple(wrong))
    rows = [(_acceptance(each, decision, path), change) for each, change in chosen.items()]
    problem = _written(path, rows)
    return Accepted(path, () if problem else tuple(chosen.values()), known, (problem,) if problem else ())


def _found(asked: Asked) -> Differences:
    """The changes of documents; of a model, where that is what stands after (before is a revision of it then)."""
    model = Path(asked.after)
    is_model = model.name.endswith(SUFFIX) or (model.is_dir() and bool(files(model)))
    if is_model:
        return diff(DiffAsked(asked.before, model, asked.accepted, today=asked.today)).whole
    return contracts_diff(asked)


def _strange(wanted: str, found: Differences) -> Problem:
    known = [fingerprint(change) for change in found.changes]
    meant = nearest(wanted, known, cutoff=0.4)
    instead = (
        f"Did you mean {meant}?" if meant else "`skerry contracts diff --format json` shows the fingerprint of each."
    )
    what = f"no change has the fingerprint {wanted!r}" if known else f"nothing has changed, so nothing is {wanted!r}"
    return Problem(problems.STRANGE, what, Span("."), instead=instead)


def _acceptance(wanted: str, decision: Decision, path: Path) -> Acceptance:
    return Acceptance(wanted, decision.reason, decision.owner, decision.until, Span(str(path)))


def _written(path: Path, rows: Sequence[tuple[Acceptance, Change]]) -> Problem | None:
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        made = added(str(path), text, rows)
        if isinstance(made, Problem):
            return made
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        draft.write_text(made, encoding="utf-8", newline="\n")
        draft.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        return Problem(format_problems.UNREADABLE, str(getattr(error, "strerror", "") or error), Span(str(path)))
    return None
