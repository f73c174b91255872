"""What the network lets through for a mesh without proxies beside pods: its connections (HBONE) travel at a port of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from skerry.generate.kubernetes.meta import NAMESPACE, Object, document
from skerry.generate.workloads import platform
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

WAYPOINT = "waypoint"
HBONE = 15008
_LABELS = {"gateway.networking.k8s.io/gateway-name": WAYPOINT}  # which Istio gives to its pods


def network(system: System) -> Iterator[Object]:
    """What the network lets through beside the model's own passages: all through the waypoint, scrapes alone straight to the pods."""
    proxy: Object = {"podSelector": {"matchLabels": _LABELS}}
    everybody: Object = {"podSelector": {}}
    probes = {"from": [{"ipBlock": {"cidr": "169.254.7.127/32"}}]}
    inward = [
        _rule("from", [proxy, *_within(platform.scraper(system))], HBONE),
        Noted(probes, "The kubelet's probes, as the node hands them on."),
    ]
    yield _policy(system, "mesh", {}, inward, [_rule("to", [proxy], HBONE)])
    names = _rule("to", [_space("kube-system")], 53)
    names["ports"].append({"protocol": "UDP", "port": 53})
    outward = [_rule("to", [everybody], HBONE), _rule("to", [_space("istio-system")], 15012), names]
    inward = [_rule("from", [everybody, *_within(platform.gateway(system))], HBONE)]
    yield _policy(system, WAYPOINT, {"matchLabels": _LABELS}, inward, outward)


def _policy(system: System, name: str, pods: Object, inward: Sequence[Any], outward: Sequence[Any]) -> Object:
    found = document("NetworkPolicy", "networking.k8s.io/v1", system, name, {})
    del found["metadata"]["labels"]
    spec = {"podSelector": pods, "policyTypes": ["Ingress", "Egress"], "ingress": inward, "egress": outward}
    return {**found, "spec": spec}


def _rule(direction: str, peers: list[Object], port: int) -> Object:
    return {direction: peers, "ports": [{"protocol": "TCP", "port": port}]}


def _within(part: platform.Part | None) -> list[Object]:
    return [_space(part.namespace)] if part else []


def _space(name: str) -> Object:
    return {"namespaceSelector": {"matchLabels": {NAMESPACE: name}}}
