"""Which layer each box stands in: links lead down where they can, and no layer is too wide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import ceil, sqrt

Pair = tuple[str, str]


def ranked(names: Sequence[str], pairs: Sequence[Pair]) -> dict[str, int]:
    """An even rank for every name (odd ones are for the labels); no two that are linked share one."""
    order = _order(names, pairs)
    position = {name: i for i, name in enumerate(order)}
    above: dict[str, set[str]] = defaultdict(set)
    for source, target in pairs:
        upper, lower = sorted((source, target), key=lambda name: position[name])
        above[lower].add(upper)
    linked = {name for pair in pairs for name in pair}
    widest = max(3, ceil(sqrt(len(names)) * 1.3))
    full: dict[int, int] = defaultdict(int)
    layer: dict[str, int] = {}
    for name in sorted(order, key=lambda name: (name not in linked, position[name])):
        first = max((layer[each] + 1 for each in above[name]), default=0)
        if name not in linked:
            first = max((layer[each] for each in linked), default=-1) + 1
        while full[first] >= widest:
            first += 1
        layer[name] = first
        full[first] += 1
    return {name: 2 * found for name, found in layer.items()}


def _order(names: Sequence[str], pairs: Sequence[Pair]) -> list[str]:
    """All names so that few links lead back: sources first, sinks last, else who sends the most more than it gets."""
    left = dict.fromkeys(names)
    out: dict[str, set[str]] = {name: set() for name in names}
    into: dict[str, set[str]] = {name: set() for name in names}
    for source, target in pairs:
        out[source].add(target)
        into[target].add(source)
    head: list[str] = []
    tail: list[str] = []
    while left:
        sinks = [name for name in left if not out[name] & left.keys()]
        sources = [name for name in left if not into[name] & left.keys()]
        if sources:
            name = sources[0]
            head.append(name)
        elif sinks:
            name = sinks[0]
            tail.append(name)
        else:
            name = max(left, key=lambda each: len(out[each] & left.keys()) - len(into[each] & left.keys()))
            head.append(name)
        del left[name]
    return head + tail[::-1]
