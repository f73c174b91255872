"""A container runs privileged.

Why: It has every device and every right of the node: whoever breaks into it has all that runs there.

Instead: Leave `privileged` out, and add the one capability that is needed.

When: A container says `privileged: true`, or adds the capability SYS_ADMIN or ALL.

Source: kube-linter privileged-container; checkov CKV_K8S_16, 39; Kubernetes documentation, Pod Security Standards (baseline).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, at, listed
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(deployment())
BROKEN = both(deployment(container="securityContext: { privileged: true }"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from containers(case, _wrong, lambda names: f"{names} has all rights of its node")


def _wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
    if at(container.body, "securityContext", "privileged") is True:
        return ("securityContext", "privileged")
    added = {
        str(each).upper().removeprefix("CAP_")
        for each in listed(container.body, "securityContext", "capabilities", "add")
    }
    return ("securityContext", "capabilities", "add") if added & {"SYS_ADMIN", "ALL"} else None
