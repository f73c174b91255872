"""Products that watch every container of a host, of which no manifest has to tell whom they watch."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Witness
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

STRENGTH = 0.9  # measured on one fleet: 13 of 13
# Weave Scope: "automatically detects processes, containers, hosts", by the Docker socket.
_WATCHERS = frozenset(["scope"])


def find(ground: Ground) -> Iterator[Link]:
    """A link from each watcher to all that stands in its list of containers."""
    for node in ground.nodes:
        lists = {part.among for part in ground.parts[node.name]} - {""}
        for other in ground.nodes if node.technology in _WATCHERS else ():
            if any(part.among in lists for part in ground.parts[other.name]):
                seen = node.evidence[0]
                witness = Witness(seen.path, seen.line, "watcher", node.image or node.name, STRENGTH)
                yield Link(node.name, other.name, witness, "telemetry")
