"""Who is meant by an address: `http://cart:8080/items`, `cart.shop.svc.cluster.local`, `amqp://u:p@queue`, `a:9092,b:9092`, …"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from skerry.facts.fleet import Node
from skerry.read.fleet.merge import folded
from skerry.read.manifests import Part

# scheme (also `jdbc:mysql`, `https+http`), user and password, host, port
_HOST = re.compile(
    r"^(?P<scheme>[A-Za-z][\w+.:-]*:/{2,3})?(?:[^@/\s]*@)?(?:\w+\()?(?P<host>[A-Za-z0-9_][\w.-]*)(?::(?P<port>\d+)|:[$%{<][^/]*)?(?=[/?;,)]|$)"
)
# Pairs, as ADO.NET, libpq, PDO and many clients have them; their port may stand behind a comma.
_PAIR = re.compile(
    r"(?i)\b(?:server|host|hostname|data source|addr|address)\s*=\s*(?:tcp:)?([A-Za-z0-9_][\w.-]*)(?:[,:](\d+))?"
)
_LIST = re.compile(r"[,\s]+")
_ITSELF = frozenset(["localhost", "127.0.0.1"])
_LOCAL = frozenset(["localhost", "127.0.0.1", "host.docker.internal", "docker.for.mac.localhost"])
# What stands behind the first dot of a name that only this system knows: a namespace of Kubernetes, or a domain that is no public one.
_INSIDE = re.compile(r"^[\w-]+\.svc\b|^svc\b|(?:^|\.)(?:local|internal|consul|docker|localdomain|lan)$")
_OUTSIDE = re.compile(
    r"^(?:com|org|net|io|dev|app|co|gov|edu|ai|me|info|biz|cloud|tech|sh|xyz|[a-z]{2}|js|ts|tsx|jsx|vue|json|ya?ml|html?|css|java|"
    r"php|cfg|conf|ini|toml|xml|properties|env|sql|txt|png|svg|jpe?g|log|lock|proto|exe|jar|war|dll|cs|csproj|service|test|example)$"
)
_MOST = 64  # addresses in one value


class Meant(NamedTuple):
    """A node that an address leads to.

    `how`: `name` for a bare name, `address` for one with a scheme, port or domain, `local` for a published port of this machine.
    """

    node: str
    how: str


class Addresses:
    """The names and ports of a fleet's nodes."""

    def __init__(self, nodes: Sequence[Node], parts: Mapping[str, Sequence[Part]]) -> None:
        self._names = {folded(name): node.name for node in nodes for name in (*node.aliases, node.name)}
        self._named: dict[str, str] = {}
        self._products = frozenset(node.name for node in nodes if node.infrastructure and not node.folders)
        self._own = {node.name: {*node.ports} for node in nodes}
        self._ports = _only(
            (outer, name) for name, rows in parts.items() for part in rows for outer, _ in part.published
        )
        listening = _only((port, node.name) for node in nodes for port in node.ports)
        self._ports = listening | self._ports

    def named(self, host: str) -> str:
        """The node that a bare host names; '' if none. Behind a name may stand its namespace, or a domain that is not public."""
        if host not in self._named:
            self._named[host] = self._find(host)
        return self._named[host]

    def _find(self, host: str) -> str:
        if found := self._names.get(folded(host)):
            return found if "." not in host or not _OUTSIDE.match(host.rpartition(".")[2].lower()) else ""
        first, _, behind = host.partition(".")
        inside = behind and (_INSIDE.search(behind) or ("." not in behind and not _OUTSIDE.match(behind.lower())))
        return self._names.get(folded(first), "") if inside else ""

    def local(self, port: int, source: str = "") -> str:
        """The node behind a port of the machine on which all run; '' where several, or the one that asks, might listen there."""
        node = self._ports.get(port, "")
        return "" if port in self._own.get(source, ()) else node

    def of(self, text: str, source: str = "") -> Iterator[str]:
        """The nodes that an address, or several with commas between, leads to."""
        return (found.node for found in self.meant(text, source))

    def meant(self, text: str, source: str = "") -> Iterator[Meant]:
        """The nodes that an address, a list of addresses or a connection string leads to, asked by the node `source`."""
        text = text.strip().strip("'\"")
        if pairs := list(_PAIR.finditer(text)):
            for pair in pairs:
                yield from self._one(pair[1], pair[2], "address", source)
            return
        scheme = ""
        for part in _LIST.split(text, _MOST):
            found = _HOST.match(part)
            if found:
                scheme = found["scheme"] or scheme
                sure = scheme or found["port"] or ":" in part or _INSIDE.search(found["host"])
                how = "address" if sure else "name"
                if sure or (part == found["host"] and "." not in part and " " not in text):
                    yield from self._one(found["host"], found["port"], how, source)

    def _one(self, host: str, port: str | None, how: str, source: str) -> Iterator[Meant]:
        if host in _ITSELF and source in self._products:
            return  # a product in a container means itself; who writes code means the machine that it is tried out on
        if host in _LOCAL:
            if port and (node := self.local(int(port[:6]), source)):
                yield Meant(node, "local")
        elif node := self.named(host):
            yield Meant(node, how)


def _only(rows: Iterator[tuple[int, str]]) -> dict[int, str]:
    """The ports that lead to one node alone."""
    found: dict[int, set[str]] = defaultdict(set)
    for port, name in rows:
        found[port].add(name)
    return {port: next(iter(names)) for port, names in found.items() if len(names) == 1}
