"""Events inside a Java process: Spring's publisher and listeners, CDI, domain events by the names that teams give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Event
from skerry.read.declarations import type_names
from skerry.read.frameworks._events import event, of_argument, of_type
from skerry.read.frameworks._marks import class_names, has, mark, pieces
from skerry.read.frameworks._view import Framework, View
from skerry.read.outline import Call, Mark, Scope

_NAME = "java_events"
_LISTENERS = (
    "EventListener", "TransactionalEventListener", "ApplicationModuleListener", "EventHandler", "EventSourcingHandler",
    "SagaEventHandler", "DomainEventHandler", "Subscribe", "ConsumeEvent",
)  # fmt: skip
_LATER = frozenset({"ApplicationModuleListener", "SagaEventHandler", "ConsumeEvent"})
RAISING = re.compile(r"(publish|raise|fire|register|emit|dispatch)(Domain)?(Event)?(s|Async)?$|andEvent$")
_BUS = re.compile(r"(?i)(event|publisher|aggregate)")
_HANDLES = re.compile(r"(?:ApplicationListener|\w*EventHandler|\w*EventListener|\w*EventSubscriber)$")


def facts(view: View) -> Iterable[Event]:
    """Events raised and handled in the file."""
    for i, scope in enumerate(view.scopes):
        if scope.kind == "function":
            yield from _handled(view, i, scope)
    for i, scope in view.classes():
        yield from _by_interface(view, i, scope)
    for call in view.body.calls:
        if not call.new and RAISING.match(call.name):
            yield from _raised(view, call)


def _handled(view: View, i: int, scope: Scope) -> Iterator[Event]:
    parameters = [v for v in view.fields(i) if v.kind == "param"]
    found = mark(scope.marks, *_LISTENERS)
    if found is not None:
        names = list(class_names(found.args)) or [of_type(v.type) for v in parameters[:1]]
        for name in filter(None, names):
            yield event(view, i, found.line, _NAME, name, "handle", immediate=_at_once(view, scope, found))
    for parameter in parameters:
        observed = mark(parameter.marks, "Observes", "ObservesAsync")
        if observed is not None:
            at_once = observed.name.endswith("Observes") and "AFTER_" not in observed.args
            yield event(view, i, parameter.line, _NAME, of_type(parameter.type), "handle", immediate=at_once)


def _at_once(view: View, scope: Scope, listener: Mark) -> bool:
    """Whether a listener runs within the transaction of whoever raises: Axon's processors and listeners after the commit don't."""
    last = listener.name.rpartition(".")[2]
    later = last == "TransactionalEventListener" and "BEFORE_COMMIT" not in listener.args
    axon = last == "EventHandler" and any(i.module.startswith("org.axonframework") for i in view.head.imports)
    return not (later or axon or last in _LATER or has(scope.marks, "Async"))


def _by_interface(view: View, i: int, scope: Scope) -> Iterator[Event]:
    """`implements ApplicationListener<OrderPlaced>`: the method that takes it handles it."""
    for base in scope.bases:
        outer, *names = type_names(base) or [""]
        if names and _HANDLES.match(outer.rpartition(".")[2]) and scope.kind == "class":
            handler = next((n for n, s in enumerate(view.scopes) if s.parent == i and _takes(view, n, names[0])), i)
            yield event(
                view,
                handler,
                view.scopes[handler].line,
                _NAME,
                names[0],
                "handle",
                immediate=not has(view.scopes[handler].marks, "Async"),
            )


def says_itself(scope: Scope | None) -> bool:
    """Whether a listener's class names the event that it handles: `implements BusinessEventListener<Paid>`."""
    heads = [type_names(base) for base in scope.bases] if scope is not None else []
    return any(len(names) > 1 and _HANDLES.match(names[0].rpartition(".")[2]) for names in heads)


def _takes(view: View, n: int, name: str) -> bool:
    return any(v.kind == "param" and name in type_names(v.type) for v in view.fields(n))


def _raised(view: View, call: Call) -> Iterator[Event]:
    """A call that publishes, on something that is about events, or with something that is one."""
    type_ = view.type_of(call.receiver, call.scope)
    about = any(_BUS.search(part) for part in (call.name, type_, call.receiver))
    for piece in pieces(call.args):
        name = of_argument(view, piece, call.scope)
        unit = view.resolve(name, call.scope).unit if name else -1
        if (about and (unit >= 0 or _BUS.search(name))) or (unit >= 0 and _is_event(view, unit)):
            strength, at_once = 1.0 if _BUS.search(type_) else 0.8, not call.name.endswith("Async")
            yield event(view, call.scope, call.line, _NAME, name, "raise", strength, immediate=at_once)


def _is_event(view: View, unit: int) -> bool:
    return any("Event" in name for name, _ in view.declarations.ancestors(unit))


FRAMEWORK = Framework(_NAME, frozenset({"java"}), (), facts)
