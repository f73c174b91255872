"""Who may open a connection to whom: nothing, then one rule for each passage of the model, in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from skerry.generate.kubernetes.meta import NAMESPACE, Object, app, document, shared
from skerry.generate.workloads import Passage, Workload
from skerry.generate.workloads.platform import Part
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

DENY = "default-deny"
_DNS = 53
_PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"]
_ANY = "0.0.0.0/0"


def denied(system: System) -> Object:
    """Nothing goes in or out that no other policy allows."""
    found = document("NetworkPolicy", "networking.k8s.io/v1", system, DENY, {})
    del found["metadata"]["labels"]
    return {**found, "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}


def allowed(system: System, workload: Workload, passages: Iterable[Passage], apps: dict[str, Workload]) -> Object:
    """What may reach an app, and what it may reach. `apps` are all workloads by app, which know the numbers of their ports."""
    entering = [each for each in passages if each.target == workload.app]
    leaving = [each for each in passages if each.source == workload.app]
    about = shared(system, workload)
    found = document("NetworkPolicy", "networking.k8s.io/v1", system, workload.app, about)
    return {
        **found,
        "spec": {
            "podSelector": {"matchLabels": app(workload.app)},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [_rule("from", peers, ports, why) for peers, ports, why in _entering(entering)],
            "egress": [_dns(), *(_rule("to", peers, ports, why) for peers, ports, why in _leaving(leaving, apps))],
        },
    }


def _entering(passages: Sequence[Passage]) -> Iterator[tuple[list[Object], list[int | str], str]]:
    for source in dict.fromkeys(each.source for each in passages):
        mine = [each for each in passages if each.source == source]
        part = mine[0].part
        yield (
            [_within(part.namespace) if part else {"podSelector": {"matchLabels": app(source)}}],
            [each.port for each in mine],
            mine[0].why,
        )


def _leaving(
    passages: Sequence[Passage], apps: dict[str, Workload]
) -> Iterator[tuple[list[Object], list[int | str], str]]:
    for target in dict.fromkeys(each.target for each in passages):
        mine = [each for each in passages if each.target == target]
        part = mine[0].part
        if part is None:
            ports = [port.number for each in mine if (port := apps[target].port(each.port))]
            yield [{"podSelector": {"matchLabels": app(target)}}], list(ports), mine[0].why
        else:
            yield _peers(part), [int(each.port) for each in mine], mine[0].why


def _peers(part: Part) -> list[Object]:
    """Where a part of the platform may be: in its namespace; else outside of the cluster, or anywhere where that is not known."""
    return [_within(part.namespace)] if part.namespace else [{"ipBlock": {"cidr": _ANY}}]


def _within(name: str) -> Object:
    return {"namespaceSelector": {"matchLabels": {NAMESPACE: name}}}


def _rule(direction: str, peers: list[Object], ports: Sequence[int | str], why: str) -> Noted:
    return Noted({direction: peers, "ports": [{"protocol": "TCP", "port": port} for port in ports]}, why)


def _dns() -> Noted:
    ports = [{"protocol": protocol, "port": _DNS} for protocol in ("UDP", "TCP")]
    return Noted({"to": [_within("kube-system")], "ports": ports}, "names")
