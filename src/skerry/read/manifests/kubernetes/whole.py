"""The objects of all manifests put together into parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from skerry.facts.fleet import Witness
from skerry.read.manifests._part import Claim, Part, Pointer
from skerry.read.manifests.kubernetes.claims import claims
from skerry.read.manifests.kubernetes.environment import settings, variables, words
from skerry.read.manifests.kubernetes.identity import chart_names, second_names
from skerry.read.manifests.kubernetes.maps import Maps
from skerry.read.manifests.kubernetes.objects import Object
from skerry.read.manifests.kubernetes.operators import operated
from skerry.read.manifests.kubernetes.scripts import waited_for
from skerry.read.manifests.kubernetes.services import as_versions, is_public, ports_of, services
from skerry.read.manifests.kubernetes.traffic import Said, said
from skerry.read.manifests.kubernetes.values import line_of, mappings, number, text
from skerry.read.manifests.kubernetes.workloads import Workload, workloads

_NAMED = re.compile(r"[A-Za-z]")  # what is given at installation leaves `/:`
WAITS = "waits-for"
_WELL_KNOWN = frozenset([80, 443])  # many a Service has them outside, so they lead to none of them


def parts_of(objects: Sequence[Object]) -> Iterator[Part]:
    """A part for each workload, for each Service that leads out of the cluster or to what was not read, and for what operators make."""
    rows = workloads(objects)
    rows = [replace(each, name=name) if name else each for each, name in zip(rows, chart_names(rows), strict=True)]
    rows = as_versions(objects, rows)
    maps = Maps(objects, rows)
    led = services(objects, rows)
    others = said(objects, rows, led)
    names = second_names(rows, led)
    for place, row in enumerate(rows):
        yield _part(row, maps, led.of.get(place, ()), others[place], names[place])
    yield from (_unled(each) for each in led.unled)
    for each in objects:
        yield from operated(each)


def _part(workload: Workload, maps: Maps, led: Sequence[Object], others: Said, names: Sequence[str]) -> Part:
    origin = workload.origin
    waits = tuple(_waits(workload, maps))
    images = [image for each in workload.containers if _NAMED.search(image := text(each, "image"))]
    inner = [number(port, "containerPort") for each in workload.containers for port in mappings(each, "ports")]
    outer = [ports for service in led for ports in ports_of(service)]
    replicas = number(origin.body, "spec", "replicas") or int(origin.kind in _ONE_BY_DEFAULT)
    if others.least is not None:
        replicas = others.least  # how many there are is the autoscaler's to say, from moment to moment
    return Part(
        workload.name,
        origin.witness(workload.name, "metadata", "name"),
        rank=_rank(workload),
        aliases=tuple(dict.fromkeys(each for each in _called(origin, *led, names=names) if each != workload.name)),
        image=images[0] if images else "",
        role="job" if workload.is_job else "",
        ports=tuple(sorted({port for port in (*inner, *(port for port, _, _ in outer)) if port})),
        published=tuple(_published(led)),
        replicas=replicas,
        owner=_owner(workload),
        settings=tuple(settings(workload, maps)),
        pointers=(*waits, *others.pointers),
        claims=(*claims(workload), *_ordered(waits), *_reached(led), *others.claims),
        among=_list(origin),
    )


def _called(*objects: Object, names: Sequence[str]) -> Iterator[str]:
    yield from filter(None, (name for each in objects for name in (each.name, each.full)))
    yield from names


_ONE_BY_DEFAULT = frozenset(["Deployment", "StatefulSet", "ReplicaSet", "DeploymentConfig", "Rollout"])


def _rank(workload: Workload) -> int:
    """Below Compose, where names are shorter; a template's name is more made up, a patch's may lack its prefix."""
    if workload.is_patch:
        return 25
    return 30 if workload.is_job else 35 if workload.origin.chart else 40


def _owner(workload: Workload) -> str:
    for held in (workload.origin.labels, workload.origin.annotations, workload.labels):
        for key in ("team", "owner", "app.kubernetes.io/team", "app.kubernetes.io/owner"):
            if owner := text(held, key):
                return owner
    return ""


def _published(led: Sequence[Object]) -> Iterator[tuple[int, int]]:
    """Ports of the host, as far as they can mean one service only."""
    for service in led:
        for port, target, node in ports_of(service) if is_public(service) else ():
            if node:
                yield node, target
            if port not in _WELL_KNOWN and text(service.body, "spec", "type") == "LoadBalancer":
                yield port, target


def _list(origin: Object) -> str:
    """Of which list a workload is an entry: those of a chart, of a folder, of a namespace of a cluster."""
    return f"{origin.namespace}@{origin.release or origin.folder or origin.path}"


def _reached(led: Sequence[Object]) -> Iterator[Claim]:
    """A Service spreads calls over its pods, unless it has no address of its own; and it may be open to the outside."""
    for service in led:
        if text(service.body, "spec", "clusterIP") != "None":
            yield Claim("balances-load", service.witness(f"Service {service.name}"), "kubernetes")
        for port, _, node in ports_of(service) if is_public(service) else ():
            shown = str(node or port)
            kind = text(service.body, "spec", "type")
            yield Claim("publishes-port", service.witness(f"{kind} {shown}", "spec", "type"), shown)


def _waits(workload: Workload, maps: Maps) -> Iterator[Pointer]:
    """Whom its pods wait for before they begin."""
    path = workload.origin.path
    for container in (*mappings(workload.pod, "initContainers"), *workload.containers):
        known = {each.key: each.value for each in variables(container, path, maps)}
        for target in waited_for(text(container, "image"), words(container, known)):
            yield Pointer(target, Witness(path, line_of(container, "command"), WAITS, target))


def _ordered(waits: Sequence[Pointer]) -> Iterator[Claim]:
    for each in waits[:1]:
        yield Claim("fixed-startup-order", each.witness, ", ".join(pointer.target for pointer in waits))


def _unled(service: Object) -> Part:
    """A Service for something outside, or for a workload that was not read, which makes no node by itself."""
    outside = text(service.body, "spec", "externalName")
    external = bool(outside) and not outside.endswith(("svc.cluster.local", ".svc"))
    return Part(
        service.name,
        service.witness(service.name, "metadata", "name"),
        rank=10,
        aliases=() if not outside else (outside,) if external else (outside.partition(".")[0],),
        role="external" if external else "",
        ports=tuple(sorted({port for port, _, _ in ports_of(service)})),
        runs=external,
    )
