"""What a function does in the end: its own reads, writes, events and calls to other systems, and those of all that it calls.

Every effect travels from the function that has it to that function's callers, and each step multiplies its strength: by that of the
reference, and by a loss, since a caller need not take that path. So the strongest way is kept, a cycle of calls ends by itself, and what
is many calls away fades out. An abstract method leads to its implementations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import REFERENCE_KINDS, Access, Endpoint, Event, Outbound, Transaction
from skerry.facts.stores import Store, Stores

_LOSS = 0.9
_FAINTEST = 0.25  # with the loss, at most thirteen calls away, and fewer through unsure references
_DEEPEST = 12
_CALL, _CREATE, _INHERIT = (REFERENCE_KINDS.index(kind) for kind in ("call", "create", "inherit"))
_CONSTRUCTORS = frozenset({"__init__", "constructor"})
_CLASSES = frozenset({"class", "interface", "struct", "enum"})


class Effect(NamedTuple):
    """`kind` is read, write, raise, handle or an outbound protocol; `subject` a store, or the name of an event or a target."""

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


class _Known(NamedTuple):
    strength: float
    next: int  # the callee through which the effect is had, -1 for its own
    line: int


class Flows:
    """The effects of every function of a graph."""

    def __init__(self, graph: FactGraph) -> None:
        self.graph = graph
        self._known: dict[int, dict[Effect, _Known]] = defaultdict(dict)
        frontier = self._own(Stores(graph))
        for _ in range(_DEEPEST):
            if not frontier:
                break
            frontier = self._callers_of(frontier)

    def of(self, unit: int) -> list[Reached]:
        """The effects of a function, or of a class by any of its methods, the strongest first."""
        best: dict[Effect, tuple[float, int]] = {}
        for part in self._parts(unit):
            for effect, known in self._known.get(part, {}).items():
                if known.strength > best.get(effect, (0.0, -1))[0]:
                    best[effect] = (known.strength, part)
        found = [Reached(e, strength, self._path(part, e)) for e, (strength, part) in best.items()]
        return sorted(found, key=lambda r: (-r.strength, r.effect.kind, str(r.effect.subject)))

    def transactions(self) -> Iterator[tuple[Transaction, list[Reached]]]:
        """Each transaction with what it reads, writes, raises and calls."""
        return ((fact, self.of(fact.unit)) for fact in self.graph.of(Transaction))

    def endpoints(self) -> Iterator[tuple[Endpoint, list[Reached]]]:
        """Each endpoint with what a request to it reaches."""
        return ((fact, self.of(fact.unit)) for fact in self.graph.of(Endpoint))

    # -- how effects travel --------------------------------------------------------------------------------------------

    def _own(self, stores: Stores) -> dict[tuple[int, Effect], None]:
        """Note what functions do themselves."""
        for fact in self.graph.facts:
            if isinstance(fact, Access):
                self._note(fact.unit, Effect(fact.mode, stores.of(fact)), _Known(fact.strength, -1, fact.line))
            elif isinstance(fact, Event):
                subject = fact.target if fact.target >= 0 else fact.name
                self._note(fact.unit, Effect(fact.direction, subject), _Known(fact.strength, -1, fact.line))
            elif isinstance(fact, Outbound):
                self._note(fact.unit, Effect(fact.protocol, fact.target), _Known(fact.strength, -1, fact.line))
        return {(unit, effect): None for unit, effects in self._known.items() for effect in effects}

    def _note(self, unit: int, effect: Effect, known: _Known) -> bool:
        at = self._known[unit]
        if effect in at and at[effect].strength >= known.strength:
            return False
        at[effect] = known
        return True

    def _callers_of(self, frontier: Iterable[tuple[int, Effect]]) -> dict[tuple[int, Effect], None]:
        reached: dict[tuple[int, Effect], None] = {}
        for callee, effect in frontier:
            if effect.kind == "handle":
                continue  # to handle an event is not done on behalf of a caller
            have = self._known[callee][effect].strength * _LOSS
            for caller, strength, line in self._callers.get(callee, ()):
                if have * strength >= _FAINTEST and self._note(caller, effect, _Known(have * strength, callee, line)):
                    reached[caller, effect] = None
        return reached

    @cached_property
    def _callers(self) -> dict[int, list[tuple[int, float, int]]]:
        """For each function who calls it, how surely, and in which line."""
        found: dict[int, list[tuple[int, float, int]]] = defaultdict(list)
        table, units = self.graph.references, self.graph.units
        rows = zip(table.sources, table.targets, table.kinds, table.lines, table.strengths, strict=True)
        for source, target, kind, line, hundredths in rows:
            if kind in {_CALL, _CREATE}:
                callee = self._constructor(target) if units[target].kind in _CLASSES else target
                if callee >= 0:
                    found[callee].append((source, hundredths / 100, line))
        for base, implementations in self._overrides.items():
            sure = 1.0 if len(implementations) == 1 else 0.7
            for method in implementations:
                found[method].append((base, sure, units[base].line))
        for i, unit in enumerate(units):  # a function inside of another is, as a rule, run by it
            if unit.kind == "function" and unit.parent >= 0 and units[unit.parent].kind == "function":
                found[i].append((unit.parent, 0.9, unit.line))
        return found

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

    def _path(self, unit: int, effect: Effect) -> tuple[Hop, ...]:
        hops = []
        while unit >= 0 and len(hops) <= _DEEPEST + 1:
            known = self._known[unit][effect]
            hops.append(Hop(unit, known.line))
            unit = known.next
        return tuple(hops)
