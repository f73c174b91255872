"""Notifications inside a .NET process: MediatR's, and domain events by the names that teams give them. For requests see `requests`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Event
from skerry.read.declarations import type_names
from skerry.read.frameworks._events import event, of_argument, of_type
from skerry.read.frameworks._marks import pieces
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call, Scope

_NAME = "mediatr"
_EVENTS = (
    "INotificationHandler",
    "IDomainEventHandler",
    "IHandle",
    "IEventHandler",
    "IHandleDomainEvent",
    "INotificationHandlerAsync",
)
_HANDLES = ("Handle", "HandleAsync", "OnHandle")
_MEDIATORS = re.compile(r"\b(IMediator|IPublisher|Mediator)\b")
_RAISING = re.compile(
    r"(Add|Raise|Publish|Register|Apply|Dispatch|Record|Queue|Emit)(Domain)?(Event|Notification)s?(Async)?$"
)


def facts(view: View) -> Iterable[Event]:
    """Messages handled and sent in the file."""
    for i, scope in view.classes():
        if scope.kind == "class":
            yield from _handled(view, i, scope)
    for call in view.calls_to("Publish", "PublishAsync"):
        if _MEDIATORS.search(view.type_of(call.receiver, call.scope)):
            yield from _sent(view, call)
    for call in view.body.calls:
        if not call.new and _RAISING.match(call.name):
            yield from _sent(view, call)


def _handled(view: View, i: int, scope: Scope) -> Iterator[Event]:
    """`INotificationHandler<OrderPlaced>`, also through an interface of the project's own."""
    for base in scope.bases:
        outer, *names = type_names(base) or [""]
        if names and _is_handler(view, i, outer.rpartition(".")[2]):
            handler = _method(view, i, names[0])
            yield event(view, handler, view.scopes[handler].line, _NAME, names[0], "handle", immediate=True)


def _is_handler(view: View, i: int, base: str) -> bool:
    own = view.resolve(base, i).unit
    known = {base, *(name.rpartition(".")[2] for name, _ in view.declarations.ancestors(own))} if own >= 0 else {base}
    return not known.isdisjoint(_EVENTS)


def _method(view: View, i: int, name: str) -> int:
    """The method that takes the message; the class itself where a base has it."""
    found = [n for n, s in enumerate(view.scopes) if s.parent == i and s.name in _HANDLES]
    return next((n for n in found if any(name in type_names(v.type) for v in view.fields(n))), found[0] if found else i)


def _sent(view: View, call: Call) -> Iterator[Event]:
    first = next(iter(pieces(call.args)), "")
    name = of_argument(view, first, call.scope) or of_type(call.types)
    if name and (view.resolve(name, call.scope).unit >= 0 or "Event" in name):
        yield event(view, call.scope, call.line, _NAME, name, "raise", immediate=True)


FRAMEWORK = Framework(_NAME, frozenset({"csharp"}), (), facts)
