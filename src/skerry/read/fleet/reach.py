"""Whose program a library's file is part of: of every node whose own files refer to it, directly or through other libraries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import REFERENCE_KINDS

_WEAK = REFERENCE_KINDS.index("string")
_LEAST = 50  # hundredths of a reference's strength
_MOST_USERS = 200  # nodes of one file: more say nothing


def reached(code: FactGraph, owner: Callable[[str], str]) -> Mapping[str, tuple[str, ...]]:
    """Path of each file that is no node's own, to the nodes that reach it; files of other nodes are not passed through."""
    owners = [owner(unit.path) if unit.parent < 0 else "" for unit in code.units]
    into: dict[int, set[int]] = defaultdict(set)
    file_of, refs = code.file_of, code.references
    for source, target, kind, strength in zip(refs.sources, refs.targets, refs.kinds, refs.strengths, strict=True):
        here, there = file_of[source], file_of[target]
        if here != there and not owners[there] and kind != _WEAK and strength >= _LEAST:
            into[here].add(there)
    found: dict[str, set[str]] = defaultdict(set)
    starts: dict[str, set[int]] = defaultdict(set)
    for file, used in into.items():
        if owners[file]:
            starts[owners[file]] |= used
    for node in sorted(starts)[:_MOST_USERS]:
        waiting, seen = list(starts[node]), set(starts[node])
        while waiting:
            file = waiting.pop()
            found[code.units[file].path].add(node)
            fresh = into.get(file, set()) - seen
            seen |= fresh
            waiting += fresh
    return {path: tuple(sorted(nodes)) for path, nodes in found.items()}
