"""A route does not say to which port of a Service.

Why: The Service has several; Istio refuses to choose, and the route answers 500.

Instead: Write `port: { number: … }` into the destination.

When: A destination of a VirtualService without a port is a Service with more than one.

Source: istioctl analyze IST0112.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.hosts import services
from skerry.formats.kubernetes.values import rows, text
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.manifests._asked import manifests
from skerry.rules.manifests._examples import both, service
from skerry.rules.manifests._routes import destinations
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_VIRTUAL = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: [orders]
  http:
    - route: [{ destination: { host: orders } }]
"""
SOUND = both(service(), _VIRTUAL)
BROKEN = both(service(ports="[{ name: http, port: 80 }, { name: grpc, port: 90 }]"), _VIRTUAL)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each host that a VirtualService names so."""
    known = manifests(case)
    told: set[tuple[str, str]] = set()
    for each in destinations(known):
        found = services(known, each.host, each.resource.namespace)
        ports = [[text(port, "port") for _, port in rows(one.body, "spec", "ports")] for one in found]
        if (
            not each.port
            and ports
            and all(len(one) > 1 for one in ports)
            and (each.resource.subject, each.host) not in told
        ):
            told.add((each.resource.subject, each.host))
            message = f"{each.resource.title} does not say to which port of {found[0].title} it leads"
            yield Hit(
                (each.resource.subject, each.host),
                message,
                each.span("host"),
                fix=f"write `port: {{ number: … }}`: {joined(ports[0])}",
            )
