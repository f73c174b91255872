"""Classes that only carry something from one service to another: events, and values such as identifiers and amounts."""

from __future__ import annotations

from collections import defaultdict

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import REFERENCE_KINDS, Access, Endpoint, Entity, Event, Outbound
from skerry.kernel.words import split

_CALL, _CREATE, _INJECT, _INHERIT = (REFERENCE_KINDS.index(kind) for kind in ("call", "create", "inject", "inherit"))
_CLASSES = frozenset({"class", "struct", "enum"})
_TYPES = _CLASSES | {"interface"}
# What the methods of a value are called: they give parts of it, or another of it.
_PLAIN = frozenset(
    ("get", "set", "is", "has", "of", "from", "to", "with", "equals", "eq", "hash", "same", "compare", "init", "constructor")
)  # fmt: skip


class Carriers:
    """The classes of a graph (units) that are entities, `events`, and `values`."""

    def __init__(self, graph: FactGraph) -> None:
        self.entities = {entity.unit for entity in graph.of(Entity)}
        self.events = _events(graph) - self.entities
        self.values = _values(graph) - self.entities - self.events

    def carried(self, class_: int, kind: int) -> bool:
        """Whether a reference of a kind (its index) that would call any other class only passes this one along, or makes it."""
        if kind not in {_CALL, _CREATE, _INJECT}:
            return False
        return class_ in self.values or class_ in self.events or (kind == _INJECT and class_ in self.entities)


def _events(graph: FactGraph) -> set[int]:
    """Classes that are raised or handled, and what they extend or stand in if that is called an event too."""
    found = {event.target for event in graph.of(Event) if event.target >= 0 and event.kind == "event"}
    table = graph.references
    bases = {
        (source, target)
        for source, target, kind in zip(table.sources, table.targets, table.kinds, strict=True)
        if kind == _INHERIT
    }
    around = {target for source, target in bases if source in found} | {graph.units[unit].parent for unit in found}
    found |= {unit for unit in around if graph.units[unit].kind in _TYPES and "event" in split(graph.units[unit].name)}
    return found | {i for i, unit in enumerate(graph.units) if unit.parent in found and unit.kind in _CLASSES}


def _values(graph: FactGraph) -> set[int]:
    """Classes that do nothing: every method is called like that of a value, and none calls anything else or touches the outside."""
    methods: dict[int, list[str]] = defaultdict(list)
    for unit in graph.units:
        if unit.kind == "function" and unit.parent >= 0:
            methods[unit.parent].append(unit.name)
    table, class_of = graph.references, graph.class_of
    busy = {
        class_of[source]
        for source, target, kind in zip(table.sources, table.targets, table.kinds, strict=True)
        if kind == _CALL and class_of[source] != class_of[target]
    }
    busy |= {
        class_of[fact.unit] for fact in (*graph.of(Access), *graph.of(Outbound), *graph.of(Endpoint)) if fact.unit >= 0
    }
    return {
        i
        for i, unit in enumerate(graph.units)
        if unit.kind in _CLASSES and i not in busy and all(_is_plain(name, unit.name) for name in methods[i])
    }


def _is_plain(method: str, class_: str) -> bool:
    words = split(method)
    return method == class_ or not words or words[0] in _PLAIN
