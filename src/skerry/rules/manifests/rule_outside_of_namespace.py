"""A rule for a Service in a mesh without sidecars stands in another namespace.

Why: The waypoint of the Service reads the rules of its own namespace; this one has no effect.

Instead: Move the rule into the namespace of the Service.

When: A VirtualService or DestinationRule is for a Service in another namespace, and that has `istio.io/dataplane-mode: ambient`.

Source: Kiali KIA0212, KIA1114.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.hosts import services
from skerry.formats.kubernetes.values import listed, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._ambient import is_ambient
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, service
from skerry.rules.manifests._routes import DESTINATION_RULE, VIRTUAL_SERVICE
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_SPACE = "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }\n"
_RULE = """\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders, namespace: shop }
spec:
  host: orders.shop.svc.cluster.local
"""
SOUND = both(_SPACE, service(about="namespace: shop"), _RULE)
BROKEN = both(_SPACE, service(about="namespace: shop"), _RULE.replace("namespace: shop", "namespace: web"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each Service."""
    known = manifests(case)
    for each in known.of(VIRTUAL_SERVICE, DESTINATION_RULE):
        hosts = listed(each.body, "spec", "hosts") or [text(each.body, "spec", "host")]
        for host in hosts:
            for one in services(known, host, each.namespace) if isinstance(host, str) and host else ():
                if (
                    one.namespace
                    and each.namespace
                    and one.namespace != each.namespace
                    and is_ambient(known, one.namespace)
                ):
                    message = f"{each.title} is for {one.title}, whose waypoint does not read another namespace"
                    keys = ("spec", "hosts") if each.kind == "VirtualService" else ("spec", "host")
                    yield Hit((each.subject, one.subject), message, each.span(*keys))
