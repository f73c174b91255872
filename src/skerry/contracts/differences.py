"""The answer to "is this change safe, and for whom?" as one value: every format is a function of it."""

from __future__ import annotations

from dataclasses import dataclass

from skerry.contracts.accepted import Acceptance
from skerry.contracts.advice import Advice
from skerry.contracts.change import Change, Level
from skerry.kernel.problem import Problem


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed and still counts, what was accepted and by whom, what to do, and what could not be read."""

    changes: tuple[Change, ...]
    accepted: tuple[tuple[Change, Acceptance], ...]
    advice: Advice
    problems: tuple[Problem, ...] = ()

    @property
    def breaking(self) -> bool:
        """Whether anything that counts breaks somebody."""
        return any(change.level is Level.BREAKING for change in self.changes)

    def count(self, level: Level) -> int:
        """How many changes are of this level."""
        return sum(change.level is level for change in self.changes)
