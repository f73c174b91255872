"""The answer to "is this change safe, and for whom?" as one value: every format is a function of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class ModelDifferences:
    """What changed between two states of a model: in the architecture, and in the contracts that are written from it.

    `before` and `after` name the two; `texts` are those of their files that are not on disk, by the path that places show.
    """

    before: str
    after: str
    architecture: Differences
    contracts: Differences
    advice: Advice
    problems: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All of them, those of the architecture first."""
        return (*self.architecture.changes, *self.contracts.changes)

    @property
    def breaking(self) -> bool:
        """Whether anything that counts breaks somebody."""
        return self.architecture.breaking or self.contracts.breaking

    @property
    def whole(self) -> Differences:
        """Both as one."""
        accepted = (*self.architecture.accepted, *self.contracts.accepted)
        return Differences(self.changes, accepted, self.advice, self.problems)
