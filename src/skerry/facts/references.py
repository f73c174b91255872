"""References between units, in columns: seventeen bytes each, since a million lines have about a million of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from skerry.facts.kinds import REFERENCE_KINDS


class Reference(NamedTuple):
    """`source` refers to `target` (unit indices) at `line` of the source's file; `strength` from 0 to 1."""

    source: int
    target: int
    kind: str
    line: int
    strength: float


class References:
    """An append-only table of references. Iteration gives `Reference` values; the columns are there for whoever counts."""

    __slots__ = ("kinds", "lines", "sources", "strengths", "targets")

    def __init__(self) -> None:
        self.sources = array("I")
        self.targets = array("I")
        self.kinds = array("B")
        self.lines = array("I")
        self.strengths = array("B")  # in hundredths

    def add_flat(self, flat: array[int]) -> None:
        """Append rows given as source, target, kind index, line, strength in hundredths, one after the other."""
        self.sources.extend(flat[0::5])
        self.targets.extend(flat[1::5])
        self.kinds.extend(array("B", flat[2::5]))
        self.lines.extend(flat[3::5])
        self.strengths.extend(array("B", flat[4::5]))

    def add(self, references: Iterable[Reference]) -> None:
        """Append references one by one."""
        for r in references:
            self.add_flat(
                array("I", (r.source, r.target, REFERENCE_KINDS.index(r.kind), r.line, round(r.strength * 100)))
            )

    def __len__(self) -> int:
        return len(self.sources)

    def __getitem__(self, i: int) -> Reference:
        kind = REFERENCE_KINDS[self.kinds[i]]
        return Reference(self.sources[i], self.targets[i], kind, self.lines[i], self.strengths[i] / 100)

    def __iter__(self) -> Iterator[Reference]:
        return (self[i] for i in range(len(self.sources)))
