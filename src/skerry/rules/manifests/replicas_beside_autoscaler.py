"""Two say how many pods there are.

Why: With each deployment the number falls back to what the manifest says, in the middle of the load that the autoscaler has answered.

Instead: Remove `replicas` from the workload; the autoscaler's `minReplicas` says the least.

When: A workload has `replicas`, and a HorizontalPodAutoscaler or ScaledObject is for it.

Source: Kubernetes documentation, Horizontal Pod Autoscaling (migrating to horizontal autoscaling); argo-cd #2748; polaris
hpaMinAvailability.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
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
SOUND = both(deployment(), _SCALER)
BROKEN = both(deployment(spec="replicas: 3"), _SCALER)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    known = manifests(case)
    for scaler in known.of("HorizontalPodAutoscaler.autoscaling", "ScaledObject.keda.sh"):
        name = text(scaler.body, "spec", "scaleTargetRef", "name")
        kind = text(scaler.body, "spec", "scaleTargetRef", "kind") or "Deployment"
        for each in known.workloads:
            mine = each.resource
            alike = mine.scope == scaler.scope and (
                not mine.namespace or not scaler.namespace or mine.namespace == scaler.namespace
            )
            if mine.name == name and mine.kind == kind and alike and mine.at("spec", "replicas") is not None:
                message = f"{mine.title} says {mine.at('spec', 'replicas')} replicas, and {scaler.title} another number"
                related = ((scaler.span("spec"), "what scales it"),)
                yield Hit((mine.subject, scaler.subject), message, mine.span("spec", "replicas"), related=related)
