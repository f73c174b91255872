"""All that Istio is told of a system, by file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.generate.identity import AMBIENT, mesh
from skerry.generate.kubernetes.meta import Object
from skerry.generate.mesh import network
from skerry.generate.mesh.calls import Carried, carried
from skerry.generate.mesh.istio import ambient, authorization, destinations, hbone, proving, routes
from skerry.generate.mesh.permits import judged, permits
from skerry.generate.workloads import Workload
from skerry.model.system import System

_CONTROL = ("istio-system", (15012,))  # what tells proxies, and signs their certificates


def istio(system: System, apps: dict[str, list[Workload]]) -> Iterator[tuple[str, list[Object]]]:
    """The files by their names; `apps` are all workloads by app."""
    without = mesh(system) == AMBIENT
    yield "namespace", list(_namespace(system, without))
    allowed, calls = permits(system), carried(system)
    for name, versions in sorted(apps.items()):
        first = versions[0]
        whom = ambient.at(first) if without else None
        found = list(authorization.allowed(system, first, allowed[name], whom))
        if first.service and judged(system, first.service) and allowed[name]:
            found.append(proving.tokens(system, first, whom))
        if without:
            found += ambient.routes(system, versions, calls.get(name, ()))
        else:
            found += _sidecars(system, versions, calls.get(name, ()))
        yield name, found


def _namespace(system: System, without: bool) -> Iterator[Object]:
    yield proving.strict(system)
    yield authorization.denied(system)
    if without:
        yield ambient.waypoint(system)
        yield ambient.denied(system)
        yield ambient.through(system)
        yield from hbone.network(system)
    else:
        yield network.control(system, *_CONTROL)


def _sidecars(system: System, versions: Sequence[Workload], calls: Sequence[Carried]) -> Iterator[Object]:
    yield destinations.destination(system, versions)
    yield routes.routes(system, versions, calls)
