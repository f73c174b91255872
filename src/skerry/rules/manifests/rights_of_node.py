"""A container has the rights of its node.

Why: It has every device and every right of the node: whoever breaks into it has all that runs there.

Instead: Leave `privileged` out, and add the one capability that is needed.

When: A container says `privileged: true`, or adds the capability SYS_ADMIN or ALL. Of services of a fleet that was read
`privileged-container` speaks already.

Source: kube-linter privileged-container; checkov CKV_K8S_16, 39; Kubernetes documentation, Pod Security Standards (baseline).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, at, listed
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers, told
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
SOUND = both(deployment())
BROKEN = both(deployment(container="securityContext: { privileged: true }"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    others = told(case)

    def wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
        if workload.resource.name in others:
            return None
        if at(container.body, "securityContext", "privileged") is True:
            return ("securityContext", "privileged")
        given = listed(container.body, "securityContext", "capabilities", "add")
        strong = {str(each).upper().removeprefix("CAP_") for each in given} & {"SYS_ADMIN", "ALL"}
        return ("securityContext", "capabilities", "add") if strong else None

    yield from containers(case, wrong, lambda names: f"{names} has all rights of its node")
