"""The files: the Gateway, and one for each service with its routes and policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skerry.generate.edge.gateway_api import policies
from skerry.generate.edge.gateway_api.entrance import gateway, redirected
from skerry.generate.edge.gateway_api.routes import asked_before, procedures, routes
from skerry.generate.edge.gateway_api.rules import portable, rules
from skerry.generate.edge.values import Edge, Object
from skerry.generate.edge.ways import Way, ways
from skerry.kernel.yaml_text import yaml

CLASSES = {"envoy": "eg", "nginx": "nginx"}
Documents = dict[str, list[Object]]


def gateway_api(edge: Edge, product: str = "") -> Documents:
    """By file, for a gateway of which nothing is known but that it reads Gateway API; `product` names its class."""
    found: Documents = {
        "gateway": [gateway(edge, CLASSES.get(product, "gateway")), *redirected(edge), *asked_before(edge)]
    }
    for service, several in _by_service(edge).items():
        found[service] = [*routes(edge, service, portable(edge, several)), *_spoken(edge, service)]
    return found


def envoy_gateway(edge: Edge) -> Documents:
    """The same for Envoy Gateway, with its policies: routes that are for different roles are apart, since policies are held to routes."""
    entrance = [gateway(edge, CLASSES["envoy"]), policies.clients(edge), *redirected(edge), *asked_before(edge)]
    found: Documents = {"gateway": [*entrance, *policies.filters(edge)]}
    for service, several in _by_service(edge).items():
        found[service] = list(_guarded(edge, service, several))
    return found


def _guarded(edge: Edge, service: str, several: list[Way]) -> Iterator[Object]:
    names: list[str] = []
    for roles in dict.fromkeys(each.roles for each in several):
        mine = [each for each in several if each.roles == roles]
        called = _name(service, roles)
        made = list(routes(edge, called, rules(edge, mine)))
        yield from made
        here = [each["metadata"]["name"] for each in made]
        names += here
        if roles is not None:
            yield policies.security(edge, called, here, roles)
    yield policies.traffic(edge, service, names)
    for each in _spoken(edge, service):
        yield from (each, policies.spoken(edge, service))


def _name(service: str, roles: tuple[str, ...] | None) -> str:
    said = "open" if roles is None else "for-" + ("-".join(roles) or "nobody")
    return f"{service}-{said}".lower().replace("_", "-")


def _spoken(edge: Edge, service: str) -> Iterator[Object]:
    if any(each["service"] == service for each in edge.table.get("grpc", ())):
        yield procedures(edge, service)


def _by_service(edge: Edge) -> dict[str, list[Way]]:
    found: dict[str, list[Way]] = {}
    for way in ways(edge):
        found.setdefault(way.service, []).append(way)
    return found


def text(documents: Iterable[Object]) -> str:
    """Several documents in one file."""
    return "---\n".join(yaml(each) for each in documents)
