"""The order of the slots in each row, so that few lines cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

Step = tuple[object, object]
_SWEEPS = 12


def ordered(rank_of: Mapping[object, int], steps: Sequence[Step]) -> list[list[object]]:
    """Rows of slots by rank; `steps` lead from a rank to the next. The best of some sweeps, by crossings."""
    rows: list[list[object]] = [[] for _ in range(max(rank_of.values(), default=-1) + 1)]
    for slot, rank in rank_of.items():
        rows[rank].append(slot)
    up, down = _neighbours(steps)
    best, fewest = [list(row) for row in rows], _crossings(rows, down)
    for sweep in range(_SWEEPS):
        order = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        for rank in order:
            _sort(rows, rank, *((rank - 1, up) if sweep % 2 == 0 else (rank + 1, down)))
        found = _crossings(rows, down)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def _neighbours(steps: Sequence[Step]) -> tuple[dict[object, list[object]], dict[object, list[object]]]:
    up: dict[object, list[object]] = defaultdict(list)
    down: dict[object, list[object]] = defaultdict(list)
    for a, b in steps:
        down[a].append(b)
        up[b].append(a)
    return up, down


def _sort(rows: list[list[object]], rank: int, beside: int, near: Mapping[object, list[object]]) -> None:
    position = {slot: i for i, slot in enumerate(rows[beside])}
    own = {slot: i for i, slot in enumerate(rows[rank])}
    scale = max(1, len(position)) / max(1, len(own))

    def centre(slot: object) -> float:
        found = [position[each] for each in near.get(slot, ())]
        return sum(found) / len(found) if found else own[slot] * scale

    rows[rank].sort(key=lambda slot: (centre(slot), own[slot]))


def _crossings(rows: list[list[object]], down: Mapping[object, list[object]]) -> int:
    total = 0
    for upper, lower in pairwise(rows):
        position = {slot: i for i, slot in enumerate(lower)}
        ends = [sorted(position[each] for each in down.get(slot, ())) for slot in upper]
        flat = [end for some in ends for end in some]
        total += sum(a > b for i, a in enumerate(flat) for b in flat[i + 1 :])
    return total
