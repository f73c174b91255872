"""Whether a node's code was read at all. Where it was, what no family has seen is not there; where it was not, nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait, Witness
from skerry.read.fleet.traits._stand import Stand

READ = frozenset(["java", "csharp", "go", "node", "python"])  # languages whose signs all families know


def find(stand: Stand) -> Iterator[Trait]:
    """A `source-read` for each language of a node that the families know."""
    for node in stand.nodes:
        first = {file.kind: file for file in reversed(stand.own(node.name)) if file.kind in READ}
        for kind, file in first.items():
            yield Trait(node.name, "source-read", "", kind, (Witness(file.path, 0, "walk"),))
