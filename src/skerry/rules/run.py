"""Asks rules about a case: findings, and for each rule whether it could know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from skerry.kernel.finding import Finding, Persona
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.rules import problems
from skerry.rules.case import Case
from skerry.rules.hit import Hit, Unknown
from skerry.rules.rule import Needs, Rule
from skerry.rules.supposing import weigh

_RANK = {each: at for at, each in enumerate(Persona)}


class Known(StrEnum):
    """What came of a rule."""

    BROKEN = "broken"
    SOUND = "sound"
    UNKNOWN = "unknown"  # of some things there is no evidence either way, and of none that they are broken
    UNASKED = "not asked"  # what it looks at is not there


@dataclass(frozen=True, slots=True)
class State:
    """What came of one rule: how many findings, and of how many things nobody can know; `undecided` are those of which is known what
    would decide them."""

    rule: Rule
    known: Known
    findings: int = 0
    unknown: int = 0
    undecided: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """All findings of some rules, what came of each, and which failed."""

    findings: tuple[Finding, ...] = ()
    states: tuple[State, ...] = ()
    problems: tuple[Problem, ...] = ()


def judge(case: Case, rules: Iterable[Rule], reader: Persona = Persona.AUDITOR) -> Judged:
    """What these rules say to a reader. A rule that fails is a problem, and no end of the others."""
    findings: list[Finding] = []
    states: list[State] = []
    wrong: list[Problem] = []
    for rule in rules:
        if not there(case, rule.about.needs):
            states.append(State(rule, Known.UNASKED))
            continue
        try:
            hits, unknown = _asked(rule, case)
            hits = [hit for hit in hits if _RANK[hit.persona or Persona.REGULAR] <= _RANK[reader]]
        except Exception as error:  # a third party's rule may do anything, and no user shall see a traceback of it
            what = f"{rule.id} ended with {type(error).__name__}: {error}"
            wrong.append(Problem(problems.FAILED, what, Span(rule.check.__module__)))
            continue
        findings += dict.fromkeys(
            _findings(rule, hits, case)
        )  # two overlays of one base have the same fault in one place
        states.append(_state(rule, len(hits), unknown))
    return Judged(tuple(findings), tuple(states), tuple(wrong))


def there(case: Case, needs: Needs) -> bool:
    """Whether a case has what a rule looks at."""
    return {
        Needs.FLEET: case.system is not None or case.observed is not None,
        Needs.CALLS: any(each is not None for each in (case.system, case.observed, case.traced)),
        Needs.MODEL: case.system is not None,
        Needs.OBSERVED: case.observed is not None,
        Needs.CODE: case.code is not None,
        Needs.MANIFESTS: case.manifests is not None,
    }[needs]


def _asked(rule: Rule, case: Case) -> tuple[list[Hit], list[Unknown]]:
    """What a rule says of a case; of a fleet with possible edges only what does not hang on them."""
    answers = list(rule.check(case))
    hits = [answer for answer in answers if isinstance(answer, Hit)]
    unknown = [answer for answer in answers if isinstance(answer, Unknown)]
    if case.supposed is None or case.observed is None or rule.about.needs in {Needs.MODEL, Needs.CODE, Needs.MANIFESTS}:
        return hits, unknown
    supposed = [answer for answer in rule.check(case.supposed) if isinstance(answer, Hit)]
    hits, undecided = weigh(hits, supposed, case.observed)
    said = {each.subject for each in undecided}
    return hits, [*undecided, *(each for each in unknown if each.subject not in said)]


def _state(rule: Rule, hits: int, unknown: Sequence[Unknown]) -> State:
    known = Known.BROKEN if hits else Known.UNKNOWN if unknown else Known.SOUND
    return State(rule, known, hits, len(unknown), tuple(each for each in unknown if each.why))


def _findings(rule: Rule, hits: Iterable[Hit], case: Case) -> Iterator[Finding]:
    why, fix = _first(rule.why), _first(rule.instead)
    for hit in hits:
        yield Finding(
            rule.id,
            hit.severity or rule.about.severity,
            hit.message + _where(hit, case),
            hit.place,
            hit.confidence or rule.about.confidence,
            hit.persona or rule.about.persona,
            hit.why or why,
            hit.fix or fix,
            hit.related,
            hit.subject,
            hit.edit,
        )


def _where(hit: Hit, case: Case) -> str:
    """What a finding says at its end if nothing but a deployment for development or tests is meant: production may be sound."""
    places = (hit.place, *(place for place, _ in hit.related))
    tried = case.observed.only_tried(place.path for place in places) if case.observed is not None else ()
    return f", in {' and '.join(tried[:3])} only" if tried else ""


def _first(text: str) -> str:
    """The first sentence of a paragraph: enough beside a line of code, `explain` has the rest."""
    return text.partition("\n\n")[0].partition(". ")[0].rstrip(".")
