"""What services of a model answer, and the gateway that leads to them."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Edge, Node, Route
from skerry.model.system import Service, System
from skerry.rules.expected._witness import witness

GATEWAY = "gateway"
_NONE = "none"


def routes(system: System) -> Iterator[Route]:
    """The routes of all versions, as they stand in an address. A service with nothing but a contract file keeps them there."""
    for service in system.services.values():
        by = service.policies.versions.by
        in_path = by is None or by.value == "url"
        for version in service.api.versions.values():
            for operation in version.operations.values():
                if operation.route:
                    path = f"/{version.name}{operation.route.path}" if in_path else operation.route.path
                    yield Route(service.name, operation.route.method, path, witness(operation.span))


def gateways(system: System) -> Iterator[Node]:
    """The gateway, where the deployment names one, or where services are generated, which never come without. A service
    of that name is the gateway itself."""
    cluster = system.deploy.kubernetes
    named = cluster.gateway if cluster else ""
    generated = any(reached(service) and service.runs is None for service in system.services.values())
    if named == _NONE or not (named or generated) or GATEWAY in system.services:
        return
    span = cluster.span if cluster and named else system.span
    yield Node(GATEWAY, "gateway", named, _parts(system), evidence=witness(span, named))


def _parts(system: System) -> tuple[str, ...]:
    """What runs beside the gateway as a part of it: the endpoint of the composed graph, under its name as a workload and in traces."""
    composed = any("graphql" in service.api.expose and service.api.versions for service in system.services.values())
    return ("supergraph", "graphql") if composed else ()


def edges(system: System) -> Iterator[Edge]:
    """From the gateway to every service that can be reached from outside."""
    for gateway in gateways(system):
        for service in system.services.values():
            if reached(service):
                yield Edge(gateway.name, service.name, "http", evidence=witness(service.span))


def reached(service: Service) -> bool:
    """Whether somebody outside of the system may ask it for something."""
    return bool(service.api.contract or any(operation.route for operation in service.operations.values()))
