"""All that Linkerd is told of a system, by file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.generate.kubernetes.meta import Object
from skerry.generate.mesh import network
from skerry.generate.mesh.calls import carried
from skerry.generate.mesh.linkerd import authorization, routes
from skerry.generate.mesh.permits import Permit, permits
from skerry.generate.workloads import Workload
from skerry.model.system import System

_CONTROL = ("linkerd", (8080, 8086, 8090))  # certificates, addresses, policies


def linkerd(system: System, apps: dict[str, list[Workload]]) -> tuple[dict[str, list[Object]], list[Object]]:
    """The files by their names, and what is changed of the manifests; `apps` are all workloads by app."""
    allowed, calls = permits(system), carried(system)
    files = {"namespace": [authorization.anywhere(system), network.control(system, *_CONTROL)]}
    patches: list[Object] = []
    for name, versions in sorted(apps.items()):
        files[name] = list(_of(system, versions[0], allowed[name]))
        files[name] += routes.routes(system, versions, calls.get(name, ()))
        patches += routes.passed_over(system, versions[0])
    return files, patches


def _of(system: System, workload: Workload, permits: Sequence[Permit]) -> Iterator[Object]:
    for port in workload.ports:
        yield authorization.server(system, workload, port)
        yield from authorization.allowed(system, workload, port, permits)
    if workload.asks:
        yield from authorization.probes(system, workload)
    yield from authorization.limited(system, workload)
