"""Asks rules about a case: findings, and for each rule whether it could know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from skerry.kernel.finding import Finding
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.rules import problems
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import Needs, Rule


class Known(StrEnum):
    """What came of a rule."""

    BROKEN = "broken"
    SOUND = "sound"
    UNKNOWN = "unknown"  # of some things there is no evidence either way, and of none that they are broken
    UNASKED = "not asked"  # what it looks at is not there


@dataclass(frozen=True, slots=True)
class State:
    """What came of one rule: how many findings, and of how many things nobody can know."""

    rule: Rule
    known: Known
    findings: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """All findings of some rules, what came of each, and which failed."""

    findings: tuple[Finding, ...] = ()
    states: tuple[State, ...] = ()
    problems: tuple[Problem, ...] = ()


def judge(case: Case, rules: Iterable[Rule]) -> Judged:
    """What these rules say. A rule that fails is a problem, and no end of the others."""
    findings: list[Finding] = []
    states: list[State] = []
    wrong: list[Problem] = []
    for rule in rules:
        if not there(case, rule.about.needs):
            states.append(State(rule, Known.UNASKED))
            continue
        try:
            answers = list(rule.check(case))
        except Exception as error:  # a third party's rule may do anything, and no user shall see a traceback of it
            what = f"{rule.id} ended with {type(error).__name__}: {error}"
            wrong.append(Problem(problems.FAILED, what, Span(rule.check.__module__)))
            continue
        hits = [answer for answer in answers if isinstance(answer, Hit)]
        findings += dict.fromkeys(_findings(rule, hits))  # two overlays of one base have the same fault in one place
        states.append(_state(rule, len(hits), len(answers) - len(hits)))
    return Judged(tuple(findings), tuple(states), tuple(wrong))


def there(case: Case, needs: Needs) -> bool:
    """Whether a case has what a rule looks at."""
    return {
        Needs.FLEET: case.system is not None or case.observed is not None,
        Needs.MODEL: case.system is not None,
        Needs.OBSERVED: case.observed is not None,
        Needs.CODE: case.code is not None,
        Needs.MANIFESTS: case.manifests is not None,
    }[needs]


def _state(rule: Rule, hits: int, unknown: int) -> State:
    known = Known.BROKEN if hits else Known.UNKNOWN if unknown else Known.SOUND
    return State(rule, known, hits, unknown)


def _findings(rule: Rule, hits: Iterable[Hit]) -> Iterator[Finding]:
    why, fix = _first(rule.why), _first(rule.instead)
    for hit in hits:
        yield Finding(
            rule.id,
            hit.severity or rule.about.severity,
            hit.message,
            hit.place,
            hit.confidence or rule.about.confidence,
            rule.about.persona,
            hit.why or why,
            hit.fix or fix,
            hit.related,
            hit.subject,
            hit.edit,
        )


def _first(text: str) -> str:
    """The first sentence of a paragraph: enough beside a line of code, `explain` has the rest."""
    return text.partition("\n\n")[0].partition(". ")[0].rstrip(".")
