"""Who may ask what of whom: the call graph down to methods and paths, which the authorization of every mesh is written from.

A service is let through to an operation that the model has it call, by its route in each version and by its name under `/internal/…`. The
gateway is let through to the routes of its own table, and what composes the graph to `/graphql` of the services that have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from skerry.generate.access import guarded, public
from skerry.generate.gateway.routes import table
from skerry.generate.gateway.supergraph import NAME as SUPERGRAPH
from skerry.generate.service.callees import calls
from skerry.generate.workloads import Passage, Workload, passages, workloads
from skerry.generate.workloads.passages import GATEWAY
from skerry.model.system import Operation, Service, System

_BRACES = re.compile(r"\{[^}]*\}")
PARAMETER = "{}"  # one segment of a path, whatever it is
REST = "**"  # the rest of a path, and nothing as well
_READS = ("GET", "HEAD")  # whoever may read may ask whether there is something to read
METRICS = "/metrics"


@dataclass(frozen=True, slots=True, order=True)
class Request:
    """What may be asked: a method, and a path with `{}` for each parameter; it can end with `/**`."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Permit:
    """`source` may ask these requests of `target` at `port`, who is shown with one of these `roles` (None: no matter with which).

    `namespace` is that of the source where it is a part of the platform, and '' where it is a workload. `requests` None are all
    but those that nobody outside of the pod may ask.
    """

    source: str
    target: str
    port: str
    requests: tuple[Request, ...] | None
    why: str
    namespace: str = ""
    roles: tuple[str, ...] | None = None


def permits(system: System) -> dict[str, tuple[Permit, ...]]:
    """By the app that is asked, in the order of the workloads. Each app is there, also if nobody may ask it anything."""
    found: dict[str, list[Permit]] = {each.app: [] for each in workloads(system)}
    writing = _Writing(system)
    for passage in passages(system):
        if passage.target in found:
            found[passage.target] += [each for each in writing.permits(passage) if each.requests != ()]
    return {app: tuple(each) for app, each in found.items()}


class _Writing:
    """What the passages of one system let through; the gateway's table and the calls are looked up once."""

    def __init__(self, system: System) -> None:
        self._system = system
        of_gateway = table(system)
        self._routes = _by_service(of_gateway["routes"])
        self._procedures = _by_service(of_gateway.get("grpc", ()))
        self._calls: dict[tuple[str, str], list[str]] = {}
        for service in system.services.values():
            for target, operation in calls(system, service):
                self._calls.setdefault((service.name, target), []).append(operation)

    def permits(self, passage: Passage) -> Iterator[Permit]:
        """What one passage lets through: nothing where its target is of the platform."""
        service = self._system.services.get(passage.target)
        if passage.source == GATEWAY:
            yield from self._gateway(passage, service)
        elif passage.part:  # what asks for metrics
            yield _permit(passage, [Request("GET", METRICS)])
        elif passage.source == SUPERGRAPH:
            yield _permit(passage, _graphql())
        elif service:
            wanted = self._calls[passage.source, passage.target]
            yield _permit(passage, None if service.open else operations(service, wanted))

    def _gateway(self, passage: Passage, service: Service | None) -> Iterator[Permit]:
        if service is None:
            yield _permit(passage, _graphql())
        elif passage.port != "http":
            names = [each["name"] for each in self._procedures.get(service.name, ())]
            yield _permit(passage, [Request("POST", f"/{name}/{REST}") for name in names])
        elif service.open:
            yield _permit(passage, None)
        else:
            yield from self._routed(passage, service)

    def _routed(self, passage: Passage, service: Service) -> Iterator[Permit]:
        """Routes with the same roles together."""
        seen = judged(self._system, service)
        groups: dict[tuple[str, ...] | None, list[Request]] = {}
        for route in self._routes.get(service.name, ()):
            roles = tuple(route["roles"]) if seen and "roles" in route else None
            if roles != ():
                groups.setdefault(roles, []).extend(_asked(route["method"], route["path"]))
        for roles, requests in groups.items():
            yield _permit(passage, requests, roles)


def grouped(requests: Iterable[Request]) -> dict[tuple[str, ...], list[str]]:
    """The paths, by the methods that all of them have."""
    methods: dict[str, list[str]] = {}
    for each in requests:
        methods.setdefault(each.path, []).append(each.method)
    found: dict[tuple[str, ...], list[str]] = {}
    for path, several in methods.items():
        found.setdefault(tuple(several), []).append(path)
    return found


def judged(system: System, service: Service) -> bool:
    """Whether a mesh can look at the tokens that are shown to a service: a proxy refuses whoever shows a wrong one, on any path.

    So not where something is public, which may be asked with an old token as well, and not where a service answers for itself.
    """
    operations: Iterable[Operation] = service.operations.values()
    return guarded(system) and not service.runs and not any(public(service, each) for each in operations)


def operations(service: Service, wanted: Iterable[str]) -> list[Request]:
    """Where operations are asked ('' for all of them): by their routes in all versions, and by their names."""
    names = set(wanted)
    by_path = (service.policies.versions.by.value if service.policies.versions.by else "url") == "url"
    found: list[Request] = []
    for version in service.api.versions.values():
        for name, operation in version.operations.items():
            if operation.route and ({name, ""} & names):
                prefix = f"/{version.name}" if by_path else ""
                found += _asked(operation.route.method, prefix + operation.route.path)
    named = [name for name in service.operations if {name, ""} & names]
    return found + [Request("POST", f"/internal/{name}") for name in named]


def _asked(method: str, path: str) -> Iterator[Request]:
    path = _BRACES.sub(PARAMETER, path)
    for each in _READS if method == "GET" else (method,):
        yield Request(each, path)


def _graphql() -> list[Request]:
    return [Request(method, "/graphql") for method in ("GET", "POST")]


def _permit(passage: Passage, requests: Iterable[Request] | None, roles: tuple[str, ...] | None = None) -> Permit:
    namespace = passage.part.namespace if passage.part else ""
    asked = None if requests is None else tuple(dict.fromkeys(requests))
    return Permit(passage.source, passage.target, passage.port, asked, passage.why, namespace, roles)


def _by_service(found: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    by: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        by.setdefault(each["service"], []).append(each)
    return by


def numbered(workload: Workload, name: str) -> int:
    """The number of a port of a workload."""
    port = workload.port(name)
    assert port is not None, f"{workload.name} has no port {name}"
    return port.number
