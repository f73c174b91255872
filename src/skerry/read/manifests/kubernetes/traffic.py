"""What other objects say of workloads: autoscalers, ingresses and routes, meshes, monitors and policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skerry.read.manifests._part import Claim, Pointer
from skerry.read.manifests.kubernetes import policies, routing
from skerry.read.manifests.kubernetes.objects import Object
from skerry.read.manifests.kubernetes.services import Labelled, Services
from skerry.read.manifests.kubernetes.values import mapping, number, text
from skerry.read.manifests.kubernetes.workloads import Workload

_MONITORS = frozenset(["PodMonitor", "PodMonitoring"])


@dataclass
class Said:
    """What is said of one workload by others. `least` is the fewest replicas that an autoscaler leaves, None where there is none."""

    pointers: list[Pointer] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    least: int | None = None


def said(objects: Sequence[Object], workloads: Sequence[Workload], led: Services) -> list[Said]:
    """For each workload, in their order, what all others say of it."""
    found = [Said() for _ in workloads]
    labelled = Labelled(workloads)
    for each in objects:
        for place, claim in _claims(each, workloads, led, labelled):
            found[place].claims.append(claim)
            if claim.trait == "autoscales":
                found[place].least = _least(each)
        for place, pointer in policies.pointers(each, workloads, labelled):
            found[place].pointers.append(pointer)
    for place, services in led.of.items():
        found[place].claims += [
            Claim("meters", service.witness("prometheus.io/scrape", "metadata", "annotations"), "prometheus")
            for service in services
            if text(service.annotations, "prometheus.io/scrape") == "true"
        ]
    return found


def _least(scaler: Object) -> int:
    """0 where it does not say."""
    return number(scaler.body, "spec", "minReplicas") or number(scaler.body, "spec", "minReplicaCount")


def _claims(
    each: Object, workloads: Sequence[Workload], led: Services, labelled: Labelled
) -> Iterator[tuple[int, Claim]]:
    if each.kind in {"HorizontalPodAutoscaler", "ScaledObject"}:
        target = text(each.body, "spec", "scaleTargetRef", "name")
        claim = Claim(
            "autoscales", each.witness(target, "spec", "scaleTargetRef"), text(each.body, "spec", "maxReplicas")
        )
        yield from ((place, claim) for place, row in enumerate(workloads) if row.origin.name == target)
    elif each.kind == "ServiceMonitor":
        wanted = mapping(each.body, "spec", "selector", "matchLabels")
        claim = Claim("meters", each.witness(each.name, "spec", "selector"), "prometheus")
        yield from ((place, claim) for place, services in led.of.items() if _any_has(services, wanted))
    elif each.kind in _MONITORS:
        claim = Claim("meters", each.witness(each.name, "spec", "selector"), "prometheus")
        wanted = mapping(each.body, "spec", "selector", "matchLabels")
        yield from ((place, claim) for place in labelled.having(wanted, each.path))
    elif each.kind == "Namespace":
        yield from _of_namespace(each, workloads)
    else:
        for host, claim in routing.claims(each):
            yield from ((place, claim) for place in led.led_to(host))
        yield from policies.claims(each, workloads, labelled)


def _any_has(services: Iterable[Object], wanted: Mapping[str, Any]) -> bool:
    return bool(wanted) and any(all(text(each.labels, key) == text(wanted, key) for key in wanted) for each in services)


def _of_namespace(each: Object, workloads: Sequence[Workload]) -> Iterator[tuple[int, Claim]]:
    """Where a mesh puts its proxy into every pod of a namespace."""
    for held, key, wanted, mesh in (
        (each.labels, "istio-injection", "enabled", "istio"),
        (each.annotations, "linkerd.io/inject", "enabled", "linkerd"),
        (each.labels, "linkerd.io/inject", "enabled", "linkerd"),
    ):
        if text(held, key) == wanted:
            claim = Claim("encrypts", each.witness(f"{key}: {wanted}", "metadata", "labels"), mesh)
            yield from ((place, claim) for place, row in enumerate(workloads) if row.origin.namespace == each.name)
