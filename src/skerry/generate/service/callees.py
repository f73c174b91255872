"""The services that one calls, by its own code and by its sagas: which of their operations, in which version, and their types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skerry.contracts.write.python.module import classes
from skerry.contracts.write.scope import Scope
from skerry.generate.identity import GATEWAY, reached
from skerry.generate.service.naming import CLASSES, method, pascal, snake
from skerry.generate.service.shape import Shape, Shapes
from skerry.model.system import Operation, OperationName, Service, System

_CLIENT = frozenset(("close", "send", "service", "session", "version"))


@dataclass(frozen=True, slots=True)
class Callee:
    """A called service: its operations that are used, and what its types are called in our module of them."""

    shapes: Shapes
    used: tuple[Shape, ...]
    classes: Scope

    @property
    def name(self) -> str:
        """The service's name in the model."""
        return self.shapes.service.name

    @property
    def attribute(self) -> str:
        """What the client is called among the clients: `inventory_service`."""
        return snake(self.name)

    @property
    def client(self) -> str:
        """The class of the client: `InventoryService`."""
        return pascal(self.name)

    @property
    def messages(self) -> str:
        """The module of its types: `inventory_messages`."""
        return f"{snake(self.name.removesuffix('-service'))}_messages"

    def method(self, operation: str) -> str:
        """What an operation of it is called there, past what every client has."""
        found = method(operation)
        return f"{found}_" if found in _CLIENT else found

    def shape(self, name: OperationName) -> Shape | None:
        """How an operation of it looks."""
        return next((each for each in self.used if each.operation.name == name), None)


def callees(system: System, service: Service) -> tuple[Callee, ...]:
    """In the order in which the model names them; services that do not say what they offer are left out."""
    wanted: dict[str, set[str]] = {}
    for target, operation in calls(system, service):
        if target in system.services and target != service.name:
            wanted.setdefault(target, set()).add(operation)
    found = (_callee(system, system.services[target], operations) for target, operations in wanted.items())
    return tuple(each for each in found if each.used)


def callers(system: System, service: Service) -> list[str]:
    """The services that call this one, and the gateway where it leads here: those whose certificates it lets in."""
    others = (each for each in system.services.values() if each.name != service.name)
    found = [each.name for each in others if any(target == service.name for target, _ in calls(system, each))]
    return [*found, GATEWAY] if reached(service) else found


def callers_of(system: System, operation: Operation) -> list[str]:
    """The services that may call an operation: each of them is one of those that may call its service at all."""
    target, name = operation.name
    wanted = {(target, ""), (target, name)}
    return sorted(each.name for each in system.services.values() if wanted & set(calls(system, each)))


def calls(system: System, service: Service) -> Iterator[tuple[str, str]]:
    """Whom a service calls for which operation ('' for any): by its own code, and by the sagas that it drives."""
    for call in service.calls:
        yield call.target, call.operation
    for saga in system.sagas.values():
        names = [*(name for step in saga.steps for name in (step.do, step.undo)), saga.otherwise]
        for name in names if saga.service == service.name else ():
            if name:
                yield name.service, name.operation


def _callee(system: System, target: Service, operations: set[str]) -> Callee:
    shapes = Shapes(system, target)
    # What an event alone leads to is no call: only the bus hands it over.
    answered = [each for each in shapes.all if not each.reaction]
    used = tuple(each for each in answered if "" in operations or each.operation.name.operation in operations)
    received = [each.operation.input for each in used if each.operation.input]
    sent = [each.operation.output for each in used if each.operation.output]
    return Callee(shapes, used, classes(system, received, sent, target.context, CLASSES))
