"""A NetworkPolicy shuts a port that a Service leads to.

Why: Each request waits until it times out: a policy drops packets, and refuses nothing.

Instead: Allow the target port (that of the container, not that of the Service) in an `ingress` rule of a policy for these pods.

When: Every pod that a Service selects is selected by NetworkPolicies for `Ingress`, none of which lets the target port in from
anybody. Policies for a pod are added up.

Source: Kubernetes documentation, Network Policies; the specification of issue E: a policy that blocks what is declared.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import labels, rows, text
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import PORTS, both, deployment, service
from skerry.rules.manifests._network import INGRESS, lets_through, policies
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: orders }
spec:
  podSelector: { matchLabels: { app: orders } }
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 8080 }] }]
  egress:
    - { to: [{ podSelector: { matchLabels: { app: stock } } }], ports: [{ port: 8080 }] }
    - { ports: [{ port: 53, protocol: UDP }] }
"""
SOUND = both(deployment(container=PORTS), service(), _POLICY)
BROKEN = both(
    deployment(container=PORTS),
    service(),
    _POLICY.replace("app: web } } }], ports: [{ port: 8080 }]", "app: web } } }], ports: [{ port: 80 }]"),
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each port of a Service."""
    known = manifests(case)
    for each in known.of("Service"):
        wanted = labels(each.body, "spec", "selector")
        pods = known.pods(each.namespace, wanted) if wanted else ()
        for place, port in rows(each.body, "spec", "ports"):
            protocol = text(port, "protocol") or "TCP"
            blocking = [_blocking(case, pod, text(port, "targetPort") or text(port, "port"), protocol) for pod in pods]
            if blocking and all(blocking):
                names = joined([one.title for one in blocking[0][:3]])
                target = text(port, "targetPort") or text(port, "port")
                related = tuple((one.span("spec"), "shuts it") for one in blocking[0][:3])
                message = f"{each.title} leads to port {target}, which {names} {'let' if len(blocking[0]) > 1 else 'lets'} nobody reach"
                yield Hit((each.subject, target), message, each.span("spec", "ports", place), related=related)


def _blocking(case: Case, pod: Workload, target: str, protocol: str) -> list[Resource]:
    port = int(target) if target.isdigit() else pod.port_names.get(target)
    found = policies(manifests(case), pod, INGRESS)
    if port is None or not found or any(lets_through(each, INGRESS, port, protocol, pod.port_names) for each in found):
        return []
    return found
