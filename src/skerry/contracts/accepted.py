"""Accepted changes: breaks that somebody has decided to make, with reason, owner, the day it ends, and a fingerprint.

accepted:
  - fingerprint: kbeahapfcjdi
    reason: nobody reads total any more, see ADR 12
    owner: checkout
    until: 2027-03-31
    rule: out-body-property-removed        # for readers; the fingerprint decides
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from skerry.contracts import problems
from skerry.contracts.change import Change
from skerry.contracts.fingerprint import fingerprint
from skerry.formats import problems as format_problems
from skerry.formats.text import Text, pointer, read
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

FILE = "contracts.accepted.yaml"
_NEEDED = ("fingerprint", "reason", "owner", "until")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One decision, and where it is written."""

    fingerprint: str
    reason: str
    owner: str
    until: date
    span: Span


@dataclass(frozen=True, slots=True)
class Judged:
    """Changes that still count, those that were accepted with who did, and what is wrong with the acceptances."""

    open: tuple[Change, ...]
    accepted: tuple[tuple[Change, Acceptance], ...] = ()
    problems: tuple[Problem, ...] = ()


def parse(place: str, data: bytes) -> tuple[tuple[Acceptance, ...], tuple[Problem, ...]]:
    """The decisions in a file; one that lacks something is left out with a problem."""
    document, found = read(place, data)
    if document is None:
        return (), found
    if document.value in (None, {"accepted": None}):  # begun, and nothing decided yet
        return (), found
    rows = document.value.get("accepted") if isinstance(document.value, dict) else None
    if not isinstance(rows, list):
        what = "there is no list `accepted` at the top"
        return (), (
            *found,
            Problem(format_problems.SYNTAX, what, Span(place, 1), instead="Write `accepted:`, then a `- ` a decision."),
        )
    results = [_acceptance(document, at, row) for at, row in enumerate(rows)]
    kept = tuple(each for each in results if isinstance(each, Acceptance))
    return kept, (*found, *(each for each in results if isinstance(each, Problem)))


def judge(changes: Iterable[Change], acceptances: Sequence[Acceptance], today: date) -> Judged:
    """Parts the accepted changes from the others, as of `today`."""
    known = {each.fingerprint: each for each in acceptances}
    left, taken, met = [], [], set()
    for change in changes:
        decision = known.get(fingerprint(change))
        if decision is not None:
            met.add(decision.fingerprint)
        if decision is None or decision.until < today:
            left.append(change)
        else:
            taken.append((change, decision))
    return Judged(tuple(left), tuple(taken), tuple(_remarks(known, met, today)))


def _remarks(known: dict[str, Acceptance], met: set[str], today: date) -> Iterable[Problem]:
    for each in known.values():
        if each.fingerprint not in met:
            yield Problem(problems.UNUSED, f"{each.fingerprint} meets no change", each.span, instead="Remove it.")
        elif each.until < today:
            what = f"the acceptance of {each.fingerprint} by {each.owner} ended on {each.until}"
            yield Problem(problems.EXPIRED, what, each.span)


def _acceptance(document: Text, at: int, row: Any) -> Acceptance | Problem:
    span = document.span(pointer("accepted", at))
    missing = [name for name in _NEEDED if not (isinstance(row, dict) and str(row.get(name) or "").strip())]
    if missing:
        what = f"this acceptance has no {' and no '.join(missing)}"
        return Problem(
            format_problems.SYNTAX, what, span, instead="A decision needs fingerprint, reason, owner and until."
        )
    try:
        until = date.fromisoformat(str(row["until"]))
    except ValueError:
        where = document.span(pointer("accepted", at, "until"))
        return Problem(format_problems.SYNTAX, f"{row['until']!r} is no day", where, instead="Write it as 2027-03-31.")
    return Acceptance(str(row["fingerprint"]), str(row["reason"]), str(row["owner"]), until, span)
