"""A container keeps rights of root that it does not need.

Why: Even without root a container has fourteen capabilities. With NET_RAW it forges packets and answers for the DNS of its neighbours.

Instead: Write `capabilities: { drop: [ALL] }` into the securityContext, and add NET_BIND_SERVICE where a port below 1024 is served.

When: A container does not drop ALL, or adds something back beside NET_BIND_SERVICE. Without ALL and NET_RAW dropped, it is a warning.

Source: kube-linter drop-net-raw-capability; checkov CKV_K8S_28, 37; Kubernetes documentation, Pod Security Standards (restricted).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, listed
from skerry.formats.kubernetes.workloads import Container, Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import containers
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment(container="securityContext: { capabilities: { drop: [ALL] } }"))
BROKEN = both(deployment())


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    yield from containers(case, _wrong, lambda names: f"{names} keeps capabilities, NET_RAW among them")


def _wrong(workload: Workload, container: Container) -> tuple[Key, ...] | None:
    dropped = {
        str(each).upper().removeprefix("CAP_")
        for each in listed(container.body, "securityContext", "capabilities", "drop")
    }
    return None if dropped & {"ALL", "NET_RAW"} else ("securityContext", "capabilities")
