"""Who calls whom in a model: by a service's own calls, and by the steps of the sagas that it drives."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Edge, Node
from skerry.kernel.span import Span
from skerry.model.system import Service, System
from skerry.rules.expected._witness import witness

_MAIL = frozenset(["smtp", "mail"])


def calls(system: System) -> Iterator[tuple[str, str, Span, str]]:
    """Caller, callee, place, and what is called ('' where it is all of it); targets are services and external systems."""
    for service in system.services.values():
        for call in service.calls:
            yield service.name, call.target, call.span, call.operation
    for saga in system.sagas.values():
        for step in saga.steps:
            for name in (step.do, step.undo):
                if name:
                    yield saga.service, name.service, step.span, name.operation
        if saga.otherwise:
            yield saga.service, saga.otherwise.service, saga.span, saga.otherwise.operation


def edges(system: System) -> Iterator[Edge]:
    """An edge for each pair, with all places that speak of it. Whoever calls itself makes none."""
    found: dict[tuple[str, str], dict[tuple[Span, str], None]] = {}
    for source, target, span, operation in calls(system):
        known = source in system.services and (target in system.services or target in system.external)
        if known and source != target:
            found.setdefault((source, target), {})[span, operation] = None
    for (source, target), places in found.items():
        evidence = tuple(each for span, operation in places for each in witness(span, operation))
        yield Edge(source, target, _kind(system, target), evidence=evidence)


def _kind(system: System, target: str) -> str:
    service = system.services.get(target)
    if service is None:
        return "mail" if system.external[target].protocol in _MAIL else "external"
    return "grpc" if _only_grpc(service) else "http"


def _only_grpc(service: Service) -> bool:
    return "grpc" in service.api.expose and "rest" not in service.api.expose


def externals(system: System) -> Iterator[Node]:
    """The systems of others that somebody calls; one that is named only as the origin of code is no part of the fleet."""
    called = {target for _, target, _, _ in calls(system)}
    for external in system.external.values():
        if external.name in called:
            technology = external.protocol if external.protocol in _MAIL else ""
            yield Node(external.name, "external", technology, evidence=witness(external.span))
