"""A policy of HTTP is attached in a way that waypoints do not see.

Why: A waypoint reads `targetRefs` alone: with a `selector`, or with nothing, the policy is not followed, and nobody is told.

Instead: Write `targetRefs: [{ kind: Service, group: "", name: … }]` in place of `selector`.

When: In a namespace with `istio.io/dataplane-mode: ambient` an AuthorizationPolicy of HTTP, a RequestAuthentication, WasmPlugin or
Telemetry has no `targetRefs`.

Source: Kiali KIA0110, KIA1115, KIA1116, KIA1117; Istio documentation, Use waypoints (policy attachment).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._ambient import L7_POLICIES, is_ambient, of_http, targets
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_SPACE = """\
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }
"""
_WAYPOINT = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: shop }
spec:
  gatewayClassName: istio-waypoint
  listeners: [{ name: mesh, port: 15008, protocol: HBONE }]
"""
_POLICY = """\
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec:
  targetRefs: [{ kind: Service, group: "", name: orders }]
  rules: [{ to: [{ operation: { methods: [GET] } }] }]
"""
SOUND = both(_SPACE, _WAYPOINT, _POLICY)
BROKEN = both(
    _SPACE,
    _WAYPOINT,
    _POLICY.replace(
        'targetRefs: [{ kind: Service, group: "", name: orders }]', "selector: { matchLabels: { app: orders } }"
    ),
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each policy."""
    known = manifests(case)
    for each in known.of(*L7_POLICIES):
        if is_ambient(known, each.namespace) and of_http(each) and not targets(each):
            written = ("spec", "selector") if each.at("spec", "selector") else ("spec",)
            yield Hit(
                (each.subject,), f"{each.title} is not seen by waypoints: it has no `targetRefs`", each.span(*written)
            )
