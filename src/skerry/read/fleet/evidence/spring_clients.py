"""Clients in JVM code whose host names a service: Feign, RestTemplate, WebClient, HTTP interfaces, discovery by id, literals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Node, Witness
from skerry.facts.kinds import Outbound
from skerry.read.fleet.evidence._hosts import outside
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

STRENGTHS = {"feign": 0.99, "http-client": 0.97, "discovery": 0.95, "url": 0.95}
_FEIGN = re.compile(r"@FeignClient\s*\(((?:\"[^\"\n]*\"|[^@;\")])*)\)")
_GIVEN = re.compile(r"(?:(\w+)\s*=\s*)?(?:\"([^\"]*)\"|([A-Z][\w.]*|[a-z]\w*\.[A-Z][\w.]*))")
_BY_ID = re.compile(
    r"\b(?:getInstances|choose|getNextServerFromEureka|getInstancesById|getInstancesByVipAddress|getApplication|reconstructURI)"
    r"\s*\(\s*\"([\w.-]+)\""
)
_URL = re.compile(r"\"((?:https?|lb|wss?|http)://[^\"\s]+)")
_CONSTANT = re.compile(r"\b([A-Z][A-Z\d_]{1,60})\s*(?::\s*String\s*)?=\s*\"([^\"\n]{1,200})\"")


def find(ground: Ground) -> Iterator[Link]:
    """A link for each client, from what the code's readers know and from the texts."""
    jvm = ground.derived(Jvm)
    yield from _known(ground, jvm)
    constants = _constants(jvm)
    for module in jvm:
        for file in module.sources:
            text = jvm.code(file.path)
            for at, reader, address in _addresses(text, constants):
                line = text.count("\n", 0, at) + 1
                yield from _links(
                    jvm, module, address, Witness(file.path, line, reader, address[:120], STRENGTHS[reader])
                )


def _known(ground: Ground, jvm: Jvm) -> Iterator[Link]:
    for fact in ground.code.of(Outbound):
        path = ground.code.units[fact.unit].path if fact.unit >= 0 else ""
        module = jvm.modules.get(ground.node_of(path))
        if module is not None and fact.protocol == "http":
            strength = min(STRENGTHS["http-client"], fact.strength)
            yield from _links(
                jvm, module, fact.target, Witness(path, fact.line, "http-client", fact.target[:120], strength)
            )


def _constants(jvm: Jvm) -> dict[str, str]:
    """Constant texts of the whole tree by their names; without those of several values."""
    found: dict[str, set[str]] = {}
    for module in jvm:
        for file in module.sources:
            for name, value in _CONSTANT.findall(jvm.code(file.path)):
                found.setdefault(name, set()).add(value)
    return {name: next(iter(values)) for name, values in found.items() if len(values) == 1}


def _addresses(text: str, constants: dict[str, str]) -> Iterator[tuple[int, str, str]]:
    for found in _FEIGN.finditer(text) if "@FeignClient" in text else ():
        given = {
            key: literal or constants.get(name.rpartition(".")[2], "")
            for key, literal, name in _GIVEN.findall(found[1])
        }
        for address in {given.get(key, "") for key in ("url", "name", "value", "serviceId", "")} - {""}:
            yield found.start(1), "feign", address
    for found in _BY_ID.finditer(text):
        yield found.start(1), "discovery", found[1]
    for found in _URL.finditer(text):
        yield found.start(1), "url", found[1]


def _links(jvm: Jvm, module: Module, address: str, witness: Witness) -> Iterator[Link]:
    address = module.filled(address)
    nodes = tuple(jvm.meant(address))
    for node in nodes:
        yield Link(module.node.name, node, witness)
    if not nodes and witness.reader in {"feign", "http-client"} and (host := outside(address)):
        yield Link(module.node.name, host, witness, "external", Node(host, "external", evidence=(witness,)))
