"""Whose program a file is part of: its node's, or, for a library's file, of all nodes that use it."""

from __future__ import annotations

from collections import defaultdict

from skerry.read.fleet.ground import Ground
from skerry.read.fleet.programs import Programs


class Owners:
    """Ask for it by `ground.derived(Owners)`."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._using: dict[str, list[str]] = defaultdict(list)
        programs = ground.derived(Programs)
        for node in ground.nodes:
            for file in programs.libraries(node.name):
                self._using[file.path].append(node.name)

    def of(self, path: str) -> tuple[str, ...]:
        """The nodes, sorted; () for a file that no node's program has."""
        own = self._ground.node_of(path)
        return (own,) if own else tuple(self._using.get(path, ()))
