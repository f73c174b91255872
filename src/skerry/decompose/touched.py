"""Transactions and the entities that they touch, seen from a cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skerry.decompose.homes import Homes
from skerry.decompose.partition import Partition
from skerry.facts.flows import Reached
from skerry.facts.kinds import Transaction
from skerry.facts.stores import Store
from skerry.kernel.words import split

_SURE_ENOUGH = 0.4  # one unsure step (0.5 or so) on the way is believed, two are not
_ROLES = frozenset({"test", "migration", "script"})
_SAMPLES = frozenset({"seed", "seeder", "sample", "fixture", "demo"})
_MODES = frozenset({"read", "write"})
_NOT_OUTBOUND = frozenset({"read", "write", "raise", "handle"})


@dataclass(frozen=True, slots=True)
class Touch:
    """A store that a transaction reads or writes, the service in which it lives, and the way from the transaction to the access."""

    store: Store
    service: str
    mode: str
    reached: Reached


@dataclass(frozen=True, slots=True)
class Touched:
    """A transaction: `service` is its function's, or where that has none, the one of most of what it writes."""

    unit: int
    line: int
    service: str
    touches: tuple[Touch, ...]
    outbound: tuple[Reached, ...]

    def services(self, mode: str = "") -> frozenset[str]:
        """The services whose stores it touches, or only those it reads (`read`) or writes (`write`)."""
        return frozenset(t.service for t in self.touches if t.mode == mode or not mode)

    @property
    def crosses(self) -> bool:
        """Whether what it touches lies in more than one service."""
        return len(self.services()) > 1

    @property
    def tears(self) -> bool:
        """Whether it changes several services, so that no local transaction can stand in its place."""
        return len(self.services("write")) > 1


def is_made_up(partition: Partition, unit: int) -> bool:
    """Whether a unit fills the system with data for a start or a test, which says nothing about the business."""
    found = partition.graph.units[unit]
    return found.role in _ROLES or not _SAMPLES.isdisjoint(split(partition.graph.qualified(unit).rpartition("::")[2]))


def transactions(partition: Partition) -> tuple[Touched, ...]:
    """Every function that runs as a transaction and touches something that has a home, once each; worked out once a partition."""
    return partition.derived(_transactions)


def _transactions(partition: Partition) -> tuple[Touched, ...]:
    homes = partition.derived(Homes)
    first: dict[int, Transaction] = {}
    for fact in partition.graph.of(Transaction):
        if fact.unit >= 0 and not is_made_up(partition, fact.unit):
            first.setdefault(fact.unit, fact)
    found = (_touched(partition, homes, fact) for fact in first.values())
    return tuple(each for each in found if each.touches and each.service)


def _touched(partition: Partition, homes: Homes, fact: Transaction) -> Touched:
    reached = [r for r in partition.flows.of(fact.unit) if r.strength >= _SURE_ENOUGH]
    touches = tuple(_touches(homes, reached))
    outbound = tuple(r for r in reached if r.effect.kind not in _NOT_OUTBOUND)
    service, unit = partition.of_unit[fact.unit] or _most(touches), partition.graph.units[fact.unit]
    line = fact.line if unit.line <= fact.line <= unit.end else unit.line  # not where the whole class says so
    return Touched(fact.unit, line, service, touches, outbound)


def _touches(homes: Homes, reached: list[Reached]) -> Iterator[Touch]:
    for each in reached:
        if each.effect.kind in _MODES:
            service = homes.of(each.effect.subject)
            if service:
                yield Touch(each.effect.subject, service, each.effect.kind, each)


def _most(touches: tuple[Touch, ...]) -> str:
    """The service with most of the stores, a written one counting more than any number that are read."""
    weights: dict[str, int] = {}
    for touch in touches:
        weights[touch.service] = weights.get(touch.service, 0) + (1000 if touch.mode == "write" else 1)
    return min(weights, key=lambda s: (-weights[s], s), default="")
