"""A route leads to a Service, or a port of it, that is not there.

Why: Whoever takes the route gets a 503 or 500: the proxy knows no address for it.

Instead: Name a Service that there is, with its port; a host outside of the cluster wants a ServiceEntry. The message names the
nearest.

When: A VirtualService, a route of the Gateway API, or an Ingress names a Service that no manifest makes, though some are made; or a
port that the Service does not have. A Service in a namespace of which nothing is here is a note: it may well be there.

Source: Kiali KIA1101, KIA1402; istioctl analyze IST0101; Gateway API, HTTPRoute (`ResolvedRefs: BackendNotFound`).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.hosts import entries, in_cluster, services
from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import PORTS, both, deployment, service
from skerry.rules.manifests._routes import backends, destinations, has_port, ports
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_VIRTUAL = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders }
spec:
  hosts: [orders]
  http: [{ route: [{ destination: { host: orders, port: { number: 80 } } }] }]
"""
SOUND = both(deployment(container=PORTS), service(), _VIRTUAL)
BROKEN = both(deployment(container=PORTS), service(), _VIRTUAL.replace("host: orders", "host: order"))


def check(case: Case) -> Iterator[Answer]:
    """One finding for each host that an object names, at the first place."""
    known = manifests(case)
    told: set[tuple[str, str, str]] = set()
    for each in destinations(known):
        if (each.resource.subject, each.host, each.port) in told:
            continue
        told.add((each.resource.subject, each.host, each.port))
        found = services(known, each.host, each.resource.namespace)
        keys = (*each.keys, "host")
        if found:
            yield from _port(each.resource, (*each.keys, "port"), found, each.port)
        elif "*" not in each.host and not entries(known, each.host):
            meant = in_cluster(each.host, each.resource.namespace)
            yield _nothing(known, each.resource, keys, each.host, meant)
    for backend in backends(known):
        if (backend.resource.subject, f"{backend.namespace}/{backend.name}", backend.port) in told:
            continue
        told.add((backend.resource.subject, f"{backend.namespace}/{backend.name}", backend.port))
        found = known.named("Service", backend.namespace, backend.name)
        if found:
            yield from _port(backend.resource, (*backend.keys, "port"), found, backend.port)
        else:
            yield _nothing(
                known, backend.resource, (*backend.keys, "name"), backend.name, (backend.name, backend.namespace)
            )


def _port(resource: Resource, keys: tuple[Key, ...], found: tuple[Resource, ...], port: str) -> Iterator[Hit]:
    if port and not any(has_port(each, port) for each in found):
        message = f"{resource.title} leads to port {port} of {found[0].title}, which has none of that number"
        fix = instead(port, ports(found[0]), "add the port to the Service")
        yield Hit((resource.subject, found[0].subject, port), message, resource.span(*keys), fix=fix,
                  related=((found[0].span("spec", "ports"), "its ports"),))  # fmt: skip


def _nothing(
    known: Manifests, resource: Resource, keys: tuple[Key, ...], host: str, meant: tuple[str, str] | None
) -> Answer:
    if not known.of("Service"):
        return Unknown((resource.subject, host))
    if meant is None:
        message = f"{resource.title} leads to `{host}`, which is no Service here and has no ServiceEntry"
        return Hit((resource.subject, host), message, resource.span(*keys), fix=f"add a ServiceEntry for `{host}`")
    name, namespace = meant
    elsewhere = bool(namespace) and namespace not in known.namespaces
    message = f"{resource.title} leads to Service {namespace + '/' if namespace else ''}{name}, which no manifest makes"
    fix = instead(name, known.names("Service", namespace), f"add Service `{name}`")
    severity = Severity.NOTE if elsewhere else None
    return Hit((resource.subject, host), message, resource.span(*keys), fix=fix, severity=severity)
