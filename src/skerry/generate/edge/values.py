"""What gateways in a cluster are written from: the table of routes, and where its services are found there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from skerry.generate.gateway.routes import table
from skerry.generate.identity import namespace
from skerry.generate.workloads import Workload, platform, workloads
from skerry.model.system import System, Tokens

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Backend:
    """The ports of a service (0: none), and the Service of the version that its canary is held against ('' without canary)."""

    http: int
    grpc: int = 0
    stable: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """The table with the cluster around it. `gateway` is the namespace of what stands at the edge, `host` the name under which
    callers outside find the system ('': any)."""

    namespace: str
    gateway: str
    host: str
    table: Object
    backends: Mapping[str, Backend]
    tokens: Tokens

    def version(self, service: str, version: str) -> str:
        """The name of the Service of one version alone."""
        return f"{service}-{version}-only"

    def address(self, name: str) -> str:
        """Where a Service is found from another namespace."""
        return f"{name}.{self.namespace}.svc.cluster.local"

    @property
    def guarded(self) -> bool:
        """Whether any route asks for a token."""
        return any("roles" in each for each in self.table["routes"])


def edge(system: System, origins: Collection[str] = ()) -> Edge:
    """That of a system; `origins` are those of pages that may call it."""
    found = settled(table(system))
    found["cors"] = {**found["cors"], "origins": list(origins)}
    apps: dict[str, list[Workload]] = {}
    for each in workloads(system):
        apps.setdefault(each.app, []).append(each)
    backends = {app: _backend(versions) for app, versions in apps.items() if app in found["services"]}
    entrance = platform.gateway(system)
    return Edge(
        namespace(system),
        entrance.namespace if entrance else "",
        system.deploy.host,
        found,
        backends,
        platform.tokens(system),
    )


def settled(found: Object) -> Object:
    """The table without paths that begin with a parameter, but under the name of their service: no gateway of a cluster tries routes in an
    order of ours, and such a path fits the names of all other services too."""
    routes = [{**each, "short": each["short"] and not each["path"].startswith("/{")} for each in found["routes"]]
    return {**found, "routes": routes}


def _backend(versions: list[Workload]) -> Backend:
    first = versions[0]
    ports = {each.name: each.number for each in first.ports}
    stable = f"{first.app}-{first.version}-only" if len(versions) > 1 else ""
    return Backend(ports["http"], ports.get("grpc", 0), stable)
