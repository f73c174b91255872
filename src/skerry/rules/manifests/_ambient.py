"""What a mesh without sidecars (Istio ambient) needs for rules of HTTP: who is in it, and whose requests pass a waypoint.

Source: Istio documentation, Ambient mode: Use Layer 7 features; Kiali, `business/checkers/ambient`.
"""

from __future__ import annotations

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import at, listed, mapping, rows, text

MODE, USE = "istio.io/dataplane-mode", "istio.io/use-waypoint"
L7_POLICIES = {
    "AuthorizationPolicy.security.istio.io": "AuthorizationPolicy",
    "RequestAuthentication.security.istio.io": "RequestAuthentication",
    "WasmPlugin.extensions.istio.io": "WasmPlugin",
    "Telemetry.telemetry.istio.io": "Telemetry",
}
_OPERATIONS = ("methods", "notMethods", "paths", "notPaths", "hosts", "notHosts")
_CONDITIONS = ("request.headers", "request.auth.")


def is_ambient(known: Manifests, namespace: str) -> bool:
    """Whether the pods of a namespace are in the mesh without sidecars."""
    return bool(namespace) and known.namespace_labels(namespace).get(MODE) == "ambient"


def enrolled(known: Manifests, namespace: str, labels: dict[str, str] | None = None) -> bool:
    """Whether requests pass a waypoint: the label of the object counts before that of its namespace; `none` says no."""
    said = (labels or {}).get(USE, known.namespace_labels(namespace).get(USE, ""))
    return bool(said) and said != "none"


def targets(each: Resource) -> list[tuple[str, str]]:
    """Kind and name of what a policy is attached to."""
    found = [row for _, row in rows(each.body, "spec", "targetRefs")]
    found += [mapping(each.body, "spec", "targetRef")] if mapping(each.body, "spec", "targetRef") else []
    return [(text(row, "kind"), text(row, "name")) for row in found]


def of_http(each: Resource) -> bool:
    """Whether a policy asks what only a proxy for HTTP can answer."""
    if each.kind == "AuthorizationPolicy":
        return any(_rule(rule) for _, rule in rows(each.body, "spec", "rules"))
    if each.kind == "Telemetry":
        overridden = any(listed(row, "overrides") for _, row in rows(each.body, "spec", "metrics"))
        return bool(listed(each.body, "spec", "tracing") or listed(each.body, "spec", "accessLogging") or overridden)
    return each.kind in {"RequestAuthentication", "WasmPlugin"}


def _rule(rule: dict[str, object]) -> bool:
    return (
        any(text(row, "key").startswith(_CONDITIONS) for _, row in rows(rule, "when"))
        or any(listed(row, "operation", name) for _, row in rows(rule, "to") for name in _OPERATIONS)
        or any(
            listed(row, "source", name)
            for _, row in rows(rule, "from")
            for name in ("requestPrincipals", "notRequestPrincipals")
        )
    )


def of_http_traffic(policy: object) -> bool:
    """Whether a `trafficPolicy` has settings of HTTP."""
    hashed = mapping(policy, "loadBalancer", "consistentHash")
    return bool(
        text(hashed, "httpHeaderName")
        or hashed.get("httpCookie")
        or at(policy, "connectionPool", "http")
        or at(policy, "outlierDetection")
    )
