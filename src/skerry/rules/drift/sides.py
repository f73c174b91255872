"""The two fleets side by side, both in the names of the wanted one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from skerry.facts.fleet import PERMITTED, Edge, Node
from skerry.rules.drift import names
from skerry.rules.drift.matching import matched
from skerry.rules.drift.plane import Plane


class Sides:
    """What is wanted and what was found, and which node of the one is which of the other."""

    def __init__(self, wanted: Plane, found: Plane) -> None:
        self.wanted, self.found = wanted, found
        self._matched = matched(wanted, found)
        self.renamed = self._matched.renamed
        plumbing = wanted.denies("plumbing") and found.denies("plumbing")
        self._unseen = names.PLUMBED - frozenset(["user"]) if not plumbing else frozenset()

    def name(self, theirs: str) -> str:
        """What a node of the found fleet is called in the wanted one; its own name, if it is not there."""
        return self._matched.known_as.get(theirs, theirs)

    @cached_property
    def pairs(self) -> dict[str, tuple[Node, Node]]:
        """The nodes that both have, by their wanted names."""
        known = self._matched.known_as.items()
        return {mine: (self.wanted.fleet.by_name[mine], self.found.fleet.by_name[theirs]) for theirs, mine in known}

    @cached_property
    def missing(self) -> dict[str, Node]:
        """Nodes that only the wanted fleet has; stores, and systems of others, which are known by who uses them, are left out."""
        nodes = (node for node in self.wanted.fleet.nodes if node.name not in self.pairs)
        return {node.name: node for node in nodes if self._counts(node)}

    @cached_property
    def unexpected(self) -> dict[str, Node]:
        """Nodes that only the found fleet has, the same ones left out."""
        nodes = (node for node in self.found.fleet.nodes if node.name not in self._matched.known_as)
        return {node.name: node for node in nodes if self._counts(node)}

    @cached_property
    def hidden(self) -> set[str]:
        """Registries, tools and their like that are found, and that are nobody's intent: who uses them is none either."""
        known = self._matched.known_as
        nodes = (node for node in self.found.fleet.nodes if node.role in names.PLUMBING and node.name not in known)
        return {node.name for node in nodes if not self._counts(node)}

    def _counts(self, node: Node) -> bool:
        if node.role in names.PLUMBING:
            return self.wanted.denies("plumbing") and self.found.denies("plumbing")
        return node.role in names.SERVICE or node.role == "broker"

    @cached_property
    def declared(self) -> dict[tuple[str, str], list[Edge]]:
        """The wanted edges by their ends."""
        return _by_ends((edge.source, edge.target, edge) for edge in self.wanted.fleet.believed if self._seen(edge))

    @cached_property
    def observed(self) -> dict[tuple[str, str], list[Edge]]:
        """The found edges that are more likely there than not, by their ends in wanted names."""
        edges = (edge for edge in self.found.fleet.believed if self._seen(edge))
        return _by_ends((self.name(edge.source), self.name(edge.target), edge) for edge in edges)

    @cached_property
    def possible(self) -> set[tuple[str, str]]:
        """The ends of all found edges, however unlikely: of these, none is missing for sure. A permission to call is no call."""
        edges = (edge for edge in self.found.fleet.edges if edge.believed or not _permitted(edge))
        return {(self.name(edge.source), self.name(edge.target)) for edge in edges}

    def _seen(self, edge: Edge) -> bool:
        return edge.kind != "user" and edge.kind not in self._unseen

    def reads_code_of(self, name: str) -> bool:
        """Whether the found plane has the source of a node, so that what it does not do there, it does not do; of a
        gateway, its configuration."""
        pair = self.pairs.get(name)
        if pair is None:
            return False
        theirs = pair[1]
        return bool(theirs.folders) or (theirs.role == "gateway" and bool(self.found.fleet.out(theirs.name)))


def _by_ends(rows: Iterator[tuple[str, str, Edge]]) -> dict[tuple[str, str], list[Edge]]:
    found: dict[tuple[str, str], list[Edge]] = {}
    for source, target, edge in rows:
        if source != target:
            found.setdefault((source, target), []).append(edge)
    return found


def _permitted(edge: Edge) -> bool:
    """Whether nothing says more than that the one may call the other."""
    return bool(edge.evidence) and all(witness.reader == PERMITTED for witness in edge.evidence)
