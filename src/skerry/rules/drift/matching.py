"""Which node of the one fleet is which of the other: by their names, then, for what is left over, by what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from skerry.facts.fleet import Node
from skerry.rules.drift import names
from skerry.rules.drift.plane import Plane

_ALIKE = (
    0.7  # of the neighbours of two nodes, the share that both have, from which on they are the same one (recovery, §6)
)
_ROUNDS = 8  # of telling services by their neighbours, each of which makes more neighbours known
_LEAST = 2  # neighbours, below which they say nothing


@dataclass(frozen=True, slots=True)
class Renamed:
    """`wanted` is called `found` now; `why` says how that is known."""

    wanted: str
    found: str
    why: str


@dataclass(frozen=True, slots=True)
class Matched:
    """`known_as` leads from names of the found fleet to those of the wanted one."""

    known_as: Mapping[str, str]
    renamed: tuple[Renamed, ...]


def matched(wanted: Plane, found: Plane) -> Matched:
    """All nodes but stores, which are known by who uses them."""
    pairs = _Pairs(wanted, found)
    pairs.by_names()
    renamed = list(pairs.renames())
    same = wanted.knows == found.knows  # the same kind of sources: another name is a change, and no other view
    if same:
        renamed += [
            Renamed(mine, theirs, "goes by another of its names")
            for theirs, mine in pairs.known.items()
            if names.folded(mine) != names.folded(theirs) and all(each.found != theirs for each in renamed)
        ]
    return Matched(pairs.known, tuple(sorted(renamed, key=lambda each: each.wanted)))


class _Pairs:
    """What is matched so far."""

    def __init__(self, wanted: Plane, found: Plane) -> None:
        self.wanted = {node.name: node for node in wanted.fleet.nodes if node.role not in names.STORE}
        self.found = {node.name: node for node in found.fleet.nodes if node.role not in names.STORE}
        self.planes = wanted, found
        self.known: dict[str, str] = {}
        self._taken: set[str] = set()

    def by_names(self) -> None:
        """Own names first, then any name that means one node alone; then the only gateway, and the only broker."""
        for name in self.found:
            if name in self.wanted:
                self._pair(name, name)
        known = names.unique(self._left_over())
        for node in list(self._new()):
            means = {known[name] for name in names.names(node) if name in known} - self._taken
            if len(means) == 1:
                self._pair(node.name, means.pop())
        for role in ("gateway", "broker"):
            mine = [node for node in self._left_over() if node.role == role]
            theirs = [node for node in self._new() if node.role == role]
            if len(mine) == len(theirs) == 1:
                self._pair(theirs[0].name, mine[0].name)

    def renames(self) -> Iterator[Renamed]:
        """Services that go by another name: the surest way to tell first, until nothing more is found."""
        yield from self._by("stands in the same folder", lambda node: {f for f in node.folders if f})
        yield from self._by("runs the same image", lambda node: {names.repository(node.image)} - {""})
        yield from self._by("differs in nothing but how its name is written", lambda node: {names.stem(node.name)})
        yield from self._by("runs the same image", _product, names.PLUMBING)
        yield from self._by("is the only one of its product", _only, names.PLUMBING)
        for _ in range(_ROUNDS):
            found = list(self._nearest())
            yield from found
            if not found:
                return

    def _by(
        self, why: str, marks: Callable[[Node], set[str]], roles: frozenset[str] = names.SERVICE
    ) -> Iterator[Renamed]:
        """Pairs of nodes of these roles with a mark that no third one has."""
        mine, theirs = (
            _marked((node for node in nodes if node.role in roles), marks) for nodes in (self._left_over(), self._new())
        )
        for mark in sorted(mine.keys() & theirs.keys()):
            if mine[mark] not in self._taken and theirs[mark] not in self.known:
                yield self._renamed(mine[mark], theirs[mark], why)

    def _nearest(self) -> Iterator[Renamed]:
        """Unmatched services with enough neighbours in common, the nearest first; where two are as near, nobody can tell."""
        mine, theirs = (
            {
                node.name: around
                for node in self._services(nodes)
                if len(around := self._around(side, node.name)) >= _LEAST
            }
            for side, nodes in ((0, self._left_over()), (1, self._new()))
        )
        scores = ((_jaccard(around, other), a, b) for a, around in mine.items() for b, other in theirs.items())
        good = sorted((score for score in scores if score[0] >= _ALIKE), reverse=True)
        ends = Counter(end for score, a, b in good for end in ((score, 0, a), (score, 1, b)))
        for score, a, b in good:
            free = a not in self._taken and b not in self.known
            if free and ends[score, 0, a] == ends[score, 1, b] == 1:
                yield self._renamed(a, b, f"has {score:.0%} of its neighbours")

    def _around(self, side: int, name: str) -> frozenset[tuple[str, str]]:
        """Who calls it, and whom it calls, of those that are known on both sides; stores by their product."""
        fleet = self.planes[side].fleet
        known = self.known if side else {mine: mine for mine in self._taken}
        ends = [("in", edge.source) for edge in fleet.into(name)] + [("out", edge.target) for edge in fleet.out(name)]
        found = set()
        for way, other in ends:
            node = fleet.by_name.get(other)
            if other in known:
                found.add((way, known[other]))
            elif node and node.role in names.STORE and node.technology:
                found.add((way, node.technology))
        return frozenset(found)

    def _renamed(self, mine: str, theirs: str, why: str) -> Renamed:
        self._pair(theirs, mine)
        return Renamed(mine, theirs, why)

    def _pair(self, theirs: str, mine: str) -> None:
        self.known[theirs] = mine
        self._taken.add(mine)

    def _left_over(self) -> Iterator[Node]:
        return (node for name, node in self.wanted.items() if name not in self._taken)

    def _new(self) -> Iterator[Node]:
        return (node for name, node in self.found.items() if name not in self.known)

    @staticmethod
    def _services(nodes: Iterable[Node]) -> list[Node]:
        return [node for node in nodes if node.role in names.SERVICE]


def _product(node: Node) -> set[str]:
    """The last word of an image's name: products move from one registry, and from one owner there, to another."""
    return {names.repository(node.image).rpartition("/")[2]} - {""}


def _only(node: Node) -> set[str]:
    return {f"{node.role} {node.technology}"} if node.technology else set()


def _marked(nodes: Iterable[Node], marks: Callable[[Node], set[str]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for node in nodes:
        for mark in marks(node):
            found.setdefault(mark, []).append(node.name)
    return {mark: one[0] for mark, one in found.items() if len(one) == 1}


def _jaccard(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0
