"""Who is let in, as Linkerd has it: a Server for each port, which denies; routes of it, each with those who may take it.

A request takes one route alone, so all who may ask it stand with that route: requests are put together by who may ask them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.generate.identity import CLUSTER, namespace
from skerry.generate.kubernetes.meta import Object, app, document, shared
from skerry.generate.mesh.calls import pattern
from skerry.generate.mesh.permits import REST, Permit, Request
from skerry.generate.workloads import Port, Workload
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

GROUP = "policy.linkerd.io"
V1ALPHA1, V1BETA3 = f"{GROUP}/v1alpha1", f"{GROUP}/v1beta3"
_PROTOCOLS = {"http": "HTTP/1", "grpc": "gRPC", "tcp": "opaque"}
_RULES, _MATCHES = 16, 8  # the most that an HTTPRoute may have, and a rule of it
Who = tuple[str, ...]


def server(system: System, workload: Workload, port: Port) -> Object:
    """A port of an app, at which nobody is let in unless a route of it says so."""
    found = document("Server", V1BETA3, system, _name(workload, port), shared(system, workload))
    return {
        **found,
        "spec": {
            "podSelector": {"matchLabels": app(workload.app)},
            "port": port.name,
            "proxyProtocol": _PROTOCOLS[port.protocol],
            "accessPolicy": "deny",
        },
    }


def allowed(system: System, workload: Workload, port: Port, permits: Sequence[Permit]) -> Iterator[Object]:
    """Who may ask what at one port."""
    mine = [each for each in permits if each.port == port.name]
    whole = [identity(system, each) for each in mine if each.requests is None]
    for number, (who, requests) in enumerate(_by_callers(system, mine).items(), 1):
        everybody = tuple(dict.fromkeys((*who, *whole)))
        why = "\n".join(dict.fromkeys(each.why for each in mine if identity(system, each) in everybody))
        yield from _routed(system, workload, port, f"{_name(workload, port)}-{number}", requests, everybody, why)
    if whole:
        name = _name(workload, port)
        yield _who(system, workload, name, tuple(dict.fromkeys(whole)), "\n".join(each.why for each in mine))
        yield _lets(system, workload, name, _target("Server", name), "MeshTLSAuthentication")


def probes(system: System, workload: Workload) -> Iterator[Object]:
    """The kubelet has no certificate: it may ask whether a pod lives, from wherever it is, and nothing else."""
    name = f"{workload.app}-probes"
    requests = [Request("GET", path) for path in workload.asks]
    yield from _route(system, workload, workload.probe, name, requests)
    yield _lets(system, workload, name, _target("HTTPRoute", name), "NetworkAuthentication", "anywhere")


def anywhere(system: System) -> Object:
    """Every address."""
    found = document("NetworkAuthentication", V1ALPHA1, system, "anywhere", {})
    del found["metadata"]["labels"]
    return {**found, "spec": {"networks": [{"cidr": "0.0.0.0/0"}, {"cidr": "::/0"}]}}


def limited(system: System, workload: Workload) -> Iterator[Object]:
    """How much of the load one pod takes at most: all that the model expects of the service."""
    peak = workload.service.load.peak if workload.service else None
    if peak:
        found = document("HTTPLocalRateLimitPolicy", V1ALPHA1, system, workload.app, shared(system, workload))
        most = max(1, round(peak.per_second))
        target = _target("Server", _name(workload, workload.ports[0]))
        yield {**found, "spec": {"targetRef": target, "total": {"requestsPerSecond": most}}}


def identity(system: System, permit: Permit) -> str:
    """The name on the certificate of a caller; of a part of the platform no more is known than where it runs."""
    account, of = ("*", permit.namespace) if permit.namespace else (permit.source, namespace(system))
    return f"{account}.{of}.serviceaccount.identity.linkerd.{CLUSTER}"


def _by_callers(system: System, permits: Sequence[Permit]) -> dict[Who, list[Request]]:
    callers: dict[Request, list[str]] = {}
    for permit in permits:
        for request in permit.requests or ():
            callers.setdefault(request, []).append(identity(system, permit))
    found: dict[Who, list[Request]] = {}
    for request, who in callers.items():
        found.setdefault(tuple(dict.fromkeys(who)), []).append(request)
    return found


def _routed(
    system: System, workload: Workload, port: Port, name: str, requests: list[Request], who: Who, why: str
) -> Iterator[Object]:
    yield _who(system, workload, name, who, why)
    for route in _route(system, workload, port, name, requests):
        yield route
        of = route["metadata"]["name"]
        yield _lets(system, workload, of, _target("HTTPRoute", of), "MeshTLSAuthentication", name)


def _route(system: System, workload: Workload, port: Port, name: str, requests: Sequence[Request]) -> Iterator[Object]:
    """As many routes as it takes."""
    matches = [_match(each) for each in requests]
    rules = [{"matches": matches[at : at + _MATCHES]} for at in range(0, len(matches), _MATCHES)]
    for number, at in enumerate(range(0, len(rules), _RULES)):
        found = document(
            "HTTPRoute", V1BETA3, system, name + f"-part-{number}" * bool(number), shared(system, workload)
        )
        parent = {"group": GROUP, "kind": "Server", "name": _name(workload, port)}
        yield {**found, "spec": {"parentRefs": [parent], "rules": rules[at : at + _RULES]}}


def _match(request: Request) -> Object:
    if request.path.endswith(f"/{REST}"):
        return {
            "method": request.method,
            "path": {"type": "PathPrefix", "value": request.path.removesuffix(f"/{REST}")},
        }
    value, expression = pattern(request.path)
    return {"method": request.method, "path": {"type": "RegularExpression" if expression else "Exact", "value": value}}


def _who(system: System, workload: Workload, name: str, who: Who, why: str) -> Object:
    found = document("MeshTLSAuthentication", V1ALPHA1, system, name, shared(system, workload))
    return {**found, "spec": {"identities": Noted(list(who), why)}}


def _lets(system: System, workload: Workload, name: str, target: Object, kind: str, known: str = "") -> Object:
    found = document("AuthorizationPolicy", V1ALPHA1, system, name, shared(system, workload))
    asked = {"group": GROUP, "kind": kind, "name": known or name}
    return {**found, "spec": {"targetRef": target, "requiredAuthenticationRefs": [asked]}}


def _target(kind: str, name: str) -> Object:
    return {"group": GROUP, "kind": kind, "name": name}


def _name(workload: Workload, port: Port) -> str:
    return f"{workload.app}-{port.name}"
