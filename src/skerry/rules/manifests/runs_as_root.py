"""A container may run as root.

Why: Root in a container is root for the kernel: an error in it, or a path of the host that is mounted, and the node is lost.

Instead: Write `runAsNonRoot: true` and a number: `runAsUser: 10001`. With the number, images that name their user are no matter.

When: Neither the pod nor the container says `runAsNonRoot: true` or a `runAsUser` above 0; or one says user or group 0.

Source: kube-linter run-as-non-root; checkov CKV_K8S_23; Kubernetes documentation, Pod Security Standards (restricted).
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

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment(container="securityContext: { runAsNonRoot: true, runAsUser: 10001 }"))
BROKEN = both(deployment())


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from containers(case, _wrong, lambda names: f"{names} may run as root")


def _wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
    said = mapping(workload.pod, "securityContext") | mapping(container.body, "securityContext")
    if said.get("runAsUser") == 0 or said.get("runAsGroup") == 0:
        return ("securityContext", "runAsUser")
    settled = said.get("runAsNonRoot") is True or said.get("runAsUser")
    return None if settled else ("securityContext", "runAsNonRoot")
