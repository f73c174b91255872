"""Systems of others that a program calls under their public names: `httpx.post("https://api.example.com/…")`."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Node, Witness
from skerry.facts.kinds import Outbound
from skerry.read.fleet.evidence._hosts import outside
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

STRENGTH = 0.9


def find(ground: Ground) -> Iterator[Link]:
    """A link for every client call in code whose address is literal and nobody's of ours."""
    for fact in ground.code.of(Outbound):
        host = outside(fact.target)
        path = ground.code.units[fact.unit].path if host and fact.unit >= 0 else ""
        node = ground.node_of(path) if path else ""
        if node and not ground.addresses.named(host):
            seen = Witness(path, fact.line, "public-host", fact.target[:120], STRENGTH)
            yield Link(node, host, seen, "external", Node(host, "external", evidence=(seen,)))
