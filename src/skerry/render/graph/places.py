"""Where the slots of each row stand from left to right: near what they are linked to, in their order, never too close."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

_ROUNDS = 60


def placed(
    rows: Sequence[Sequence[object]],
    width: Mapping[object, float],
    steps: Sequence[tuple[object, object]],
    gap: float,
) -> dict[object, float]:
    """The centre of every slot."""
    near: dict[object, list[tuple[object, float]]] = defaultdict(list)
    for a, b in steps:
        bends = isinstance(a, tuple) + isinstance(b, tuple)  # what is no box should run straight
        near[a].append((b, (1.0, 2.0, 24.0)[bends]))
        near[b].append((a, (1.0, 2.0, 24.0)[bends]))
    centre: dict[object, float] = {}
    for row in rows:
        wished = [0.0] * len(row)
        centre.update(zip(row, _apart(wished, [1.0] * len(row), [width[slot] for slot in row], gap), strict=True))
    for round_ in range(_ROUNDS):
        for row in rows if round_ % 2 == 0 else reversed(rows):
            wished, weights = _wishes(row, near, centre)
            centre.update(zip(row, _apart(wished, weights, [width[slot] for slot in row], gap), strict=True))
    return centre


def _wishes(
    row: Sequence[object], near: Mapping[object, list[tuple[object, float]]], centre: Mapping[object, float]
) -> tuple[list[float], list[float]]:
    wished, weights = [], []
    for slot in row:
        pulls = near.get(slot, [])
        weight = sum(pull for _, pull in pulls)
        wished.append(sum(centre[other] * pull for other, pull in pulls) / weight if weight else centre[slot])
        weights.append(weight or 0.1)
    return wished, weights


def _apart(wished: Sequence[float], weights: Sequence[float], widths: Sequence[float], gap: float) -> list[float]:
    """The places nearest to the wished for ones (least squares) at which nothing comes nearer than `gap`."""
    offsets, offset = [], 0.0
    for i, width in enumerate(widths):
        offset += (widths[i - 1] + width) / 2 + gap if i else 0.0
        offsets.append(offset)
    blocks: list[tuple[float, float, int]] = []  # mean, weight, how many: pooled where they would cross
    for wish, weight, offset in zip(wished, weights, offsets, strict=True):
        mean, total, many = wish - offset, weight, 1
        while blocks and blocks[-1][0] > mean:
            before, heavy, more = blocks.pop()
            mean, total, many = (before * heavy + mean * total) / (heavy + total), heavy + total, more + many
        blocks.append((mean, total, many))
    means = [mean for mean, _, many in blocks for _ in range(many)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
