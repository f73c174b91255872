"""Eventuate Tram: domain events by the type of their aggregate, commands by the channel of the service that takes them.

Source: eventuate.io, "Eventuate Tram Core" and "Eventuate Tram Sagas": an aggregate's events go to the topic that is called like its
class, with its package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Event
from skerry.read.declarations import type_names
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import class_names, pieces
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call

_NAME = "java_eventuate"
_HANDLES = ("forAggregateType", "andForAggregateType", "fromChannel", "subscribe")
_PUBLISHER = "AbstractAggregateDomainEventPublisher"
_PUBLISHERS = ("DomainEventPublisher", "MessageProducer", "CommandProducer")


def facts(view: View) -> Iterable[Event]:
    """What the file subscribes to, publishes and commands."""
    for i, scope in view.classes():
        for base in scope.bases:
            outer, *inner = type_names(base) or [""]
            if outer.rpartition(".")[2] == _PUBLISHER and inner:
                yield _event(view, i, scope.line, _topic(view, inner[0], i), "raise")
    for call in view.calls_to(*_HANDLES):
        yield from _named(view, call, "handle")
    for call in view.calls_to("withChannel"):
        yield from _named(view, call, "raise")
    for call in view.calls_to("to"):
        if "send(" in call.receiver:
            yield from _named(view, call, "raise")
    for call in view.calls_to("publish", "send"):
        if view.type_of(call.receiver, call.scope).rpartition(".")[2] in _PUBLISHERS:
            yield from _named(view, call, "raise")


def _named(view: View, call: Call, direction: str) -> Iterator[Event]:
    """The channel that is given first, as a text or as a class; a subscriber's own name stands before it."""
    given = pieces(call.args)
    for piece in given[1:2] if call.name == "subscribe" else given[:1]:
        class_ = next(class_names(piece), "")
        name = _topic(view, class_, call.scope) if class_ else text(view, piece, call.scope)
        if name and "{" not in name:
            yield _event(view, call.scope, call.line, name, direction)


def _event(view: View, scope: int, line: int, name: str, direction: str) -> Event:
    """The fact. Its name is a topic, and no class's, though it looks like one."""
    return Event(unit=view.unit(scope), line=line, reader=_NAME, name=name, direction=direction)


def _topic(view: View, class_: str, scope: int) -> str:
    """An aggregate's full name; its own where nobody knows its package."""
    unit = view.resolve(class_, scope).unit
    if unit < 0:
        return class_
    package = view.declarations.files[view.declarations.file_index[unit]].head.package
    return f"{package}.{view.declarations.units[unit].name}".lstrip(".")


FRAMEWORK = Framework(_NAME, frozenset({"java"}), ("io.eventuate",), facts)
