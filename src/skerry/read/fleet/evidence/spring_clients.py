"""Clients in JVM code whose host names a service: Feign, RestTemplate, WebClient, HTTP interfaces, discovery by id, literals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from skerry.facts.fleet import Node, Witness
from skerry.facts.kinds import Outbound
from skerry.read.fleet.evidence._hosts import outside
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

# Measured on eight Java fleets: feign 4 of 4, http-client and url 6 of 6, discovery 2 of 2; borrowed seen right by eye elsewhere.
STRENGTHS = {"feign": 0.99, "http-client": 0.97, "discovery": 0.95, "url": 0.95, "borrowed": 0.9}
# Spring Cloud OpenFeign, MicroProfile, Micronaut.
_FEIGN = re.compile(r"@(?:FeignClient|RegisterRestClient|Client)\s*\(((?:\"[^\"\n]*\"|[^@;\")])*)\)")
_GIVEN = re.compile(r"(?:(\w+)\s*=\s*)?(?:\"([^\"]*)\"|([A-Z][\w.]*|[a-z]\w*\.[A-Z][\w.]*))")
_BY_ID = re.compile(
    r"\b(?:getInstances|choose|getNextServerFromEureka|getInstancesById|getInstancesByVipAddress|getApplication|reconstructURI)"
    r"\s*\(\s*\"([\w.-]+)\""
)
_URL = re.compile(r"\"((?:https?|lb|wss?|http)://[^\"\s]+)")
_CONSTANT = re.compile(r"\b([A-Z][A-Z\d_]{1,60})\s*(?::\s*String\s*)?=\s*\"([^\"\n]{1,200})\"")


def find(ground: Ground) -> Iterator[Link]:
    """A link for each client, from what the code's readers know and from the texts."""
    yield from ground.derived(found)


def found(ground: Ground) -> tuple[Link, ...]:
    """All links, to be kept beside the ground: gateways ask for them too."""
    return tuple(_all(ground))


def _all(ground: Ground) -> Iterator[Link]:
    jvm = ground.derived(Jvm)
    constants = _constants(jvm)
    known = _known(ground)
    for module in jvm:
        for file in module.sources:
            for address, witness in (*_written(jvm, file.path, constants), *known.get(file.path, ())):
                yield from _links(jvm, module, address, witness)
    yield from _borrowed(jvm, constants, known)


def _known(ground: Ground) -> dict[str, list[tuple[str, Witness]]]:
    """Addresses that are called over HTTP, with where, by file."""
    found: dict[str, list[tuple[str, Witness]]] = {}
    for fact in ground.code.of(Outbound):
        if fact.unit >= 0 and fact.protocol == "http" and fact.reader == "java_clients":
            path = ground.code.units[fact.unit].path
            strength = min(STRENGTHS["http-client"], fact.strength)
            witness = Witness(path, fact.line, "http-client", fact.target[:120], strength)
            found.setdefault(path, []).append((fact.target, witness))
    return found


def _written(jvm: Jvm, path: str, constants: dict[str, str]) -> list[tuple[str, Witness]]:
    text = jvm.code(path)
    return [
        (address, Witness(path, text.count("\n", 0, at) + 1, reader, address[:120], STRENGTHS[reader]))
        for at, reader, address in _addresses(text, constants)
    ]


def _borrowed(jvm: Jvm, constants: dict[str, str], known: dict[str, list[tuple[str, Witness]]]) -> Iterator[Link]:
    """Clients that stand in a module beside, as Feign interfaces often do: of the services that are built with it and name them."""
    clients: dict[str, dict[str, list[tuple[str, Witness]]]] = {}
    for folder, files in jvm.shared_sources.items():
        for file in files:
            if rows := [*_written(jvm, file.path, constants), *known.get(file.path, ())]:
                clients.setdefault(folder, {}).setdefault(_stem(file.path), []).extend(rows)
    for module in jvm if clients else ():
        offered: dict[str, list[tuple[str, Witness]]] = {}
        own = {_stem(file.path) for file in module.sources}  # a class of its own hides one of the same name
        for folder in sorted(module.built_with):
            for name, rows in clients.get(folder, {}).items():
                if name not in own:
                    offered.setdefault(name, []).extend(rows)
        for name in sorted(_named(jvm, module, offered)):
            for address, witness in offered[name]:
                yield from _links(jvm, module, address, replace(witness, strength=STRENGTHS["borrowed"]))


def _named(jvm: Jvm, module: Module, classes: Iterable[str]) -> set[str]:
    """Those of some classes that the module's sources name."""
    wanted = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(classes)))})\b") if classes else None
    return {found[0] for file in module.sources if wanted for found in wanted.finditer(jvm.code(file.path))}


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _constants(jvm: Jvm) -> dict[str, str]:
    """Constant texts by name and by `Class.NAME`; a name that stands for several texts is none."""
    found: dict[str, set[str]] = {}
    files = [file for module in jvm for file in module.sources]
    for file in (*files, *(file for rows in jvm.shared_sources.values() for file in rows)):
        for name, value in _CONSTANT.findall(jvm.code(file.path)):
            for key in (name, f"{_stem(file.path)}.{name}"):
                found.setdefault(key, set()).add(value)
    return {name: next(iter(values)) for name, values in found.items() if len(values) == 1}


def _addresses(text: str, constants: dict[str, str]) -> Iterator[tuple[int, str, str]]:
    for feign in _FEIGN.finditer(text) if "Client(" in text else ():
        given = {key: literal or _constant(constants, name) for key, literal, name in _GIVEN.findall(feign[1])}
        for key in ("url", "baseUri", "name", "value", "id", "serviceId", ""):
            if address := given.get(key):
                yield feign.start(1), "feign", address
    for reader, pattern in (("discovery", _BY_ID), ("url", _URL)):
        for each in pattern.finditer(text):
            yield each.start(1), reader, each[1]


def _constant(constants: dict[str, str], name: str) -> str:
    return constants.get(".".join(name.split(".")[-2:])) or constants.get(name.rpartition(".")[2], "")


def _links(jvm: Jvm, module: Module, address: str, witness: Witness) -> Iterator[Link]:
    nodes = jvm.meant(module, address)
    for node in nodes:
        yield Link(module.node.name, node, witness)
    if not nodes and witness.reader in {"feign", "http-client"} and (host := outside(module.filled(address))):
        yield Link(module.node.name, host, witness, "external", Node(host, "external", evidence=(witness,)))
