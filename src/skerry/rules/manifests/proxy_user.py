"""A container runs as the user of the mesh's proxy.

Why: Whatever user 1337 sends passes the proxy by: without mTLS, without policies, without traces.

Instead: Take another number: `runAsUser: 10001`.

When: A pod or container says `runAsUser: 1337`, and is not the proxy itself.

Source: istioctl analyze IST0144.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, at
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import workloads
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(deployment(pod="securityContext: { runAsUser: 10001 }"))
BROKEN = both(deployment(pod="securityContext: { runAsUser: 1337 }"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from workloads(case, _wrong, "runs as user 1337, which is the proxy's")


def _wrong(workload: Workload) -> tuple[Key, ...] | None:
    if at(workload.pod, "securityContext", "runAsUser") == 1337:
        return ("spec", "securityContext", "runAsUser")
    for each in workload.containers:
        if at(each.body, "securityContext", "runAsUser") == 1337 and each.name not in {"istio-proxy", "istio-init"}:
            return (*each.keys[len(workload.keys) :], "securityContext", "runAsUser")
    return None
