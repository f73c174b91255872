"""Where routes lead: the destinations of VirtualServices, and the backends of the Gateway API's routes and of Ingresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.values import Key, at, mapping, number, rows, text
from skerry.kernel.span import Span

VIRTUAL_SERVICE = "VirtualService.networking.istio.io"
DESTINATION_RULE = "DestinationRule.networking.istio.io"
ISTIO_GATEWAY = "Gateway.networking.istio.io"
GATEWAY = "Gateway.gateway.networking.k8s.io"
_PARTS = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")
ROUTES = (*(f"{kind}.gateway.networking.k8s.io" for kind in _PARTS), "HTTPRoute.policy.linkerd.io")
PROTOCOLS = ("http", "tls", "tcp")


@dataclass(frozen=True, eq=False)
class Destination:
    """A place that a route leads to; `keys` lead to what names it. `port` is a number, a name, or '' where none is said."""

    resource: Resource
    keys: tuple[Key, ...]
    host: str
    subset: str = ""
    port: str = ""

    def span(self, *keys: Key) -> Span:
        """Where a part of it is written."""
        return self.resource.span(*self.keys, *keys)


def destinations(known: Manifests) -> Iterator[Destination]:
    """Of all VirtualServices."""
    for each in known.of(VIRTUAL_SERVICE):
        yield from of_virtual_service(each)


def of_virtual_service(each: Resource) -> Iterator[Destination]:
    """Of one of them: routes and mirrors."""
    for protocol in PROTOCOLS:
        for index, route in rows(each.body, "spec", protocol):
            keys: tuple[Key, ...] = ("spec", protocol, index)
            found = [(*keys, "route", place, "destination") for place, _ in rows(route, "route")]
            found += [(*keys, "mirrors", place, "destination") for place, _ in rows(route, "mirrors")]
            found += [(*keys, "mirror")] if "mirror" in route else []
            for where in found:
                said = mapping(each.body, *where)
                if host := text(said, "host"):
                    yield Destination(each, where, host, text(said, "subset"), text(said, "port", "number"))


@dataclass(frozen=True, eq=False)
class Backend:
    """A Service that a route names; `namespace` is '' where the route leaves it open."""

    resource: Resource
    keys: tuple[Key, ...]
    name: str
    namespace: str
    port: str = ""


def backends(known: Manifests) -> Iterator[Backend]:
    """Of all routes of the Gateway API, and of Ingresses."""
    for each in known.of(*ROUTES):
        for index, rule in rows(each.body, "spec", "rules"):
            found: list[tuple[Key, ...]] = [
                ("spec", "rules", index, "backendRefs", place) for place, _ in rows(rule, "backendRefs")
            ]
            found += [
                ("spec", "rules", index, "filters", place, "requestMirror", "backendRef")
                for place, each_filter in rows(rule, "filters")
                if mapping(each_filter, "requestMirror", "backendRef")
            ]
            for keys in found:
                said = mapping(each.body, *keys)
                if text(said, "kind") in {"", "Service"} and text(said, "group") in {"", "core"} and text(said, "name"):
                    namespace = text(said, "namespace") or each.namespace
                    yield Backend(each, keys, text(said, "name"), namespace, text(said, "port"))
    for each in known.of("Ingress.networking.k8s.io"):
        for keys in _of_ingress(each):
            said = mapping(each.body, *keys)
            if text(said, "name"):
                port = text(said, "port", "number") or text(said, "port", "name")
                yield Backend(each, keys, text(said, "name"), each.namespace, port)


def _of_ingress(each: Resource) -> Iterator[tuple[Key, ...]]:
    yield ("spec", "defaultBackend", "service")
    for index, rule in rows(each.body, "spec", "rules"):
        for place, _ in rows(rule, "http", "paths"):
            yield ("spec", "rules", index, "http", "paths", place, "backend", "service")


def has_port(service: Resource, port: str) -> bool:
    """Whether a Service has a port of this number or name."""
    return any(
        port in {str(number(each, "port")), text(each, "name")} for _, each in rows(service.body, "spec", "ports")
    )


def ports(service: Resource) -> list[str]:
    """The numbers and names of its ports."""
    return [
        shown
        for _, each in rows(service.body, "spec", "ports")
        for shown in (text(each, "port"), text(each, "name"))
        if shown
    ]


def gateways(each: Resource) -> list[tuple[int, str]]:
    """The gateways that a VirtualService names, with their places; the mesh alone where it names none."""
    said = at(each.body, "spec", "gateways")
    found = (
        [(place, name) for place, name in enumerate(said) if isinstance(name, str)] if isinstance(said, list) else []
    )
    return found or [(-1, "mesh")]


def gateway_of(name: str, namespace: str) -> tuple[str, str]:
    """Namespace and name of a gateway as a VirtualService names it: `shop/public`, or `public` in its own; or by its whole host name."""
    if "/" in name:
        of, _, own = name.partition("/")
        return of, own
    first, _, rest = name.partition(".")
    return (rest.partition(".")[0], first) if rest else (namespace, first)
