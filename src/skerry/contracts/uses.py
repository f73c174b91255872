"""Who uses what, by the model: calls, the steps of sagas, events that are heard or feed a view; and by traces, if there are any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from skerry.contracts.observed import Observed, route
from skerry.model import System
from skerry.model.system import Operation, Saga, Service, TypeName


@dataclass(frozen=True, slots=True)
class Use:
    """A consumer's use of an operation or an event; no `reads`: it may read anything. `traced`: only traces know of it."""

    consumer: str
    of: str
    reads: tuple[str, ...] = ()
    traced: bool = False


class Uses:
    """Operations by their route and name, events by their name, and who uses them. `service` leaves the operations of others out."""

    def __init__(self, system: System, service: str, observed: Observed | None = None) -> None:
        self._service = service
        self._observed = observed or Observed()
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
        known = list(self._modelled(subject))
        yield from known
        for consumer in self._observed.callers(subject, self._providers(subject)):
            if all(use.consumer != consumer for use in known):
                yield Use(consumer, subject, (), traced=True)

    def unused(self, subject: str) -> bool:
        """Whether the traces know who offers the operation, and saw nobody use it."""
        offered = self._providers(subject)
        return self._observed.knows(offered) and not any(self._observed.callers(subject, offered))

    def _providers(self, subject: str) -> frozenset[str]:
        names = {service.name for service, _ in self.offering(subject)}
        return frozenset(names or filter(None, [self._service]))

    def offering(self, subject: str) -> list[tuple[Service, Operation]]:
        """The operations that a document may mean by this name, with their services."""
        message = re.split(r"[#/.]", subject)[-1]
        return self._operations.get(route(subject), self._operations.get(message.lower(), []))

    def _modelled(self, subject: str) -> Iterator[Use]:
        message = re.split(r"[#/.]", subject)[-1]
        if "#" in subject:
            named = subject.rpartition("#")[2].lower()
            yield from self._hears.get(named, self._hears.get(message.lower(), []))
            return
        for service, operation in self.offering(subject):
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
        keys.add(route(f"{operation.route.method} {operation.route.path}"))
    return keys
