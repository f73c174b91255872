"""What a rule answers: what is broken, and what nobody can know. Whatever it does not speak of is sound."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.kernel.finding import Confidence, Edit, Persona
from skerry.kernel.problem import Severity
from skerry.kernel.span import Span


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that breaks the rule, and what is wrong there in one line.

    `subject` are the names of what it is about, the culprit first: by them it is known again when lines have moved, and accepted. `why`,
    `fix`, `severity`, `confidence` and `persona` (for whom it is, at least those of the rule) are those of the rule where nothing is said.
    """

    subject: tuple[str, ...]
    message: str
    place: Span
    why: str = ""
    fix: str = ""
    related: tuple[tuple[Span, str], ...] = ()
    severity: Severity | None = None
    confidence: Confidence | None = None
    edit: Edit | None = None
    persona: Persona | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no evidence either way about this subject: it is neither broken nor sound.

    `place` and `why` say what would decide it, where that is known.
    """

    subject: tuple[str, ...]
    place: Span | None = None
    why: str = ""


Answer = Hit | Unknown
