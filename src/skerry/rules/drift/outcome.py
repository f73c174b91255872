"""What a comparison came to, as one value: every format is a function of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skerry.kernel.problem import Problem
from skerry.rules.drift.difference import Difference
from skerry.rules.drift.plane import Plane


@dataclass(frozen=True, slots=True)
class Drift:
    """`wanted` and `found` are what was compared, in words; `parts` is how many statements the two make together.

    `known` is false where something of it could not be read, so that nothing was compared.
    """

    wanted: str
    found: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    parts: int = 0
    problems: tuple[Problem, ...] = ()
    known: bool = True

    @property
    def sure(self) -> tuple[Difference, ...]:
        """The differences that are drift."""
        return tuple(row for row in self.differences if not row.note)

    @property
    def notes(self) -> tuple[Difference, ...]:
        """What nobody has seen, where that proves nothing."""
        return tuple(row for row in self.differences if row.note)

    @property
    def share(self) -> float:
        """How much of everything that is said on either side differs, from 0 to 1."""
        return min(1.0, len(self.sure) / self.parts) if self.parts else 0.0


def parts(planes: Iterable[Plane]) -> int:
    """Nodes, edges and channels of all planes together, each once."""
    found: set[tuple[str, ...]] = set()
    for plane in planes:
        found |= {(node.name,) for node in plane.fleet.nodes}
        found |= {(edge.source, edge.target) for edge in plane.fleet.believed}
        found |= {(row.node, row.direction, row.topic) for row in plane.fleet.channels}
    return len(found)
