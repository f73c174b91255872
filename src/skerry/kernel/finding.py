"""A finding: something in the code or the model that a person should act on, with how bad, how sure, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span


class Confidence(StrEnum):
    """How sure it is that the finding holds."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Persona(StrEnum):
    """Who wants to read it: everybody, those who want it exact, or those who want every lead."""

    REGULAR = "regular"
    PEDANTIC = "pedantic"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Finding:
    """What `rule` says about `place`; `fix` is what to do, `related` the other places in play, with their roles."""

    rule: str
    severity: Severity
    message: str
    place: Span
    confidence: Confidence = Confidence.HIGH
    persona: Persona = Persona.REGULAR
    why: str = ""
    fix: str = ""
    related: tuple[tuple[Span, str], ...] = ()


def finding_of(problem: Problem) -> Finding:
    """A problem as the finding that reports show."""
    return Finding(
        rule=problem.code.id,
        severity=problem.severity,
        message=problem.what,
        place=problem.span,
        why=problem.why,
        fix=problem.instead,
        related=problem.related,
    )
