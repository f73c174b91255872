"""Sets of parts that grow together, and what keeps two of them apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from skerry.facts.fleet import INFRASTRUCTURE
from skerry.read.manifests import Part
from skerry.read.manifests._products import product

COMPOSE = "compose:"
_MOST_LEADERS = 50  # different nodes of one name
_FOLD = re.compile(r"[^a-z0-9]+")


def folded(name: str) -> str:
    """A name as it is compared: lower case, with runs of all other characters as one hyphen."""
    return _FOLD.sub("-", name.lower()).strip("-")


def infrastructure(part: Part) -> str:
    """The product that a part is, as far as its image or its manifest says; '' if it is none."""
    role, technology = product(part.image) if part.image else ("", "")
    if role in INFRASTRUCTURE:
        return technology
    return part.technology if part.role in INFRASTRUCTURE else ""


class Groups:
    """Sets of parts that grow together (union-find), each with its names in the lists in which it stands, its folders and products."""

    def __init__(self, rows: Sequence[Part]) -> None:
        self._rows = rows
        self.related: set[frozenset[str]] = set()  # folders whose compose files run something in common
        self._leader = list(range(len(rows)))
        self._among = [{part.among: folded(part.name)} if part.among else {} for part in rows]
        self._folders = [{part.folder} if part.folder is not None else set() for part in rows]
        self._products = [{technology} if (technology := infrastructure(part)) else set() for part in rows]

    def join(self, keys: Iterable[tuple[str, int]], *, weak: bool = False) -> None:
        """Makes parts with the same key one, unless they are different entries of a list.

        Of a weak key, what is built of different folders, or is another product, is not the same either.
        """
        held: dict[str, list[int]] = defaultdict(list)
        for key, at in keys:
            held[key].append(at)
        for rows in held.values():
            leaders: list[int] = []
            for at in rows:
                if not any(self.unite(leader, at, weak=weak) for leader in leaders) and len(leaders) < _MOST_LEADERS:
                    leaders.append(at)

    def _find(self, at: int) -> int:
        while self._leader[at] != at:
            self._leader[at] = self._leader[self._leader[at]]
            at = self._leader[at]
        return at

    def unite(self, one: int, other: int, *, weak: bool = False) -> bool:
        """Makes two parts one, unless they are known to be different; whether they are one now."""
        a, b = self._find(one), self._find(other)
        if a == b:
            return True
        if self._apart(a, b) or (weak and self._unlike(a, b)):
            return False
        self._leader[b] = a
        for sets in (self._folders, self._products):
            sets[a] |= sets[b]
        self._among[a] |= self._among[b]
        return True

    def _apart(self, a: int, b: int) -> bool:
        return any(self._among[a].get(among, name) != name for among, name in self._among[b].items())

    def _unlike(self, a: int, b: int) -> bool:
        folders = [(one, other) for one in self._folders[a] for other in self._folders[b]]
        if folders and not any(_within(one, other) or _within(other, one) for one, other in folders):
            return True
        products = self._products[a], self._products[b]
        if all(products) and not products[0] & products[1]:
            return True
        return all(products) and self._among_others(a, b)

    def _among_others(self, a: int, b: int) -> bool:
        """Whether they are of compose files of different folders that have nothing to do with one another: each `db` is then its own."""
        homes = [{m.removeprefix(COMPOSE) for m in self._among[each] if m.startswith(COMPOSE)} for each in (a, b)]
        if len(homes[0]) < len(self._among[a]) or len(homes[1]) < len(self._among[b]) or not all(homes):
            return False
        pairs = [(one, other) for one in homes[0] for other in homes[1]]
        return not any(_within(x, y) or _within(y, x) or frozenset((x, y)) in self.related for x, y in pairs)

    def relate(self) -> None:
        """Notes which compose files run something in common, so far."""
        for _, lists, _ in self.stands():
            homes = sorted(each.removeprefix(COMPOSE) for each in lists if each.startswith(COMPOSE))
            self.related.update(frozenset(pair) for pair in combinations(homes[:_MOST_LEADERS], 2))

    def stands(self) -> Iterator[tuple[int, frozenset[str], frozenset[str]]]:
        """Of each group: one of its parts, the lists in which it stands, and the products that it is."""
        for at in {self._find(at) for at in range(len(self._rows))}:
            yield at, frozenset(self._among[at]), frozenset(self._products[at])

    def all(self) -> list[list[Part]]:
        """The groups, each in the order of its parts."""
        found: dict[int, list[Part]] = defaultdict(list)
        for at, part in enumerate(self._rows):
            found[self._find(at)].append(part)
        return list(found.values())


def _within(folder: str, other: str) -> bool:
    return not other or folder == other or folder.startswith(f"{other}/")
