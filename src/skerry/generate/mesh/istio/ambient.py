"""Istio without proxies beside pods: certificates are seen to on each node (ztunnel), and what needs a look at requests in one waypoint.

A node knows connections alone, so it lets the waypoint through to all pods, and who asks for metrics; the waypoint looks at the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.generate.identity import namespace
from skerry.generate.kubernetes.meta import Object, document, shared
from skerry.generate.mesh.calls import Carried, lasting
from skerry.generate.mesh.istio.authorization import VERSION, principal
from skerry.generate.mesh.istio.hbone import HBONE, WAYPOINT
from skerry.generate.mesh.parents import match, ways
from skerry.generate.mesh.permits import Request, numbered
from skerry.generate.workloads import Workload, platform
from skerry.model.system import System

ROUTES = "gateway.networking.k8s.io/v1"
_MOST = 16  # rules of an HTTPRoute


def waypoint(system: System) -> Object:
    """The proxy of the namespace."""
    found = document("Gateway", ROUTES, system, WAYPOINT, {"istio.io/waypoint-for": "service"})
    listener = {"name": "mesh", "port": HBONE, "protocol": "HBONE", "allowedRoutes": {"namespaces": {"from": "Same"}}}
    return {**found, "spec": {"gatewayClassName": "istio-waypoint", "listeners": [listener]}}


def at(workload: Workload) -> Object:
    """Where the policy of an app is looked at: in the waypoint, for its Service."""
    return {"targetRefs": [{"group": "", "kind": "Service", "name": workload.app}]}


def denied(system: System) -> Object:
    """In the waypoint, too, nobody is let in whom no other policy lets in."""
    found = document("AuthorizationPolicy", VERSION, system, "waypoint-default-deny", {})
    del found["metadata"]["labels"]
    target = {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": WAYPOINT}
    return {**found, "spec": {"targetRefs": [target]}}


def through(system: System) -> Object:
    """Who gets to pods at all: the waypoint; and what asks each pod for its metrics, which calls no Service."""
    found = document("AuthorizationPolicy", VERSION, system, "through-waypoint", {})
    del found["metadata"]["labels"]
    sources: list[Object] = [{"source": {"principals": [principal(namespace(system), WAYPOINT)]}}]
    if scraper := platform.scraper(system):
        sources.append({"source": {"namespaces": [scraper.namespace]}})
    return {**found, "spec": {"action": "ALLOW", "rules": [{"from": sources}]}}


def routes(system: System, versions: Sequence[Workload], calls: Sequence[Carried]) -> Iterator[Object]:
    """The HTTPRoutes of an app, where there is something to say. They know no callers, so the most patient of them counts."""
    first = versions[0]
    split, timed = list(ways(system, versions)), _timed(calls)
    if len(versions) == 1 and not timed:
        return
    rules = [_rule({**match(request), **meant}, way, seconds) for request, seconds in timed for meant, way in split]
    rules += [_rule(meant, way, 0) for meant, way in split]
    parent = {"group": "", "kind": "Service", "name": first.app, "port": numbered(first, "http")}
    for number, at in enumerate(range(0, len(rules), _MOST)):
        name = first.app + f"-part-{number}" * bool(number)
        found = document("HTTPRoute", ROUTES, system, name, shared(system, first))
        yield {**found, "spec": {"parentRefs": [parent], "rules": rules[at : at + _MOST]}}


def _timed(calls: Sequence[Carried]) -> list[tuple[Request, float]]:
    found: dict[Request, float] = {}
    for call in calls:
        for request in call.requests or ():
            if call.timeout:
                found[request] = max(call.timeout, found.get(request, 0.0))
    return list(found.items())


def _rule(match: Object, way: list[Object], seconds: float) -> Object:
    found: Object = {"matches": [match]} if match else {}
    found["backendRefs"] = way
    return {**found, "timeouts": {"request": lasting(seconds)}} if seconds else found
