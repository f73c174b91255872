"""Which parts are the same node: those with a name in common, or with the same folder of source; never by one weak name alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from skerry.read.manifests import Part

_FOLD = re.compile(r"[^a-z0-9]+")


def folded(name: str) -> str:
    """A name as it is compared: lower case, with runs of all other characters as one hyphen."""
    return _FOLD.sub("-", name.lower()).strip("-")


def merged(parts: Iterable[Part]) -> list[list[Part]]:
    """The parts of each node, best name first. Parts that only are built, and that nothing runs, are left out."""
    rows = list(parts)
    leader = list(range(len(rows)))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    held: dict[tuple[str, str], int] = {}
    for at, part in enumerate(rows):
        for key in _keys(part):
            leader[find(at)] = find(held.setdefault(key, at))
    groups: dict[int, list[Part]] = defaultdict(list)
    for at, part in enumerate(rows):
        groups[find(at)].append(part)
    return [sorted(group, key=lambda p: -p.rank) for group in groups.values() if any(p.runs for p in group)]


def _keys(part: Part) -> Iterable[tuple[str, str]]:
    for name in (part.name, *part.aliases):
        yield "name", folded(name)
    if part.folder:
        yield "folder", part.folder


def aliases(parts: Sequence[Part]) -> tuple[str, ...]:
    """All names of a node but its own."""
    names = {name for part in parts for name in (part.name, *part.aliases)}
    return tuple(sorted(names - {parts[0].name}))
