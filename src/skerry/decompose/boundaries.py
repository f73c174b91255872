"""The boundaries of a cut: what crosses from each service to each other one, and what would stand in its place."""

from __future__ import annotations

from collections import Counter

from skerry.decompose.carriers import Carriers
from skerry.decompose.crossings import crossings
from skerry.decompose.homes import Homes
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Boundary, Crossing
from skerry.decompose.replacement import Evidence, replacement
from skerry.decompose.touched import transactions


def boundaries(partition: Partition) -> tuple[Boundary, ...]:
    """Each pair of services between which anything crosses, the tightest first; so are the crossings of each."""
    homes = partition.derived(Homes)
    touched = transactions(partition)
    carriers, name = Carriers(partition.graph), partition.graph.qualified
    evidence = Evidence(
        frozenset(partition.place(each.unit, each.line) for each in touched if each.tears),
        frozenset(map(name, carriers.entities)),
        frozenset(map(name, carriers.events)),
    )
    found = crossings(partition, homes, touched, carriers)
    made = [_boundary(source, target, cut, evidence) for (source, target), cut in found.items()]
    return tuple(sorted(made, key=lambda b: (-sum(c.strength for c in b.crossings), b.source, b.target)))


def _boundary(source: str, target: str, found: list[Crossing], evidence: Evidence) -> Boundary:
    ordered = sorted(found, key=_order)
    becomes, why = replacement(source, target, ordered, evidence)
    return Boundary(source, target, tuple(ordered), _counts(ordered), becomes, why)


def _order(crossing: Crossing) -> tuple[float, str, str, int, str, str, int]:
    source, target = crossing.source, crossing.target
    return -crossing.strength, crossing.kind, source.path, source.line, crossing.what, target.path, target.line


def _counts(found: list[Crossing]) -> dict[str, int]:
    counted = Counter(crossing.kind for crossing in found)
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))
