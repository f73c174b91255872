"""The words of the names of a system, and which of them are technical: `Controller` in `OrderController`.

That is learned. A word is a role where it ends the names of at least three classes with different beginnings, and hardly ever stands
elsewhere; a thing of the business also begins names (`OrderForm`, `OrderService`) or is one (`Order`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from skerry.decompose.partition import Partition
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Entity
from skerry.kernel.words import singular, split

CLASSES = frozenset({"class", "interface", "struct", "enum"})
_WORD = re.compile(r"[a-z]{2,}")
_GRAMMAR = frozenset(
    word
    for line in (
        "a an and are as at be by can do for from get has have in into is it its my new no not of off on or our set that the",
        "their this to with without",
    )
    for word in line.split()
)
_STEMS = 3
_LAST = 0.75


@lru_cache(maxsize=100_000)
def words(name: str) -> tuple[str, ...]:
    """The words of an identifier in the singular, without those that only join others."""
    return tuple(singular(word) for word in split(name) if _WORD.fullmatch(word) and word not in _GRAMMAR)


def folder_words(path: str) -> frozenset[str]:
    """The words of the folders that a file stands in."""
    return frozenset(word for folder in path.split("/")[:-1] for word in words(folder))


@dataclass(frozen=True, slots=True)
class Roles:
    """The technical words of a system. `last` says of each word how much of its use in names of classes is at their end, 0 to 1."""

    last: dict[str, float]
    roles: frozenset[str]

    def stem(self, name: str) -> tuple[str, ...]:
        """The words of a name without the roles at its end; a name of roles alone stays whole."""
        found = words(name)
        end = len(found)
        while end > 1 and found[end - 1] in self.roles:
            end -= 1
        return found[:end]


def roles(partition: Partition) -> Roles:
    """What the names of all classes of a system teach about its words; the last word of an entity is less of a role."""
    return partition.graph.derived(_roles)


def _roles(graph: FactGraph) -> Roles:
    entities = {entity.unit for entity in graph.of(Entity)}
    stems: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    elsewhere: dict[str, int] = defaultdict(int)
    for i, unit in enumerate(graph.units):
        if unit.kind in CLASSES:
            found = words(unit.name)
            if len(found) > 1 and i not in entities:
                stems[found[-1]].add(found[:-1])
            rest = found if len(found) == 1 or i in entities else found[:-1]
            for word in rest:
                elsewhere[word] += 1
    last = {word: len(found) / (len(found) + elsewhere[word]) for word, found in stems.items()}
    return Roles(last, frozenset(w for w, share in last.items() if share >= _LAST and len(stems[w]) >= _STEMS))
