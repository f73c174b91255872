"""An autoscaler has nothing to compute with.

Why: A share is one of what is requested; without a request there is none, and nothing is ever scaled: `failed to get cpu utilization`.

Instead: Write `resources: { requests: { cpu: …, memory: … } }` for each container of the pods.

When: A HorizontalPodAutoscaler has a metric of type Resource with a target of type Utilization (or the old
`targetCPUUtilizationPercentage`), and a container of its pods, sidecars included, requests none of it.

Source: Kubernetes documentation, Horizontal Pod Autoscaling (algorithm details).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import at, rows, text
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_SCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: orders }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: orders }
  minReplicas: 2
  maxReplicas: 5
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }]
"""
SOUND = both(deployment(container="resources: { requests: { cpu: 100m } }"), _SCALER)
BROKEN = both(deployment(), _SCALER)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each autoscaler and resource."""
    known = manifests(case)
    for scaler in known.of("HorizontalPodAutoscaler.autoscaling"):
        name, kind = (
            text(scaler.body, "spec", "scaleTargetRef", "name"),
            text(scaler.body, "spec", "scaleTargetRef", "kind"),
        )
        for pod in known.workloads:
            if pod.resource.name != name or pod.resource.kind != kind or pod.resource.scope != scaler.scope:
                continue
            for resource in _shares(scaler):
                without = [each for each in pod.serving if not _asks(each.body, resource)]
                if without:
                    names = joined([f"`{each.name}`" for each in without])
                    message = f"{scaler.title} scales by a share of {resource}, of which {names} of {pod.resource.title} requests none"
                    place = pod.resource.span(*without[0].keys, "name")
                    yield Hit(
                        (scaler.subject, resource), message, place, related=((scaler.span("spec"), "what scales it"),)
                    )


def _shares(scaler: Resource) -> list[str]:
    found = [
        text(each, "resource", "name")
        for _, each in rows(scaler.body, "spec", "metrics")
        if text(each, "type") == "Resource" and text(each, "resource", "target", "type") == "Utilization"
    ]
    return found or (["cpu"] if scaler.at("spec", "targetCPUUtilizationPercentage") is not None else [])


def _asks(container: dict[str, object], resource: str) -> bool:
    return any(
        at(container, "resources", of, resource) is not None for of in ("requests", "limits")
    )  # a limit is a request, too
