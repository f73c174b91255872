"""Services that Skerry generates: the clients in their code, the systems of others in their slices, their store and their broker."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Node, Witness
from skerry.read.fleet import slices
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link
from skerry.read.manifests.generated import let_in

# A client as it is generated, and as somebody adds one: a class of the runtime's `Client` that says whom it calls.
_CLIENT = re.compile(
    r"^class \w+\((?:\w+\.)?Client\):\n(?:.*\n){0,6}?[ \t]+service(?:, \w+)*(?::[^=\n]+)? = \"([\w-]+)\"", re.M
)
_STRENGTH = 0.98


def find(ground: Ground) -> Iterator[Link]:
    """Links from each service with a slice."""
    for _, _, node in slices.slices(ground):
        yield from _clients(ground, node)
    for node, name, seen in slices.calls_of_others(ground):
        known = ground.addresses.named(name)
        new = None if known else Node(name, "external", evidence=(seen,))
        yield Link(node, known or name, seen, "" if known else "external", new)
    gateway = next((node.name for node in ground.nodes if node.role == "gateway"), "")
    for name, seen in let_in(ground.texts):
        yield Link(gateway, name, seen, "http")
    for holding in slices.holdings(ground):
        if not holding.table:
            yield Link(holding.node, holding.server, holding.evidence[0], "db")
    for channel in slices.channels(ground):
        if channel.broker:
            yield Link(channel.node, channel.broker, channel.evidence[0], "async")


def _clients(ground: Ground, node: str) -> Iterator[Link]:
    for file in ground.files(node):
        text = ground.texts.of(file.path) if file.extension == ".py" and file.role == "source" else ""
        for found in _CLIENT.finditer(text) if "skerry_runtime" in text else ():
            if target := ground.addresses.named(found[1]):
                line = text.count("\n", 0, found.start(1)) + 1
                yield Link(node, target, Witness(file.path, line, "skerry-client", found[1], _STRENGTH), "http")
