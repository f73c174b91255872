"""A finding: something in the code or the model that a person should act on, with how bad, how sure, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skerry.kernel.fingerprint import fingerprint
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
class Edit:
    """A change of a model's text that mends it: what stands at `path`, keys of maps from the top, becomes `value` as it is written."""

    path: tuple[str, ...]
    value: str

    def __str__(self) -> str:
        return f"{'.'.join(self.path)}: {self.value}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What `rule` says about `place`; `fix` is what to do, `related` the other places in play, with their roles.

    `subject` are the names of what it is about: with the rule they make it the same finding again when lines have moved. `edit` is the
    change that mends it, where a tool can make it.
    """

    rule: str
    severity: Severity
    message: str
    place: Span
    confidence: Confidence = Confidence.HIGH
    persona: Persona = Persona.REGULAR
    why: str = ""
    fix: str = ""
    related: tuple[tuple[Span, str], ...] = ()
    subject: tuple[str, ...] = ()
    edit: Edit | None = None

    @property
    def fingerprint(self) -> str:
        """What a baseline knows it by; its place in a file is no part of it."""
        return fingerprint(self.rule, self.subject or (self.place.path, self.message))


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
