"""Routes of a Service (GAMMA, Gateway API), which Istio's waypoints and Linkerd have alike: what they match, and where they lead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.generate.kubernetes.meta import Object
from skerry.generate.mesh.calls import canary, header, pattern, shares
from skerry.generate.mesh.permits import Request, numbered
from skerry.generate.workloads import Workload
from skerry.model.system import System


def ways(system: System, versions: Sequence[Workload]) -> Iterator[tuple[Object, list[Object]]]:
    """What a request has to have ({}: nothing), and where it goes then: to the versions by the Services that each has alone."""
    first = versions[0]
    port = numbered(first, "http")
    if len(versions) == 1:
        yield {}, [{"name": first.app, "port": port}]
        return
    split = canary(system, first.app)
    assert split is not None
    only = {each.version: {"name": f"{first.app}-{each.version}-only", "port": port} for each in versions}
    parts = [{**only[version], "weight": weight} for version, weight in shares(split, first.version).items()]
    if split.when is None:
        yield {}, parts
        return
    name, value, expression = header(split.when)
    wanted = {"type": "RegularExpression" if expression else "Exact", "name": name, "value": value}
    yield {"headers": [wanted]}, parts
    yield {}, [only[first.version]]


def match(request: Request) -> Object:
    """What a request is, its method and path."""
    value, expression = pattern(request.path)
    return {"method": request.method, "path": {"type": "RegularExpression" if expression else "Exact", "value": value}}
