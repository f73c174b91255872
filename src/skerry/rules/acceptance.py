"""Parts findings that somebody has decided to live with from those that count."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from skerry.kernel.finding import Finding
from skerry.kernel.problem import Problem
from skerry.kernel.words import nearest
from skerry.model.system import Acceptance
from skerry.rules import problems


@dataclass(frozen=True, slots=True)
class Settled:
    """Findings that count, those that were accepted with what accepts them, and what is wrong with the acceptances."""

    open: tuple[Finding, ...] = ()
    accepted: tuple[tuple[Finding, Acceptance], ...] = ()
    problems: tuple[Problem, ...] = ()


def settle(
    findings: Iterable[Finding],
    acceptances: Collection[Acceptance],
    asked: Collection[str],
    known: Collection[str],
    today: date,
) -> Settled:
    """As of `today`. `asked` are the rules that were asked: of others nobody can say that they find nothing. `known` are all."""
    left, taken = [], []
    met: set[int] = set()
    by_rule: dict[str, list[Acceptance]] = {}
    for each in acceptances:
        by_rule.setdefault(each.rule, []).append(each)
    for finding in findings:
        fitting = [each for each in by_rule.get(finding.rule, ()) if set(each.at) <= set(finding.subject)]
        met.update(map(id, fitting))
        valid = next((each for each in fitting if not expired(each, today)), None)
        if valid:
            taken.append((finding, valid))
        else:
            left.append(finding)
    remarks = [
        each for acceptance in acceptances for each in _remarks(acceptance, id(acceptance) in met, asked, known, today)
    ]
    return Settled(tuple(left), tuple(taken), tuple(remarks))


def expired(acceptance: Acceptance, today: date) -> bool:
    """Whether its last day has passed; a month ends with its last day."""
    until = acceptance.until
    if until is None:
        return False
    return date(until.year, until.month, until.day or calendar.monthrange(until.year, until.month)[1]) < today


def _remarks(
    acceptance: Acceptance, met: bool, asked: Collection[str], known: Collection[str], today: date
) -> Iterator[Problem]:
    where = f" at {', '.join(acceptance.at)}" if acceptance.at else ""
    if acceptance.rule not in known:
        near = nearest(acceptance.rule, known)
        instead = f"did you mean `{near}`?" if near else "`skerry explain` lists the rules"
        yield Problem(problems.UNKNOWN_RULE, f"there is no rule `{acceptance.rule}`", acceptance.span, instead=instead)
    elif acceptance.rule in asked and not met:
        what = f"{acceptance.rule}{where} is accepted, and nothing like that is found"
        yield Problem(problems.UNUSED, what, acceptance.span, instead="remove it")
    elif met and expired(acceptance, today):
        what = f"{acceptance.rule}{where} was accepted until {acceptance.until}"
        yield Problem(
            problems.EXPIRED,
            what,
            acceptance.span,
            why=acceptance.reason,
            instead="mend it, or give it a new day and a reason",
        )
