"""What a function does in the end: its own reads, writes, events and calls to other systems, and those of all that it calls.

Every effect travels from the function that has it to that function's callers, and each step multiplies its strength: by that of the
reference, and by a loss, since a caller need not take that path. So the strongest way is kept, a cycle of calls ends by itself, and what
is many calls away fades out. An abstract method leads to its implementations, and a message that its sender waits for (a command, a
signal) to its handlers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from skerry.facts.deliveries import deliveries
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import REFERENCE_KINDS, Access, Endpoint, Entity, Event, Outbound, Transaction
from skerry.facts.spread import Edges, Spread, spread
from skerry.facts.stores import Store, Stores

_CALL, _CREATE, _INHERIT = (REFERENCE_KINDS.index(kind) for kind in ("call", "create", "inherit"))
_INNER = 0.9  # a function inside of another is, as a rule, run by it
_ONE_OF_SEVERAL = 0.7  # which implementation runs is not known
_LONGEST_PATH = 16
_CONSTRUCTORS = frozenset({"__init__", "constructor"})
_CLASSES = frozenset({"class", "interface", "struct", "enum"})


class Effect(NamedTuple):
    """`kind` is read, write, raise or an outbound protocol; `subject` a store, or the name of an event or a target."""

    kind: str
    subject: Store


class Hop(NamedTuple):
    """`unit` at `line` of its file goes on to the next hop; the last one has the effect itself at that line."""

    unit: int
    line: int


class Reached(NamedTuple):
    """An effect of a unit, its own or through calls."""

    effect: Effect
    strength: float
    path: tuple[Hop, ...]


class Flows:
    """The effects of every function of a graph."""

    def __init__(self, graph: FactGraph) -> None:
        self.graph = graph
        own = _own(graph)
        self._effects = list(dict.fromkeys(effect for _, effect in own))
        number = {effect: i for i, effect in enumerate(self._effects)}
        keyed = sorted((unit * len(number) + number[effect], known) for (unit, effect), known in own.items())
        self._lines = {key: known[1] for key, known in keyed}
        self._edges = self._calls()
        first = Spread(np.array([key for key, _ in keyed], np.int64), np.array([known[0] for _, known in keyed]))
        self._known = spread(first, self._edges, max(1, len(number)), len(graph.units)) if keyed else first

    def of(self, unit: int) -> list[Reached]:
        """The effects of a function, or of a class by any of its methods, the strongest first."""
        if unit not in self._found:
            self._found[unit] = self._of(unit)
        return self._found[unit]

    @cached_property
    def _found(self) -> dict[int, list[Reached]]:
        return {}

    def _of(self, unit: int) -> list[Reached]:
        best: dict[Effect, tuple[float, int]] = {}
        for part in self._parts(unit):
            for effect, strength, at in self._of_one(part):
                if strength > best.get(effect, (0.0, -1))[0]:
                    best[effect] = (strength, at)
        found = [Reached(e, strength, self._path(at)) for e, (strength, at) in best.items()]
        return sorted(found, key=lambda r: (-r.strength, r.effect.kind, str(r.effect.subject)))

    def _of_one(self, unit: int) -> Iterator[tuple[Effect, float, int]]:
        many, known = len(self._effects), self._known
        first, last = self._starts[unit : unit + 2] if unit >= 0 else (0, 0)
        for at in range(first, last):
            yield self._effects[known.keys.item(at) % many], round(known.strengths.item(at), 3), at

    @cached_property
    def _starts(self) -> list[int]:
        """Where what is known of each unit begins, and at last where all ends."""
        units = np.arange(len(self.graph.units) + 1)
        starts: list[int] = np.searchsorted(self._known.keys, units * len(self._effects)).tolist()
        return starts

    def transactions(self) -> Iterator[tuple[Transaction, list[Reached]]]:
        """Each transaction with what it reads, writes, raises and calls."""
        return ((fact, self.of(fact.unit)) for fact in self.graph.of(Transaction))

    def endpoints(self) -> Iterator[tuple[Endpoint, list[Reached]]]:
        """Each endpoint with what a request to it reaches."""
        return ((fact, self.of(fact.unit)) for fact in self.graph.of(Endpoint))

    # -- who calls whom ------------------------------------------------------------------------------------------------

    def _calls(self) -> Edges:
        """Calls and creations, then what an abstract method leads to, then functions that stand inside of others."""
        table, units = self.graph.references, self.graph.units
        kinds = np.frombuffer(table.kinds, np.uint8) if len(table) else np.empty(0, np.uint8)
        rows = np.flatnonzero((kinds == _CALL) | (kinds == _CREATE))
        callers = np.array(table.sources, np.int64)[rows]
        callees = np.array([self._callable(target) for target in np.array(table.targets)[rows]], np.int64)
        lines, strengths = np.array(table.lines, np.int64)[rows], np.array(table.strengths)[rows] / 100
        more = [
            (base, method, units[base].line, 1.0 if len(methods) == 1 else _ONE_OF_SEVERAL)
            for base, methods in self._overrides.items()
            for method in methods
        ]
        more += [(u.parent, i, u.line, _INNER) for i, u in enumerate(units) if self._is_inner(i)]
        more += deliveries(self.graph)
        added = np.array(more, float).reshape(-1, 4)
        real = callees >= 0
        return Edges(
            np.concatenate((callers[real], added[:, 0].astype(np.int64))),
            np.concatenate((callees[real], added[:, 1].astype(np.int64))),
            np.concatenate((lines[real], added[:, 2].astype(np.int64))),
            np.concatenate((strengths[real], added[:, 3])),
        )

    def _is_inner(self, unit: int) -> bool:
        units = self.graph.units
        parent = units[unit].parent
        return parent >= 0 and units[unit].kind == units[parent].kind == "function"

    def _callable(self, target: int) -> int:
        return self._constructor(target) if self.graph.units[target].kind in _CLASSES else target

    @cached_property
    def _members(self) -> dict[int, dict[str, int]]:
        """Methods of each class by name."""
        found: dict[int, dict[str, int]] = defaultdict(dict)
        for i, unit in enumerate(self.graph.units):
            if unit.kind == "function" and unit.parent >= 0 and self.graph.units[unit.parent].kind in _CLASSES:
                found[unit.parent].setdefault(unit.name, i)
        return found

    @cached_property
    def _overrides(self) -> dict[int, list[int]]:
        """For each method the methods of direct subclasses that replace or implement it."""
        found: dict[int, list[int]] = defaultdict(list)
        table = self.graph.references
        for source, target, kind in zip(table.sources, table.targets, table.kinds, strict=True):
            if kind == _INHERIT:
                theirs = self._members.get(target, {})
                for name, method in self._members.get(source, {}).items():
                    if name in theirs and name not in _CONSTRUCTORS:
                        found[theirs[name]].append(method)
        return found

    def _constructor(self, class_: int) -> int:
        members = self._members.get(class_, {})
        named = (self.graph.units[class_].name, *_CONSTRUCTORS)
        return next((members[name] for name in named if name in members), -1)

    def _parts(self, unit: int) -> list[int]:
        methods = self._members.get(unit, {}).values() if unit >= 0 else ()
        return [unit, *methods]

    def _path(self, at: int) -> tuple[Hop, ...]:
        hops, many, known, onward = list[Hop](), len(self._effects), self._known, self._onward
        while at >= 0 and len(hops) < _LONGEST_PATH:
            key, edge = known.keys.item(at), known.edges.item(at)
            if edge < 0:
                return (*hops, Hop(key // many, self._lines[key]))
            hops.append(Hop(key // many, self._edges.lines.item(edge)))
            at = onward.item(at)
        return tuple(hops)

    @cached_property
    def _onward(self) -> NDArray[np.int64]:
        """For each thing known where the next hop's is, -1 at the end of a way."""
        known, many = self._known, max(1, len(self._effects))
        follows = np.flatnonzero(known.edges >= 0)
        wanted = self._edges.callees[known.edges[follows]] * many + known.keys[follows] % many
        found = np.full(len(known.keys), -1, np.int64)
        at = np.minimum(np.searchsorted(known.keys, wanted), len(known.keys) - 1)
        found[follows] = np.where(known.keys[at] == wanted, at, -1)
        return found


def _own(graph: FactGraph) -> dict[tuple[int, Effect], tuple[float, int]]:
    """What functions do themselves: strength and line. To handle an event is not done on behalf of a caller."""
    stores, found = Stores(graph.of(Entity)), dict[tuple[int, Effect], tuple[float, int]]()
    for fact in graph.facts:
        effect: Effect | None = None
        if isinstance(fact, Access):
            effect = Effect(fact.mode, stores.of(fact))
        elif isinstance(fact, Event) and fact.direction == "raise":
            effect = Effect("raise", fact.target if fact.target >= 0 else fact.name)
        elif isinstance(fact, Outbound):
            effect = Effect(fact.protocol, fact.target)
        if effect is not None and fact.unit >= 0 and fact.strength > found.get((fact.unit, effect), (0.0, 0))[0]:
            found[fact.unit, effect] = (fact.strength, fact.line)
    return found
