"""A route is bound to a gateway that is not there.

Why: Nobody outside gets to it: the route is taken by no gateway, and no error says so.

Instead: Name a gateway that there is, with its namespace where it is another one: `istio-ingress/public`.

When: A VirtualService names a Gateway of Istio that no manifest makes, or a route of the Gateway API a parent (Gateway, Service) or a
listener of it. A gateway in a namespace of which nothing is here, or where no manifest makes any, is left to those who have it.

Source: Kiali KIA1102, KIA1401; istioctl analyze IST0101; Gateway API, HTTPRoute (`NoMatchingParent`).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, rows, text
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.manifests._asked import instead, manifests
from skerry.rules.manifests._examples import both
from skerry.rules.manifests._routes import GATEWAY, ISTIO_GATEWAY, ROUTES, VIRTUAL_SERVICE, gateway_of, gateways
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MANIFESTS)
_ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: orders }
spec:
  parentRefs: [{ name: public }]
"""
_GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public }
spec:
  gatewayClassName: istio
  listeners: [{ name: http, port: 80, protocol: HTTP }]
"""
SOUND = both(_ROUTE, _GATEWAY)
BROKEN = both(_ROUTE.replace("name: public", "name: publik"), _GATEWAY)


def check(case: Case) -> Iterator[Answer]:
    """One finding for each gateway that a route names."""
    known = manifests(case)
    for each in known.of(VIRTUAL_SERVICE):
        for place, said in gateways(each):
            namespace, name = gateway_of(said, each.namespace)
            if said != "mesh" and not any(known.named(type_, namespace, name) for type_ in (ISTIO_GATEWAY, GATEWAY)):
                yield _nothing(known, each, ("spec", "gateways", place), ISTIO_GATEWAY, namespace, name)
    for each in known.of(*ROUTES):
        for place, parent in rows(each.body, "spec", "parentRefs"):
            yield from _parent(known, each, ("spec", "parentRefs", place), parent)


def _parent(known: Manifests, route: Resource, keys: tuple[Key, ...], parent: dict[str, object]) -> Iterator[Answer]:
    kind, name = text(parent, "kind") or "Gateway", text(parent, "name")
    namespace = text(parent, "namespace") or route.namespace
    type_ = {"Gateway": GATEWAY, "Service": "Service"}.get(kind)
    if type_ is None:
        return
    found = known.named(type_, namespace, name)
    section = text(parent, "sectionName")
    if not found:
        yield _nothing(known, route, (*keys, "name"), type_, namespace, name)
    elif section and type_ == GATEWAY:
        listeners = [text(each, "name") for gateway in found for _, each in rows(gateway.body, "spec", "listeners")]
        if section not in listeners:
            message = f"{route.title} is bound to listener `{section}` of {found[0].title}, which has none of that name"
            fix = instead(section, listeners, "add the listener")
            yield Hit((route.subject, name, section), message, route.span(*keys, "sectionName"), fix=fix)


def _nothing(known: Manifests, route: Resource, keys: tuple[Key, ...], type_: str, namespace: str, name: str) -> Answer:
    if not known.of(type_) or (namespace and namespace not in known.namespaces):
        return Unknown((route.subject, name))
    message = f"{route.title} is bound to {type_.partition('.')[0]} {namespace + '/' if namespace else ''}{name}, which no manifest makes"
    fix = instead(
        name, known.names(type_, namespace), f"add the gateway `{name}`, or name one of another namespace with it"
    )
    return Hit((route.subject, name), message, route.span(*keys), fix=fix)
