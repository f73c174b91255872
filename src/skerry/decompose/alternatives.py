"""The same system finer and coarser, and how stable each granularity is when the evidence is shaken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from skerry.decompose.communities import Labels, Tied
from skerry.decompose.cut import Cut, Cutter

GRANULARITIES = (0.25, 0.5, 0.85, 1.6, 3.0)
_SHAKES = 4


def cuts(cutter: Cutter, chosen: Cut) -> list[Cut]:
    """The chosen cut among coarser and finer ones, each with another number of services, coarse to fine; none where nothing was cut."""
    if not chosen.services:
        return []
    found = {chosen.services: chosen}
    for resolution in GRANULARITIES:
        cut = chosen if resolution == chosen.resolution else cutter.at(resolution)
        if cut.services > 1:
            found.setdefault(cut.services, cut)
    return [found[services] for services in sorted(found)]


def shaken(cutter: Cutter) -> list[Tied]:
    """The evidence several times over, each time with every tie's weight drawn from an exponential distribution around its own."""
    layer = cutter.tied.layer.tocoo()
    upper = layer.row < layer.col
    found = []
    for seed in range(_SHAKES):
        noise = np.random.default_rng(seed).exponential(1.0, int(upper.sum()))
        again = layer.copy()
        again.data = np.zeros_like(layer.data)
        again.data[upper] = layer.data[upper] * noise
        again = again.tocsr()
        found.append(Tied(again + again.T))
    return found


def remade(cutter: Cutter, cut: Cut, shaken: Sequence[Tied]) -> list[Labels]:
    """The cut made again of each shaken evidence."""
    return [cutter.at(cut.resolution, tied, seed).labels for seed, tied in enumerate(shaken, start=2)]


def stability(cut: Cut, again: Sequence[Labels]) -> float:
    """Mean adjusted Rand index (Hubert & Arabie 1985) between the cut and itself made again: 1 is the same, 0 is chance or worse."""
    return round(max(0.0, float(np.mean([_rand(cut.labels, other) for other in again]))), 3) if again else 1.0


def stability_of(service: int, cut: Cut, again: Sequence[Labels]) -> float:
    """How much of one service returns: mean of the largest Jaccard overlap with any service made again (Hennig 2007)."""
    own = cut.labels == service
    best = []
    for other in again:
        overlaps = [
            float((own & (other == o)).sum() / (own | (other == o)).sum()) for o in np.unique(other[own]) if o >= 0
        ]
        best.append(max(overlaps, default=0.0))
    return round(float(np.mean(best)), 3) if best else 1.0


def _rand(a: Labels, b: Labels) -> float:
    both = (a >= 0) & (b >= 0)
    _, left = np.unique(a[both], return_inverse=True)
    _, right = np.unique(b[both], return_inverse=True)
    pairs = np.unique(left * (right.max(initial=0) + 1) + right, return_counts=True)[1]
    same = (pairs * (pairs - 1) / 2).sum()
    of_a, of_b = np.bincount(left), np.bincount(right)
    in_a, in_b = (of_a * (of_a - 1) / 2).sum(), (of_b * (of_b - 1) / 2).sum()
    total = both.sum() * (both.sum() - 1) / 2
    expected = in_a * in_b / total if total else 0.0
    top = (in_a + in_b) / 2
    return 1.0 if top == expected else float((same - expected) / (top - expected))
