"""Two VirtualServices say what happens to one host.

Why: In the mesh one of them counts, and which one depends on which is older.

Instead: Merge them; or give one to a gateway and the other to the mesh.

When: Two VirtualServices of one installation name the same host for the mesh and are visible to one another; or for the same gateway
(a note: Istio merges these, in an order that nobody sees).

Source: Kiali KIA1106; istioctl analyze IST0109; Istio documentation, Traffic management best practices.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.hosts import whole
from skerry.formats.kubernetes.manifests import apart, same
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import listed
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._routes import VIRTUAL_SERVICE, gateway_of, gateways
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_VIRTUAL = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: [orders]
  http: [{ route: [{ destination: { host: orders } }] }]
"""
SOUND = both(_VIRTUAL)
BROKEN = both(_VIRTUAL, _VIRTUAL.replace("name: orders", "name: orders-canary"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair."""
    for one, other in apart(manifests(case).of(VIRTUAL_SERVICE), _names):
        mine, others = _hosts(one), _hosts(other)
        host = next((host for host in mine if any(_alike(host, each) for each in others)), None)
        shared = _gateways(one) & _gateways(other)
        if host is None or not shared or not (_seen(one, other.namespace) and _seen(other, one.namespace)):
            continue
        in_mesh = "mesh" in shared
        where = "in the mesh" if in_mesh else "at the same gateway"
        message = f"{other.title} and {one.title} both say what happens to `{host[0]}` {where}"
        yield Hit(
            (other.subject, one.subject, host[0]),
            message,
            other.span("spec", "hosts"),
            related=((one.span("spec", "hosts"), "the other one"),),
            severity=None if in_mesh else Severity.NOTE,
        )


def _names(each: Resource) -> list[str]:
    return [host.partition(".")[0] for host, _, _ in _hosts(each)]


def _hosts(each: Resource) -> list[tuple[str, str, str]]:
    """Each host as it is written and whole, with its namespace."""
    return [
        (host, whole(host, each.namespace), each.namespace)
        for host in listed(each.body, "spec", "hosts")
        if isinstance(host, str)
    ]


def _alike(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    if one[1] == other[1]:
        return True
    return one[0] == other[0] and "." not in one[0] and same(one[2], other[2])


def _gateways(each: Resource) -> set[str]:
    return {name if name == "mesh" else "/".join(gateway_of(name, each.namespace)) for _, name in gateways(each)}


def _seen(each: Resource, namespace: str) -> bool:
    """Whether `exportTo` shows it to a namespace."""
    said = [name for name in listed(each.body, "spec", "exportTo") if isinstance(name, str)]
    return not said or "*" in said or namespace in said or (same(namespace, each.namespace) and ("." in said))
