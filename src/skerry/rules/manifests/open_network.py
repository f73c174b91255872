"""Everybody may call a pod.

Why: Whoever breaks into one service reaches all databases and all others from there.

Instead: Deny both ways for the namespace, and allow each call that there is: `skerry generate` writes this from the call graph of a
model.

When: No NetworkPolicy selects the pods of a workload; Cilium, Calico or an AuthorizationPolicy of the namespace count as one.

Source: checkov CKV2_K8S_6; kubescape C-0030, C-0260; kube-linter non-isolated-pod (off by default).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import same
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import POLICY, PORTS, both, deployment
from skerry.rules.manifests._network import policies
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MANIFESTS)
SOUND = both(deployment(container=PORTS), POLICY)
BROKEN = both(deployment(container=PORTS))


_OTHERS = (
    "CiliumNetworkPolicy.cilium.io",
    "CiliumClusterwideNetworkPolicy.cilium.io",
    "NetworkPolicy.crd.projectcalico.org",
    "NetworkPolicy.projectcalico.org",
    "GlobalNetworkPolicy.projectcalico.org",
    "GlobalNetworkPolicy.crd.projectcalico.org",
    "AuthorizationPolicy.security.istio.io",
    "Server.policy.linkerd.io",
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    known = manifests(case)
    for each in known.workloads:
        others = any(same(one.namespace, each.namespace) for one in known.of(*_OTHERS))
        if not each.is_job and not others and not policies(known, each):
            message = f"{each.resource.title} may be called by every pod of the cluster: no NetworkPolicy selects it"
            yield Hit((each.resource.subject,), message, each.resource.span("metadata", "name"))
