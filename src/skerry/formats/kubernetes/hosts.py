"""Names by which a Service is reached inside a cluster.

Sources: Kubernetes documentation, DNS for Services and Pods; Istio documentation, VirtualService (`hosts`: a short name is taken to be in
the namespace of the rule, a name with a dot to be whole).
"""

from __future__ import annotations

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import listed

_ENDINGS = (".svc.cluster.local", ".svc")
SERVICE_ENTRY = "ServiceEntry.networking.istio.io"


def in_cluster(host: str, namespace: str) -> tuple[str, str] | None:
    """Name and namespace of the Service that a host means; None for a host that is outside, or that leaves parts open (`*`)."""
    host = host.rstrip(".")
    if "*" in host:
        return None
    if "." not in host:
        return host, namespace
    for ending in _ENDINGS:
        if host.endswith(ending):
            name, dot, of = host.removesuffix(ending).partition(".")
            return (name, of) if dot and "." not in of else None
    return None


def services(manifests: Manifests, host: str, namespace: str) -> tuple[Resource, ...]:
    """The Services that a host means. `orders.shop` means one if there is such a Service."""
    meant = in_cluster(host, namespace)
    if meant is None and host.count(".") == 1 and "*" not in host:
        name, _, of = host.partition(".")
        meant = name, of
    return manifests.named("Service", meant[1], meant[0]) if meant else ()


def entries(manifests: Manifests, host: str) -> tuple[Resource, ...]:
    """The ServiceEntries that bring a host into the mesh."""
    return tuple(
        each
        for each in manifests.of(SERVICE_ENTRY)
        if any(isinstance(said, str) and covers(said, host) for said in listed(each.body, "spec", "hosts"))
    )


def covers(pattern: str, host: str) -> bool:
    """Whether a host is meant by a pattern: itself, `*`, or `*.example.com`."""
    if pattern in {host, "*"}:
        return True
    return pattern.startswith("*") and host.endswith(pattern[1:])


def whole(host: str, namespace: str) -> str:
    """A host by which two that mean one are equal: `orders.shop.svc.cluster.local`."""
    meant = in_cluster(host, namespace)
    return f"{meant[0]}.{meant[1]}{_ENDINGS[0]}" if meant else host
