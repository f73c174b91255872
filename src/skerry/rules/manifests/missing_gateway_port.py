"""A gateway listens where no Service leads.

Why: From outside nobody gets to the port: the Service of the gateway does not have it.

Instead: Add the port to the Service of the gateway, or let the server listen at one that it has.

When: A server of a Gateway of Istio has a port that is neither a port nor a target port of any Service that selects its proxies,
though one does.

Source: istioctl analyze IST0162.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.selectors import has_all
from skerry.formats.kubernetes.values import labels, number, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import PORTS, both, deployment, service
from skerry.rules.manifests._routes import ISTIO_GATEWAY
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
SOUND = both(
    deployment("edge", container=PORTS), service("edge", ports="[{ name: http, port: 80, targetPort: 8080 }]"), _GATEWAY
)
BROKEN = both(
    deployment("edge", container=PORTS),
    service("edge", ports="[{ name: http, port: 8000, targetPort: 8080 }]"),
    _GATEWAY,
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each server."""
    known = manifests(case)
    for each in known.of(ISTIO_GATEWAY):
        wanted = labels(each.body, "spec", "selector")
        pods = [pod for pod in known.workloads if wanted and has_all(wanted, pod.labels)]
        leading = [
            one
            for one in known.of("Service")
            if (by := labels(one.body, "spec", "selector")) and any(has_all(by, pod.labels) for pod in pods)
        ]
        ports = {
            shown
            for one in leading
            for _, port in rows(one.body, "spec", "ports")
            for shown in (text(port, "targetPort") or text(port, "port"), text(port, "port"))
            if shown
        }
        for place, server in rows(each.body, "spec", "servers"):
            asked = number(server, "port", "number")
            if leading and asked is not None and str(asked) not in ports:
                message = f"{each.title} listens at port {asked}, to which {leading[0].title} does not lead"
                fix = instead(str(asked), sorted(ports), "add the port to the Service")
                yield Hit(
                    (each.subject, str(asked)), message, each.span("spec", "servers", place, "port", "number"), fix=fix
                )
