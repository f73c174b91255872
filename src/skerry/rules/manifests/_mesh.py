"""What Istio makes of several objects together: the rules for a host, the mode of mTLS of a pod, and whether a mesh is there at all."""

from __future__ import annotations

from skerry.formats.kubernetes.hosts import covers, whole
from skerry.formats.kubernetes.manifests import Manifests, same
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.selectors import has_all
from skerry.formats.kubernetes.values import labels, mapping, text
from skerry.formats.kubernetes.workloads import Workload
from skerry.rules.manifests._routes import DESTINATION_RULE

ROOT = "istio-system"
PEER_AUTHENTICATION = "PeerAuthentication.security.istio.io"
AUTHORIZATION_POLICY = "AuthorizationPolicy.security.istio.io"
REQUEST_AUTHENTICATION = "RequestAuthentication.security.istio.io"


def rules_for(known: Manifests, host: str, namespace: str) -> list[Resource]:
    """The DestinationRules for a host that is named in a namespace."""
    asked = whole(host, namespace)
    return [
        each for each in known.of(DESTINATION_RULE) if means(text(each.body, "spec", "host"), each.namespace, asked)
    ]


def means(host: str, namespace: str, asked: str) -> bool:
    """Whether a host that is named in a namespace is the one that is asked for, which is whole. A namespace that is open is any."""
    named = whole(host, namespace)
    if named == asked or ("*" in named and covers(named, asked)):
        return True
    mine, other = named.split("."), asked.split(".")
    return len(mine) == len(other) > 2 and mine[0] == other[0] and mine[2:] == other[2:] and same(mine[1], other[1])


def in_use(known: Manifests) -> bool:
    """Whether the manifests are of a mesh of Istio: one of its objects is there, or a namespace or pod is put into it."""
    return known.derived(_in_use)


def _in_use(known: Manifests) -> bool:
    return (
        any(each.group.endswith("istio.io") for each in known.resources)
        or any("istio-injection" in each.labels or "istio.io/rev" in each.labels for each in known.of("Namespace"))
        or any(each.labels.get("istio.io/dataplane-mode") == "ambient" for each in known.of("Namespace"))
    )


def mode_of(known: Manifests, pod: Workload, port: int | None = None) -> tuple[str, Resource | None]:
    """The mode of mTLS in which a pod is asked, and what says so: PERMISSIVE where nothing does. The nearest says it: of the pod, of the
    namespace, of the mesh."""
    found: list[tuple[int, Resource, str]] = []
    for each in known.of(PEER_AUTHENTICATION):
        wanted = labels(each.body, "spec", "selector", "matchLabels")
        of_port = text(mapping(each.body, "spec", "portLevelMtls", str(port)), "mode") if port is not None else ""
        mode = of_port or text(each.body, "spec", "mtls", "mode")
        if not mode or mode == "UNSET":
            continue
        if wanted:
            if same(each.namespace, pod.namespace) and has_all(wanted, pod.labels):
                found.append((0, each, mode))
        elif each.namespace == ROOT:
            found.append((2, each, mode))
        elif same(each.namespace, pod.namespace):
            found.append((1, each, mode))
    best = min(found, key=lambda row: row[0], default=None)
    return (best[2], best[1]) if best else ("PERMISSIVE", None)
