"""A NetworkPolicy lets a pod call others, and not ask for their addresses.

Why: Every call fails by name: `no such host`, which looks like a fault of the other.

Instead: Add `egress: [{ ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }] }]`, best to the DNS of kube-system alone.

When: The policies of a pod for `Egress` let it call something other than addresses (`ipBlock`), and none lets UDP port 53 out.

Source: Kubernetes documentation, Network Policies (default deny); Cilium, policy editor.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import rows
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import POLICY, PORTS, both, deployment
from skerry.rules.manifests._network import EGRESS, lets_through, policies
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
SOUND = both(deployment(container=PORTS), POLICY)
BROKEN = both(deployment(container=PORTS), POLICY.replace("port: 53", "port: 54"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload."""
    known = manifests(case)
    for each in known.workloads:
        found = policies(known, each, EGRESS)
        if not found or any(lets_through(one, EGRESS, 53, "UDP", {}) for one in found):
            continue
        calling = [one for one in found if _calls(one)]
        if calling:
            message = (
                f"{each.resource.title} may call others by {calling[0].title}, and not ask DNS for their addresses"
            )
            yield Hit((each.resource.subject,), message, calling[0].span("spec", "egress"))


def _calls(policy: Resource) -> bool:
    return any(
        not (peers := list(rows(rule, "to"))) or any("ipBlock" not in peer for _, peer in peers)
        for _, rule in rows(policy.body, "spec", "egress")
    )
