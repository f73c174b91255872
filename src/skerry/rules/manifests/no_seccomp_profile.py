"""A pod may make every system call.

Why: Most ways out of a container are errors of the kernel in calls that no service makes. The profile of the runtime refuses some
sixty of them.

Instead: Write `securityContext: { seccompProfile: { type: RuntimeDefault } }` into the spec of the pod.

When: Neither the pod nor each of its containers names a `seccompProfile`, or one is `Unconfined`.

Source: checkov CKV_K8S_31; Kubernetes documentation, Pod Security Standards (restricted).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, text
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import workloads
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
SOUND = both(deployment(pod="securityContext: { seccompProfile: { type: RuntimeDefault } }"))
BROKEN = both(deployment())


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from workloads(case, _wrong, "may make every system call")


def _wrong(workload: Workload) -> tuple[Key, ...] | None:
    of_pod = text(workload.pod, "securityContext", "seccompProfile", "type")
    kinds = [text(each.body, "securityContext", "seccompProfile", "type") or of_pod for each in workload.containers]
    return ("spec", "securityContext", "seccompProfile") if any(each in {"", "Unconfined"} for each in kinds) else None
