"""What came of a run of chaos."""

from __future__ import annotations

from dataclasses import dataclass, field

from skerry.run.chaos.faults import Inflicted


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that has to be true, and is not."""

    invariant: str
    why: str


@dataclass(slots=True)
class Chaos:
    """One run, and what came of it. `lived` stories came true, of `begun`; `looked` are the invariants that could be looked at."""

    faults: list[Inflicted] = field(default_factory=list)
    begun: int = 0
    lived: int = 0
    commands: int = 0
    refused: int = 0
    broken: list[Broken] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)
    seconds: float = 0.0
