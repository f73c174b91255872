"""Who is meant by an address: `http://cart:8080/items`, `cart.shop.svc.cluster.local`, `amqp://u:p@queue`, `a:9092,b:9092`, …"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from skerry.facts.fleet import Node
from skerry.read.fleet.merge import folded
from skerry.read.manifests import Part

_HOST = re.compile(r"^(?:[a-z][\w+.:-]*://)?(?:[^@/\s]*@)?([A-Za-z0-9_][\w.-]*)(?::(\d+))?(?=[/?;,]|$)")
_LOCAL = frozenset(["localhost", "127.0.0.1", "host.docker.internal", "0.0.0.0"])


class Addresses:
    """The names and published ports of a fleet's nodes."""

    def __init__(self, nodes: Sequence[Node], parts: Mapping[str, Sequence[Part]]) -> None:
        self._names = {folded(name): node.name for node in nodes for name in (*node.aliases, node.name)}
        self._ports = {outer: name for name, rows in parts.items() for part in rows for outer, _ in part.published}

    def named(self, host: str) -> str:
        """The node that a bare host names; '' if none. A Kubernetes name may have its namespace behind it."""
        return self._names.get(folded(host)) or self._names.get(folded(host.partition(".")[0]), "")

    def of(self, text: str) -> Iterator[str]:
        """The nodes that an address, or several with commas between, leads to."""
        for part in text.strip().split(","):
            found = _HOST.match(part.strip())
            if not found:
                continue
            host, port = found[1], found[2]
            node = self._ports.get(int(port), "") if host in _LOCAL and port else self.named(host)
            if node:
                yield node
