"""A container has a user number of the host.

Why: Numbers below 10000 belong to users of the node. When a process gets out of its container it is one of them, with their files.

Instead: Give a number that no node has: `runAsUser: 10001`.

When: A container that is not to run as root has no `runAsUser`, or one from 1 to 9999. One that may run as root is the matter of
`runs-as-root`.

Source: checkov CKV_K8S_40; Center for Internet Security, Kubernetes Benchmark, 5.2.6.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, mapping
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
SOUND = both(deployment(container="securityContext: { runAsUser: 10001 }"))
BROKEN = both(deployment(container="securityContext: { runAsNonRoot: true, runAsUser: 1000 }"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from containers(case, _wrong, lambda names: f"{names} has no user number of its own, from 10000 on")


def _wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
    said = mapping(workload.pod, "securityContext") | mapping(container.body, "securityContext")
    user = said.get("runAsUser")
    if (isinstance(user, int) and user >= 10_000) or user == 0:
        return None
    return ("securityContext", "runAsUser")
