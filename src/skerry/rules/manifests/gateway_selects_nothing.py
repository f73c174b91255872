"""A gateway of Istio has no proxy.

Why: No proxy takes its servers: the ports that it describes are open nowhere.

Instead: Select labels that the pods of the gateway have, `istio: ingressgateway` with a plain installation.

When: The selector of a Gateway asks for labels that no pod here has. The gateways of a plain installation are rarely among the
manifests, so of those nobody knows.

Source: Kiali KIA0302; istioctl analyze IST0101.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.selectors import has_all, shown
from skerry.formats.kubernetes.values import labels
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, deployment
from skerry.rules.manifests._routes import ISTIO_GATEWAY
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MANIFESTS)
_GATEWAY = """\
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public }
spec:
  selector: { app: edge }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]
"""
SOUND = both(deployment("edge"), _GATEWAY)
BROKEN = both(deployment("edge-v2"), _GATEWAY)


_INSTALLED = "gressgateway"  # of a plain installation, and of those that clouds manage


def check(case: Case) -> Iterator[Answer]:
    """One finding for each gateway."""
    known = manifests(case)
    for each in known.of(ISTIO_GATEWAY):
        wanted = labels(each.body, "spec", "selector")
        if not wanted or any(has_all(wanted, pod.labels) for pod in known.workloads):
            continue
        installed = any(_INSTALLED in value for value in wanted.values())
        if installed or not known.workloads:
            yield Unknown((each.subject,))
        else:
            yield Hit(
                (each.subject,), f"{each.title} has no proxy: no pod has {shown(wanted)}", each.span("spec", "selector")
            )
