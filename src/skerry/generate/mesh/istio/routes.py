"""Where requests go and for how long, as a VirtualService has it: which version answers, and what the mesh does for callers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.generate.kubernetes.meta import Object, app, document, shared
from skerry.generate.mesh.calls import Carried, canary, header, lasting, pattern, shares
from skerry.generate.mesh.istio.destinations import VERSION, host
from skerry.generate.mesh.permits import grouped
from skerry.generate.workloads import Workload
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

_UNSEEN = "connect-failure,refused-stream"  # the target can't have seen it
_AGAIN = f"{_UNSEEN},reset,gateway-error"
_ONCE = Noted({"attempts": 0}, "Whoever calls tries again himself. Istio would do it twice more, unless told not to.")


def routes(system: System, versions: Sequence[Workload], calls: Sequence[Carried]) -> Object:
    """The VirtualService of an app: what the mesh carries first, then all else, which it tries once."""
    first = versions[0]
    found: list[Object] = []
    for port in first.ports:
        at = {"port": port.number} if len(first.ports) > 1 else {}
        ways = list(_ways(system, versions, at))
        for call in calls if port.name == "http" else ():
            for match in _matches(call):
                found += [_route([{**match, **meant}], way, call) for meant, way in ways]
        found += [_route([meant] if meant else [], way, None) for meant, way in ways]
    spec = {"hosts": [host(system, first.app)], "http": found}
    return {**document("VirtualService", VERSION, system, first.app, shared(system, first)), "spec": spec}


def _ways(system: System, versions: Sequence[Workload], at: Object) -> Iterator[tuple[Object, list[Object]]]:
    """What a request has to have ({}: nothing), and where it goes then; `at` is the port, where there are several."""
    first = versions[0]
    to: Object = {"host": host(system, first.app), **({"port": {"number": at["port"]}} if at else {})}
    if len(versions) == 1:
        yield at, [{"destination": to}]
        return
    split = canary(system, first.app)
    assert split is not None
    parts = [
        {"destination": {**to, "subset": version}, "weight": weight}
        for version, weight in shares(split, first.version).items()
    ]
    if split.when is None:
        yield at, parts
        return
    wanted, value, expression = header(split.when)
    yield {**at, "headers": {wanted: {"regex" if expression else "exact": value}}}, parts
    yield at, [{"destination": {**to, "subset": first.version}}]


def _matches(call: Carried) -> Iterator[Object]:
    from_ = {"sourceLabels": app(call.source)}
    if call.requests is None:
        yield from_
        return
    for methods, paths in grouped(call.requests).items():
        method = {"exact": methods[0]} if len(methods) == 1 else {"regex": "|".join(methods)}
        for path in paths:
            text, expression = pattern(path)
            yield {**from_, "method": method, "uri": {"regex" if expression else "exact": text}}


def _route(matches: list[Object], way: list[Object], call: Carried | None) -> Object:
    found: Object = {"match": matches} if matches else {}
    found["route"] = way
    if call is None:
        return {**found, "retries": _ONCE}
    if call.timeout:
        found["timeout"] = lasting(call.timeout)
    if not call.retries:
        return {**found, "retries": {"attempts": 0}}
    return {**found, "retries": {"attempts": call.retries, "retryOn": _AGAIN if call.repeatable else _UNSEEN}}
