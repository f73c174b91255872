"""Links weighed: all evidence for one edge together, as sure as noisy-or makes it (Pearl, Probabilistic Reasoning, 1988, §4.3.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from skerry.facts.fleet import Edge, Node, Witness
from skerry.read.fleet.link import Link

_OF_ROLE = {
    "database": "db", "cache": "db", "broker": "async", "registry": "discovery", "config": "config", "telemetry": "telemetry",
    "external": "external",
}  # fmt: skip


def edges(links: Iterable[Link], nodes: Mapping[str, Node]) -> tuple[Edge, ...]:
    """One edge for each pair of nodes and kind, sorted."""
    found: dict[tuple[str, str, str], set[Witness]] = defaultdict(set)
    for link in links:
        if link.source != link.target and link.source in nodes and link.target in nodes:
            found[link.source, link.target, link.kind or kind_of(nodes[link.target])].add(link.witness)
    return tuple(Edge(*key, _sure(seen), tuple(sorted(seen))) for key, seen in sorted(found.items()))


def kind_of(target: Node) -> str:
    """How a node of this role is used, where nothing says it."""
    return _OF_ROLE.get(target.role, "http")


def _sure(seen: Iterable[Witness]) -> float:
    """That not all the evidence is wrong. Of the same kind of evidence only the best counts: it is not independent."""
    best: dict[str, float] = defaultdict(float)
    for witness in seen:
        best[witness.reader] = max(best[witness.reader], witness.strength)
    wrong = 1.0
    for strength in best.values():
        wrong *= 1 - strength
    return round(1 - wrong, 4)
