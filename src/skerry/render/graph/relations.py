"""Which patterns of the context map stand on the way from one context to another."""

from __future__ import annotations

from collections.abc import Iterable

from skerry.render.graph.value import SYMMETRIC

Line = tuple[str, str, tuple[str, ...]]  # downstream, upstream, patterns


def patterns_between(lines: Iterable[Line], source: str, target: str) -> tuple[str, ...]:
    """Those of the lines from `source` downstream to `target` upstream; a symmetric one counts both ways."""
    if source == target:
        return ()
    found = (pattern for line in lines if _says(line, source, target) for pattern in line[2])
    return tuple(dict.fromkeys(found))


def _says(line: Line, source: str, target: str) -> bool:
    downstream, upstream, patterns = line
    if (downstream, upstream) == (source, target):
        return True
    return (upstream, downstream) == (source, target) and set(patterns) <= SYMMETRIC
