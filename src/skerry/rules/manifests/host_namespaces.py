"""A pod looks into its node.

Why: With the processes or the shared memory of the host it sees and signals what others run there; with its network it hears what only
the node should.

Instead: Remove `hostPID`, `hostIPC` and `hostNetwork`. Agents of nodes need them, and belong into a namespace of their own.

When: A pod says `hostPID`, `hostIPC` or `hostNetwork`. Of services of a fleet that was read `privileged-container` speaks already.

Source: kube-linter host-pid, host-ipc, host-network; checkov CKV_K8S_17, 18, 19; Kubernetes documentation, Pod Security Standards
(baseline).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.values import Key, at
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import told, workloads
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment())
BROKEN = both(deployment(pod="hostPID: true"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    others = told(case)

    def wrong(workload: Workload) -> tuple[Key, ...] | None:
        names = () if workload.resource.name in others else ("hostPID", "hostIPC", "hostNetwork")
        return next((("spec", name) for name in names if at(workload.pod, name) is True), None)

    yield from workloads(case, wrong, "shares processes, memory or network with its node")
