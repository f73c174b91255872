"""A route asks for a claim of a token that nobody checks.

Why: The header `@request.auth.claims` is there only behind a RequestAuthentication: without one the route is never taken.

Instead: Add a RequestAuthentication for the pods of the gateway.

When: A VirtualService matches `@request.auth.claims…`, and no RequestAuthentication is for the pods of its gateway, as far as they are
here.

Source: istioctl analyze IST0149.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import same
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.selectors import has_all
from skerry.formats.kubernetes.values import labels, mapping, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.manifests._mesh import REQUEST_AUTHENTICATION, ROOT
from skerry.rules.manifests._routes import ISTIO_GATEWAY, VIRTUAL_SERVICE, gateway_of, gateways
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_GATEWAY = """\
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public }
spec:
  selector: { app: edge }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
"""
_VIRTUAL = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: [shop.example]
  gateways: [public]
  http:
    - match: [{ headers: { "@request.auth.claims.role": { exact: clerk } } }]
      route: [{ destination: { host: orders } }]
"""
_CHECKED = """\
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: public }
spec:
  selector: { matchLabels: { app: edge } }
  jwtRules: [{ issuer: https://login.shop.example }]
"""
SOUND = both(deployment("edge"), _GATEWAY, _VIRTUAL, _CHECKED)
BROKEN = both(deployment("edge"), _GATEWAY, _VIRTUAL)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each VirtualService and gateway."""
    known = manifests(case)
    for each in known.of(VIRTUAL_SERVICE):
        claim = next(_claims(each), None)
        for _, said in gateways(each) if claim else ():
            namespace, name = gateway_of(said, each.namespace)
            for gateway in known.named(ISTIO_GATEWAY, namespace, name):
                wanted = labels(gateway.body, "spec", "selector")
                pods = [pod for pod in known.workloads if wanted and has_all(wanted, pod.labels)]
                checked = any(
                    has_all(labels(one.body, "spec", "selector", "matchLabels"), pod.labels)
                    and (same(one.namespace, pod.namespace) or one.namespace == ROOT)
                    for one in known.of(REQUEST_AUTHENTICATION)
                    for pod in pods
                )
                if pods and not checked and claim:
                    message = f"{each.title} asks for `{claim[1]}`, and nobody checks tokens at {gateway.title}"
                    yield Hit((each.subject, gateway.subject), message, each.span("spec", "http", claim[0], "match"))


def _claims(each: Resource) -> Iterator[tuple[int, str]]:
    for place, route in rows(each.body, "spec", "http"):
        for _, match in rows(route, "match"):
            for field in ("headers", "withoutHeaders"):
                yield from (
                    (place, text(name)) for name in mapping(match, field) if name.startswith("@request.auth.claims")
                )
