"""What a library or annotation implies: who is built with a registry's client uses the registry, also where no address is in the tree."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from skerry.facts.fleet import Witness
from skerry.read.fleet.evidence import spring_settings
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.evidence._platforms import DISCOVERY, PLATFORMS, UNUSED, client, providers, used
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.fleet.merge import folded

# Words that say what a node is, and not whose.
_COMMON = frozenset([
        "service", "services", "svc", "server", "ms", "microservice", "app", "api", "backend", "db", "database", "data", "store", "mysql",
        "mariadb", "postgres", "postgresql", "mongo", "mongodb", "redis", "cache", "rabbit", "rabbitmq", "kafka", "1", "",
    ])  # fmt: skip


def find(ground: Ground) -> Iterator[Link]:
    """A link from each module to what its libraries imply; to that which an address names where several offer it."""
    jvm = ground.derived(Jvm)
    told = {(link.source, link.target) for link in ground.derived(spring_settings.found)}
    offers = {name: providers(ground, jvm, name) for name in PLATFORMS}
    registries = [name for name in DISCOVERY if offers[name]]
    for name, offering in offers.items():
        for module in jvm if offering else ():
            seen = client(module, name) or _plain(module, name, registries)
            if seen is None or module.node.name in offering:
                continue
            known = [node for node in offering if (module.node.name, node) in told] or _meant(module, offering)
            strength = PLATFORMS[name].strength if used(jvm, module, name) else UNUSED
            for node in known:
                witness = replace(seen, reader="library", strength=strength)
                yield Link(module.node.name, node, witness, PLATFORMS[name].kind)


def _meant(module: Module, offering: tuple[str, ...]) -> tuple[str, ...]:
    """The only one, else the one that is named after the module: `orders-db` for `orders-service`."""
    own = _words(module.node.name)
    return offering if len(offering) == 1 else tuple(node for node in offering if own and own == _words(node))


def _words(name: str) -> frozenset[str]:
    return frozenset(folded(name).split("-")) - _COMMON


def _plain(module: Module, name: str, registries: list[str]) -> Witness | None:
    """`@EnableDiscoveryClient` means the only kind of registry that there is, unless the client of another one is there."""
    if registries == [name] and not client(module, *DISCOVERY):
        return module.annotation("EnableDiscoveryClient")
    return None
