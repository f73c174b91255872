"""A container may gain more rights than it was started with.

Why: A setuid program in the image is enough to become root in the container; and from there on it is one step to the node.

Instead: Write `allowPrivilegeEscalation: false` into the securityContext of the container. Nothing that does not need `sudo` notices.

When: A container does not say `allowPrivilegeEscalation: false`. That of a privileged container, or of one with SYS_ADMIN, can't be
switched off.

Source: kube-linter privilege-escalation-container; checkov CKV_K8S_20; Kubernetes documentation, Pod Security Standards (restricted).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, at
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment(container="securityContext: { allowPrivilegeEscalation: false }"))
BROKEN = both(deployment(container="securityContext: { allowPrivilegeEscalation: true }"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from containers(case, _wrong, lambda names: f"{names} may gain rights that it was not started with")


def _wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
    if at(container.body, "securityContext", "allowPrivilegeEscalation") is False:
        return None
    return ("securityContext", "allowPrivilegeEscalation")
