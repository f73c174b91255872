"""Which functions run because another one sends a message and waits: commands, signals, and what hears of a change of an entity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Access, Event
from skerry.facts.stores import Store

_ONE_OF_SEVERAL = 0.7  # a command has one handler; which of several it is, is not known


class Delivery(NamedTuple):
    """`sender` at `line` of its file makes `handler` run, a call in all but name."""

    sender: int
    handler: int
    line: int
    strength: float


def deliveries(graph: FactGraph) -> list[Delivery]:
    """All deliveries that are waited for. What a queue delivers is none: it happens later, in a transaction of its own."""
    found: dict[tuple[int, int], Delivery] = {}
    for each in (*_sent(graph), *_changed(graph)):
        if each.sender >= 0 and each.handler >= 0 and each.sender != each.handler:
            known = found.setdefault((each.sender, each.handler), each)
            if each.strength > known.strength:
                found[each.sender, each.handler] = each
    return list(found.values())


def _sent(graph: FactGraph) -> Iterator[Delivery]:
    """From who raises a message to who handles it: commands, and events where both sides do it at once."""
    handlers: dict[tuple[bool, Store], list[Event]] = defaultdict(list)
    for event in graph.of(Event):
        if event.direction == "handle" and _waits(event):
            handlers[_key(event)].append(event)
    for event in graph.of(Event):
        if event.direction == "raise" and _waits(event):
            theirs = handlers.get(_key(event), [])
            doubt = _ONE_OF_SEVERAL if event.kind == "command" and len({h.unit for h in theirs}) > 1 else 1.0
            for handler in theirs:
                strength = min(event.strength, handler.strength) * doubt
                yield Delivery(event.unit, handler.unit, event.line, strength)


def _waits(event: Event) -> bool:
    return event.kind == "command" or (event.kind == "event" and event.immediate)


def _key(event: Event) -> tuple[bool, Store]:
    return event.kind == "command", event.target if event.target >= 0 else event.name


def _changed(graph: FactGraph) -> Iterator[Delivery]:
    """From who writes an entity to who hears of its changes."""
    hearing: dict[int, list[Event]] = defaultdict(list)
    for event in graph.of(Event):
        if event.kind == "change" and event.direction == "handle" and event.immediate and event.target >= 0:
            hearing[event.target].append(event)
    for access in graph.of(Access) if hearing else ():
        for handler in hearing.get(access.target, ()) if access.mode == "write" else ():
            yield Delivery(access.unit, handler.unit, access.line, min(access.strength, handler.strength))
