"""Routes of gateways: Zuul and Spring Cloud Gateway, in configuration and in code, and what they route where no route is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read.fleet.evidence import spring_clients
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.evidence._platforms import DISCOVERY, client, providers
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.manifests import Property

# Measured on eight Java fleets: written routes 10 of 10, all that are registered 3 of 3, those that nobody else calls 4 of 4.
STRENGTHS = {"route": 0.98, "all-registered": 0.85, "routes-elsewhere": 0.7}
_ZUUL = re.compile(r"spring-cloud-(starter-)?(netflix-)?zuul")
_GATEWAY = re.compile(r"spring-cloud-(starter-)?gateway(-mvc|-server.*)?")
_ROUTE = re.compile(r"zuul\.routes\.(.+?)(?:\.(path|url|serviceid|location))?$")
_CLOUD = re.compile(r"spring\.cloud\.gateway\.(?:.*\.)?(?:routes|defaultfilters)\b.*\.?(uri|name|.*args.*)$")
_URI = re.compile(r"[.\s](?:uri|http)\(\s*\"([^\"\s]+)\"")
_YES = re.compile(r"(?i)true$")


def find(ground: Ground) -> Iterator[Link]:
    """A link for every route; without any, weaker ones to the registered services."""
    jvm = ground.derived(Jvm)
    for module in jvm:
        written = [*_zuul(jvm, module), *_cloud(jvm, module)]
        yield from written
        elsewhere = bool(client(module, "config") and providers(ground, jvm, "config")) and not module.kept
        seen = _open(jvm, module) or (module.library(_GATEWAY) if elsewhere else None)
        if not written and seen:
            yield from _all(ground, jvm, module, seen, elsewhere)


def _zuul(jvm: Jvm, module: Module) -> Iterator[Link]:
    """`zuul.routes.orders: /orders/**` leads to the service `orders`, else to `serviceId` or `url`."""
    found: dict[str, dict[str, Property]] = {}
    for each in module.below("zuul.routes."):
        if route := _ROUTE.match(each.key):
            found.setdefault(route[1], {})[route[2] or "path"] = each
    for rows in found.values():
        given = rows.get("serviceid") or rows.get("url") or rows.get("location")
        path = rows.get("path")
        if given is not None:
            yield from _routed(jvm, module, given.value, given)
        elif path is not None:
            yield from _routed(jvm, module, _ROUTE.sub(r"\1", path.written.replace(".path", "")), path)


def _cloud(jvm: Jvm, module: Module) -> Iterator[Link]:
    for each in module.below("spring.cloud.gateway."):
        if _CLOUD.match(each.key):
            yield from _routed(jvm, module, each.value, each)
    if module.library(_GATEWAY):
        for file in module.sources:
            text = jvm.code(file.path)
            for found in _URI.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                witness = Witness(file.path, line, "route", found[1], STRENGTHS["route"])
                for node in jvm.meant(module, found[1]):
                    yield Link(module.node.name, node, witness, "http")


def _routed(jvm: Jvm, module: Module, target: str, each: Property) -> Iterator[Link]:
    witness = Witness(each.path, each.line, "route", f"{each.written}={each.value}"[:120], STRENGTHS["route"])
    for node in jvm.meant(module, target):
        yield Link(module.node.name, node, witness, "http")


def _open(jvm: Jvm, module: Module) -> Witness | None:
    """What says that a gateway routes by the registry alone."""
    for each in module.property("spring.cloud.gateway.discovery.locator.enabled"):
        if _YES.match(each.value):
            return Witness(each.path, each.line, "", each.written)
    if module.node.name in jvm.aboard or any(each.value == "*" for each in module.property("zuul.ignoredservices")):
        return None
    return module.annotation("EnableZuulProxy") or module.library(_ZUUL)


def _all(ground: Ground, jvm: Jvm, gateway: Module, seen: Witness, elsewhere: bool) -> Iterator[Link]:
    """Zuul offers all registered services unless told otherwise, Spring Cloud Gateway if it is told to look at the registry. Where
    the routes are kept in a repository that is not in the tree, only what no other service calls is likely among them (of the
    others: 0 of 4). A module that no manifest runs, while one runs the gateway, is not there to register."""
    called = {link.target for link in ground.derived(spring_clients.found) if link.source != gateway.node.name}
    reader = "routes-elsewhere" if elsewhere else "all-registered"
    witness = Witness(seen.path, seen.line, reader, seen.text, STRENGTHS[reader])
    everywhere = not _is_deployed(ground, gateway)
    for module in jvm:
        ours = module.node.role == "business" or module.node.name in jvm.aboard
        there = everywhere or _is_deployed(ground, module)
        if (
            module is not gateway
            and ours
            and there
            and _registers(module)
            and not (elsewhere and module.node.name in called)
        ):
            yield Link(gateway.node.name, module.node.name, witness, "http")


def _is_deployed(ground: Ground, module: Module) -> bool:
    return any(part.runs and part.among for part in ground.parts[module.node.name])


def _registers(module: Module) -> bool:
    return bool(module.annotation("EnableDiscoveryClient") or client(module, *DISCOVERY))
