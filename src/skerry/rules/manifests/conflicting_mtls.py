"""One side speaks mTLS and the other does not.

Why: Each request fails: `connection reset`, or `upstream connect error`, which reads like an outage of the network.

Instead: Let both say the same. With auto mTLS, on since Istio 1.5, a DestinationRule needs no `tls` for services of the mesh: remove
it.

When: A DestinationRule turns TLS off (DISABLE), or asks for plain TLS (SIMPLE), for a Service whose pods take nothing but mTLS
(PeerAuthentication STRICT); or it asks for ISTIO_MUTUAL where their PeerAuthentication says DISABLE. The rule may be for `*.local` or
a namespace.

Source: Kiali KIA0207, KIA0208, KIA0505, KIA0506 (KIA0205, KIA0206, KIA0401 and KIA0501 ask for rules that auto mTLS has made
needless).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.hosts import whole
from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import labels, text
from skerry.formats.kubernetes.workloads import Workload
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment, service
from skerry.rules.manifests._mesh import means, mode_of
from skerry.rules.manifests._routes import DESTINATION_RULE
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_STRICT = """\
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default }
spec: { mtls: { mode: STRICT } }
"""
_RULE = """\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders }
spec:
  host: orders
  trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }
"""
SOUND = both(deployment(), service(), _STRICT, _RULE)
BROKEN = both(deployment(), service(), _STRICT, _RULE.replace("ISTIO_MUTUAL", "DISABLE"))


def check(case: Case) -> Iterator[Hit]:
    """One finding for each DestinationRule, with the first workload that it can't reach."""
    known = manifests(case)
    for each in known.of(DESTINATION_RULE):
        mode = text(each.body, "spec", "trafficPolicy", "tls", "mode")
        for pod in _meant(known, each) if mode else ():
            asked, by = mode_of(known, pod)
            broken = (mode in {"DISABLE", "SIMPLE"} and asked == "STRICT") or (
                mode == "ISTIO_MUTUAL" and asked == "DISABLE"
            )
            if broken and by is not None:
                message = f"{each.title} calls {pod.resource.title} with TLS {mode}, and {by.title} asks for {asked}"
                place = ((by.span("spec"), "what the pods ask for"),)
                where = each.span("spec", "trafficPolicy", "tls", "mode")
                yield Hit((each.subject, by.subject), message, where, related=place)
                break


def _meant(known: Manifests, rule: Resource) -> Iterator[Workload]:
    host = text(rule.body, "spec", "host")
    for one in known.of("Service"):
        wanted = labels(one.body, "spec", "selector")
        named = one.namespace or rule.namespace
        if wanted and means(host, rule.namespace, whole(one.name, named)):
            yield from known.pods(one.namespace, wanted)
