"""Anchors: the things a system is about. Its entities, and the nouns that its own names are built on.

A persistent class is an anchor since a framework says so. A class whose name is found *inside* the names of several other classes
(`Order` in `OrderService`, `OrderRepository`, `PlaceOrderHandler`) is one since the people who wrote the system say so. A class whose
name is mostly found at the *end* of others (`View`, `Handler`) is a technical role and no anchor: nothing is listed, all is counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from skerry.decompose.field import Field, Matrix, matrix, unit_rows, words
from skerry.facts.kinds import Entity

_LEAST = 3  # other names that must be built on a noun
_NOT_A_ROLE = 1.5  # how much more often it stands inside of names than at their end
_LONGEST = 4  # words of an anchor

Name = tuple[str, ...]


@dataclass(frozen=True)
class Anchors:
    """The anchors of a field: their names as words, and the units (classes) that bear them; in the order of the names."""

    field: Field
    units: dict[Name, tuple[int, ...]]

    @staticmethod
    def of(field: Field) -> Anchors:
        """Entities first, then nouns."""
        found: dict[Name, set[int]] = defaultdict(set)
        for entity in field.graph.of(Entity):
            name = _without_prefix(words(entity.name))
            if name and field.of_unit[entity.unit] >= 0:
                found[name].add(entity.unit)
        for name, unit in _nouns(field):
            found[name].add(unit)
        return Anchors(field, {name: tuple(sorted(found[name])) for name in sorted(found)})

    @cached_property
    def number(self) -> dict[Name, int]:
        """Name to column."""
        return {name: i for i, name in enumerate(self.units)}

    @cached_property
    def of_unit(self) -> dict[int, int]:
        """Class unit to the anchor that it bears."""
        return {unit: i for i, units in enumerate(self.units.values()) for unit in units}

    @cached_property
    def homes(self) -> frozenset[int]:
        """Files that declare an anchor."""
        return frozenset(int(self.field.of_unit[unit]) for unit in self.of_unit)

    def within(self, name: Name) -> list[int]:
        """The anchors inside of a name, longest first, no word used twice."""
        found, used = [], [False] * len(name)
        for length in range(min(_LONGEST, len(name)), 0, -1):
            for start in range(len(name) - length + 1):
                column = self.number.get(name[start : start + length])
                if column is not None and not any(used[start : start + length]):
                    found.append(column)
                    used[start : start + length] = [True] * length
        return found

    def profile(self, by_reference: float) -> Matrix:
        """What each file is about: anchors in the names of its classes and its own, and (weighted) those that it refers to."""
        if by_reference not in self._profiles:
            self._profiles[by_reference] = self._profile(by_reference)
        return self._profiles[by_reference]

    @cached_property
    def _profiles(self) -> dict[float, Matrix]:
        return {}

    def _profile(self, by_reference: float) -> Matrix:
        named: list[Counter[int]] = [Counter() for _ in self.field.files]
        for i, (stem, classes) in enumerate(zip(self.field.stems, self.field.classes, strict=True)):
            for name in (stem, *(words(self.field.graph.units[c].name) for c in classes)):
                named[i].update(self.within(name))
            named[i].update(self.of_unit[c] for c in classes if c in self.of_unit)
        referred = self._referred()
        rows = []
        for i, counts in enumerate(named):
            row = {column: 1.5 * float(np.log1p(count)) for column, count in counts.items()}
            for column, count in referred[i].items():
                row[column] = row.get(column, 0.0) + by_reference * float(np.log1p(count))
            rows.append(row)
        seen = Counter(column for row in rows for column in row)
        size = len(rows)
        return unit_rows(
            matrix(
                ({c: w * float(np.log((size + 1) / (seen[c] + 1))) for c, w in row.items()} for row in rows),
                len(self.units),
            )
        )

    def _referred(self) -> list[Counter[int]]:
        found: list[Counter[int]] = [Counter() for _ in self.field.files]
        graph, class_of = self.field.graph, self.field.graph.class_of
        for source, target in zip(graph.references.sources, graph.references.targets, strict=True):
            column = self.of_unit.get(class_of[target])
            file = self.field.of_unit[source]
            if column is not None and file >= 0:
                found[file][column] += 1
        return found


def _nouns(field: Field) -> Iterator[tuple[Name, int]]:
    """Names of classes that other names are built on."""
    bearers: dict[Name, list[int]] = defaultdict(list)
    for classes in field.classes:
        for unit in classes:
            name = words(field.graph.units[unit].name)
            bearers[_without_prefix(name)].append(unit)
    names = set(bearers) | set(field.stems)
    inside: Counter[Name] = Counter()
    at_end: Counter[Name] = Counter()
    for name in names:
        for start in range(len(name)):
            for end in range(start + 1, min(len(name), start + _LONGEST) + 1):
                if end - start < len(name):
                    (at_end if end == len(name) else inside)[name[start:end]] += 1
    for name, units in bearers.items():
        if 0 < len(name) <= _LONGEST and inside[name] >= max(_LEAST, _NOT_A_ROLE * at_end[name]):
            yield from ((name, unit) for unit in units)


def _without_prefix(name: Name) -> Name:
    """`IOrder` and `AbstractOrder` are about the order."""
    return name[1:] if len(name) > 1 and name[0] in {"i", "abstract"} else name
