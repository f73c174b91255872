"""Where a service departs from its document, and the result of a whole verification."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skerry.kernel.problem import Code, Problem, Severity
from skerry.kernel.span import Span


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure. `requests` are lines for a shell, in the order that shows it; `story` says what was being tried."""

    code: Code
    operation: str
    expected: str
    came: str
    requests: tuple[str, ...]
    place: Span
    story: str = ""

    @property
    def severity(self) -> Severity:
        """That of its code."""
        return self.code.severity


@dataclass(frozen=True, slots=True)
class Skipped:
    """A story that could not be told, and why."""

    story: str
    operation: str
    because: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `told` are the stories that were told, each with its operation; `requests` were sent in all."""

    deviations: tuple[Deviation, ...] = ()
    problems: tuple[Problem, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    skipped: tuple[Skipped, ...] = ()
    requests: int = 0
    seed: int = 0


def once(found: Iterable[Deviation]) -> tuple[Deviation, ...]:
    """Each kind of departure once for an operation and what came, however often and by whomever it was seen; the shortest
    story first."""
    kept: dict[tuple[str, str, str], Deviation] = {}
    for each in found:
        key = (each.code.id, each.operation, each.came.partition("\n")[0])
        if key not in kept or len(each.requests) < len(kept[key].requests):
            kept[key] = each
    return tuple(sorted(kept.values(), key=lambda each: (each.operation, each.code.id, each.came)))
