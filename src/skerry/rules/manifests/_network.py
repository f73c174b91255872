"""What NetworkPolicies let through, by port: the policies of a pod are added up.

Source: Kubernetes documentation, Network Policies.
"""

from __future__ import annotations

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.selectors import matches
from skerry.formats.kubernetes.values import listed, mapping, number, rows, text
from skerry.formats.kubernetes.workloads import Workload

NETWORK_POLICY = "NetworkPolicy.networking.k8s.io"
INGRESS, EGRESS = "ingress", "egress"


def policies(known: Manifests, pod: Workload, way: str = "") -> list[Resource]:
    """Those that select a pod and speak of a way, of either for ''."""
    found = []
    for each in known.of(NETWORK_POLICY):
        if (each.namespace and pod.namespace and each.namespace != pod.namespace) or not matches(
            mapping(each.body, "spec", "podSelector"), pod.labels
        ):
            continue
        types = {str(one).lower() for one in listed(each.body, "spec", "policyTypes")}
        if not types:
            types = {INGRESS, *([EGRESS] if "egress" in mapping(each.body, "spec") else [])}
        if not way or way in types:
            found.append(each)
    return found


def lets_through(each: Resource, way: str, port: int, protocol: str, names: dict[str, int | None]) -> bool:
    """Whether any rule of a policy lets a port through, from or to whomever. `names` are the ports' names in the pod."""
    return any(_rule(rule, port, protocol, names) for _, rule in rows(each.body, "spec", way))


def _rule(rule: dict[str, object], port: int, protocol: str, names: dict[str, int | None]) -> bool:
    ports = list(rows(rule, "ports"))
    return not ports or any(_port(each, port, protocol, names) for _, each in ports)


def _port(said: dict[str, object], port: int, protocol: str, names: dict[str, int | None]) -> bool:
    if (text(said, "protocol") or "TCP") != protocol:
        return False
    first = said.get("port")
    if first is None:
        return True
    if isinstance(first, str):
        return names.get(first) == port or first == str(port)
    last = number(said, "endPort")
    return isinstance(first, int) and (first <= port <= last if last is not None else first == port)
