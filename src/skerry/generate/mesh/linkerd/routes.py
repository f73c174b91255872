"""Where requests go and how often they are tried, as Linkerd has it: routes of a Service, with what the mesh does as annotations.

A route knows no callers: of several that give a request to the mesh the most patient counts, and the one that tries least often.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.generate.identity import namespace
from skerry.generate.kubernetes.meta import Object, document, shared
from skerry.generate.mesh.calls import REPEATABLE, Carried, breaker, lasting
from skerry.generate.mesh.parents import match, ways
from skerry.generate.mesh.permits import Request, numbered
from skerry.generate.workloads import Workload
from skerry.model.system import System

_ROUTES = "gateway.networking.k8s.io/v1"
_PAUSE = 30.0  # seconds, where the model says nothing
_MOST = 16  # rules of an HTTPRoute


def routes(system: System, versions: Sequence[Workload], calls: Sequence[Carried]) -> Iterator[Object]:
    """The HTTPRoutes of an app: one for each way in which the mesh treats requests, and one for all else."""
    first = versions[0]
    split = list(ways(system, versions))
    if not calls and len(versions) == 1:
        return
    for number, (told, requests) in enumerate(_told(calls).items(), 1):
        rules = [_rule({**match(request), **meant}, way) for request in requests for meant, way in split]
        for part, at in enumerate(range(0, len(rules), _MOST)):
            name = f"{first.app}-carried-{number}" + f"-part-{part}" * bool(part)
            yield _route(system, first, name, rules[at : at + _MOST], dict(told))
    if len(versions) > 1:
        yield _route(system, first, first.app, [_rule(meant, way) for meant, way in split], {})


def passed_over(system: System, workload: Workload) -> Iterator[Object]:
    """When Linkerd no longer asks a pod, as annotations of the Service."""
    known = breaker(workload)
    if known:
        pause = float(known.pause.seconds) if known.pause else _PAUSE
        said = "balancer.linkerd.io/failure-accrual"
        annotations = {
            said: "consecutive",
            f"{said}-consecutive-max-failures": str(int(known.after.number)),
            f"{said}-consecutive-min-penalty": lasting(pause),
            f"{said}-consecutive-max-penalty": lasting(max(pause, 60.0)),
        }
        metadata = {"name": workload.app, "namespace": namespace(system), "annotations": annotations}
        yield {"apiVersion": "v1", "kind": "Service", "metadata": metadata}


def _told(calls: Sequence[Carried]) -> dict[tuple[tuple[str, str], ...], list[Request]]:
    timeouts: dict[Request, float] = {}
    tries: dict[Request, int] = {}
    for call in calls:
        for request in call.requests or ():
            timeouts[request] = max(call.timeout, timeouts.get(request, 0.0))
            again = call.retries if request.method in REPEATABLE else 0
            tries[request] = min(again, tries.get(request, again))
    found: dict[tuple[tuple[str, str], ...], list[Request]] = {}
    for request, seconds in timeouts.items():
        said = {}
        if seconds:
            said["timeout.linkerd.io/request"] = lasting(seconds)
        if tries[request]:
            said |= {"retry.linkerd.io/http": "502-504", "retry.linkerd.io/limit": str(tries[request])}
        if said:
            found.setdefault(tuple(said.items()), []).append(request)
    return found


def _route(system: System, first: Workload, name: str, rules: list[Object], told: dict[str, str]) -> Object:
    parent = {"group": "", "kind": "Service", "name": first.app, "port": numbered(first, "http")}
    found = document("HTTPRoute", _ROUTES, system, name, shared(system, first), told or None)
    return {**found, "spec": {"parentRefs": [parent], "rules": rules}}


def _rule(match: Object, way: list[Object]) -> Object:
    found: Object = {"matches": [match]} if match else {}
    return {**found, "backendRefs": way}
