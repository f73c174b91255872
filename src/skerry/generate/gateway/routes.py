"""What the gateway lets through to whom, in which version, for how long and how often."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from skerry.contracts.write.openapi.naming import media, problem_type
from skerry.contracts.write.protobuf.packages import packages_of
from skerry.generate.access import grants, guarded, public
from skerry.generate.gateway.supergraph import NAME, exposed
from skerry.generate.identity import mutual, reached
from skerry.generate.service.grpc import offered
from skerry.model.cascade import merge
from skerry.model.system import Canary, Operation, Service, System, Version

SCHEMA = "skerry.gateway/1"
Object = dict[str, Any]
_TIMEOUT = 5.0  # seconds, where the model says nothing
_GRAPHQL = 12.0  # seconds: longer than the endpoint takes, so that it is the one that says what went wrong
_SENT = [
    "Accept",
    "API-Version",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-Request-Id",
]
_SEEN = [
    "API-Version",
    "Deprecation",
    "ETag",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
    "X-Request-Id",
]
_BRACES = re.compile(r"\{[^}]*\}")


def table(system: System) -> Object:
    """The whole table. A path is served as it stands where no other service has it, and always under the service's name."""
    routes = [route for service in system.services.values() for route in _routes(system, service)]
    owners: dict[str, set[str]] = {}
    for route in routes:
        owners.setdefault(_BRACES.sub("{}", route["path"]), set()).add(route["service"])
    for route in routes:
        route["short"] = len(owners[_BRACES.sub("{}", route["path"])]) == 1
    services = {service.name: _service(system, service) for service in system.services.values() if reached(service)}
    if exposed(system):
        routes += _graphql()
        services[NAME] = {}
    methods = sorted({route["method"] for route in routes})
    procedures = [each for service in system.services.values() for each in _procedures(system, service)]
    return {
        "schema": SCHEMA,
        "system": system.name,
        "problems": problem_type(system, "").rstrip("/"),
        "routes": routes,
        "services": services,
        **({"grpc": procedures} if procedures else {}),
        "cors": {"origins": [], "methods": methods, "headers": _SENT, "expose": _SEEN, "max_age": 600},
    }


def _graphql() -> Iterator[Object]:
    """The composed endpoint; those of the services are not open."""
    for method in ("GET", "POST"):
        yield {
            "service": NAME, "version": "", "by": "url", "operation": "graphql", "method": method, "path": "/graphql",
            "timeout": _GRAPHQL, "short": True,
        }  # fmt: skip


def _routes(system: System, service: Service) -> Iterator[Object]:
    by = (service.policies.versions.by.value if service.policies.versions.by else "url").replace("_", "-")
    for version in service.api.versions.values():
        for operation in version.operations.values():
            if operation.route:
                yield _route(system, service, version, operation, by)


def _route(system: System, service: Service, version: Version, operation: Operation, by: str) -> Object:
    assert operation.route is not None
    calls = merge(service.policies.calls, operation.calls)
    found: Object = {
        "service": service.name,
        "version": version.name,
        "by": by,
        "operation": operation.name.operation,
        "method": operation.route.method,
        "path": f"/{version.name}{operation.route.path}" if by == "url" else operation.route.path,
        "timeout": _patience(float(calls.timeout.value.seconds) if calls.timeout else _TIMEOUT),
    }
    if guarded(system) and not public(service, operation):
        found["roles"] = sorted({each["role"] for each in grants(system, service, operation)})
    if by == "media-type":
        found["media"] = media(system, service, version.name)
    return found


def _procedures(system: System, service: Service) -> Iterator[Object]:
    """The services of gRPC that a service offers, one a version; each may take as long as its slowest procedure."""
    patience = max((each["timeout"] for each in _routes(system, service)), default=_TIMEOUT)
    for package in packages_of(system, service) if offered(service) else ():
        for name in dict.fromkeys(rpc.service for rpc in package.rpcs):
            yield {"name": f"{package.name}.{name}", "service": service.name, "timeout": patience}


def _patience(timeout: float) -> float:
    """A caller outside waits longer than the service may take, so that it is the service that says what went wrong."""
    return max(1.0, timeout * 2)


def _service(system: System, service: Service) -> Object:
    newest = max(service.api.versions, key=lambda name: int(name[1:]), default="")
    found: Object = {"newest": newest} if newest else {"whole": True}
    if service.load.peak:
        found["rate"] = {"limit": round(service.load.peak.per_second * 60), "window": 60}
    breaker = service.policies.calls.breaker
    if breaker:
        pause = breaker.value.pause
        found["breaker"] = {"after": int(breaker.value.after.number), "pause": float(pause.seconds) if pause else 30.0}
    if mutual(service):
        found["mtls"] = True
    placed = system.deploy.services.get(service.name)
    if placed and placed.canary:
        found["canary"] = _canary(placed.canary.value)
    return found


def _canary(canary: Canary) -> Object:
    found: Object = {"shares": {version: float(share.number) for version, share in canary.shares.items()}}
    if canary.when:
        found["when"] = {"part": canary.when.part, "name": canary.when.name, "value": canary.when.value}
    return found
