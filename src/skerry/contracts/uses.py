"""Who uses what, by the model: calls, the steps of sagas, events that are heard or feed a view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skerry.model import System
from skerry.model.system import Operation, Saga, Service, TypeName

_TEMPLATE = re.compile(r"\{[^/{}]*\}")
_VERSION = re.compile(r"^/v[0-9]+(?=/)")


@dataclass(frozen=True, slots=True)
class Use:
    """A consumer's use of an operation or an event; no `reads`: it may read anything."""

    consumer: str
    of: str
    reads: tuple[str, ...] = ()


class Uses:
    """Operations by their route and name, events by their name, and who uses them. `service` leaves the operations of others out."""

    def __init__(self, system: System, service: str) -> None:
        self._operations: dict[str, list[tuple[Service, Operation]]] = {}
        self._calls: dict[tuple[str, str], list[Use]] = {}
        self._hears: dict[str, list[Use]] = {}
        for each in system.services.values():
            if not service or each.name == service:
                self._offered(each)
            self._used(each)
        for saga in system.sagas.values():
            self._steps(saga)

    def _offered(self, service: Service) -> None:
        for operation in _operations(service):
            for key in _keys(operation):
                self._operations.setdefault(key, []).append((service, operation))

    def _used(self, service: Service) -> None:
        for call in service.calls:
            use = Use(service.name, f"{call.target}.{call.operation}".rstrip("."), call.reads)
            self._calls.setdefault((call.target, call.operation), []).append(use)
        for reaction in service.reactions:
            reads = tuple(dict.fromkeys((*reaction.reads, reaction.by))) if reaction.reads else ()
            self._hear(service.name, reaction.event, reads)
        for view in service.views.values():
            for event in view.events:
                self._hear(service.name, event, ())

    def _steps(self, saga: Saga) -> None:
        for step in saga.steps:
            for target in filter(None, (step.do, step.undo)):
                use = Use(saga.service, f"{target.service}.{target.operation}", ())
                self._calls.setdefault((target.service, target.operation), []).append(use)
            if step.wait:
                for event in filter(None, (step.wait.ok, step.wait.fail)):
                    self._hear(saga.service, event, (step.wait.by,))

    def _hear(self, consumer: str, event: TypeName, reads: tuple[str, ...]) -> None:
        name = f"{event.name}.{event.version}" if event.version else event.name
        self._hears.setdefault(name.lower(), []).append(Use(consumer, name, reads))

    def of(self, subject: str) -> Iterator[Use]:
        """Who uses the operation or the event that a change is about."""
        if not subject:
            return
        message = re.split(r"[#/.]", subject)[-1]
        if "#" in subject:
            named = subject.rpartition("#")[2].lower()
            yield from self._hears.get(named, self._hears.get(message.lower(), []))
            return
        for service, operation in self._operations.get(_route(subject), self._operations.get(message.lower(), [])):
            yield from self._calls.get((service.name, operation.name.operation), [])
            yield from self._calls.get((service.name, ""), [])


def _operations(service: Service) -> Iterator[Operation]:
    seen = set()
    for version in service.api.versions.values():
        for operation in version.operations.values():
            if (operation.version, operation.name) not in seen:
                seen.add((operation.version, operation.name))
                yield operation


def _keys(operation: Operation) -> set[str]:
    """What a document may call an operation: its route, with and without the version, its name as rpc or field."""
    keys = {operation.name.operation.lower()}
    if operation.route:
        keys.add(_route(f"{operation.route.method} {operation.route.path}"))
    return keys


def _route(name: str) -> str:
    """`GET /v2/orders/{orderId}` as `get /orders/{}`."""
    method, _, path = name.partition(" ")
    plain = _TEMPLATE.sub("{}", _VERSION.sub("", path)).rstrip("/")
    return f"{method.lower()} {plain}"
