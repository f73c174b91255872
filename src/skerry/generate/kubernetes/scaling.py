"""How many pods run: by load (HPA), and at least while nodes are drained (PDB)."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.generate.kubernetes.meta import Object, document, labels, selector
from skerry.generate.workloads import Workload
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

_CPU = 70  # percent, where the model says nothing
_CALM = 300  # seconds of less load before a pod is taken away


def scaling(system: System, workload: Workload) -> Iterator[Object]:
    """The HorizontalPodAutoscaler, where it scales."""
    scale = workload.size.scale
    if scale is None:
        return
    found = document("HorizontalPodAutoscaler", "autoscaling/v2", system, workload.name, labels(system, workload))
    target = {"apiVersion": "apps/v1", "kind": "StatefulSet" if workload.kept else "Deployment", "name": workload.name}
    cpu = round(scale.cpu.number) if scale.cpu else _CPU
    yield {
        **found,
        "spec": {
            "scaleTargetRef": target,
            "minReplicas": workload.size.least,
            "maxReplicas": max(scale.most, workload.size.least),
            "metrics": [
                {
                    "type": "Resource",
                    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": cpu}},
                }
            ],
            "behavior": {"scaleDown": {"stabilizationWindowSeconds": _CALM}},
        },
    }


def disruption(system: System, workload: Workload) -> Iterator[Object]:
    """The PodDisruptionBudget, where there is more than one: a budget for a single pod would keep its node from ever being drained."""
    if workload.size.least < 2:
        return
    found = document("PodDisruptionBudget", "policy/v1", system, workload.name, labels(system, workload))
    yield {
        **found,
        "spec": {
            "maxUnavailable": 1,
            "unhealthyPodEvictionPolicy": Noted(
                "AlwaysAllow", "A pod that is not ready anyway keeps no node from being drained."
            ),
            "selector": {"matchLabels": selector(workload)},
        },
    }
