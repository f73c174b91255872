"""What keeps the pods of a workload running: a Deployment; a StatefulSet where each replica has a disk of its own."""

from __future__ import annotations

from skerry.generate.kubernetes.meta import Object, document, labels, selector
from skerry.generate.kubernetes.pods import template
from skerry.generate.workloads import Workload
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

_EXEMPT = {
    "polaris.fairwinds.com/deploymentMissingReplicas-exempt": Noted(
        "true", "The autoscaler owns the number of replicas: a number here would set it back on each apply."
    )
}


def running(system: System, workload: Workload) -> Object:
    """The Deployment or StatefulSet."""
    kept = workload.kept
    kind = "StatefulSet" if kept else "Deployment"
    scaled = workload.size.scale is not None
    found = document(
        kind, "apps/v1", system, workload.name, labels(system, workload), _EXEMPT if scaled and not kept else None
    )
    spec: Object = {} if scaled else {"replicas": workload.size.replicas}
    spec |= {"revisionHistoryLimit": 3, "selector": {"matchLabels": selector(workload)}}
    if kept:
        spec |= {"serviceName": workload.app, "podManagementPolicy": "Parallel"}
        spec["template"] = template(system, workload)
        spec["volumeClaimTemplates"] = [
            {
                "metadata": {"name": each.name, "labels": selector(workload)},
                "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": each.size}}},
            }
            for each in kept
        ]
    else:
        spec["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
        spec["template"] = template(system, workload)
    return {**found, "spec": spec}
