"""How effects travel from callees to callers: the strongest way of each, for all functions at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

LOSS = 0.9  # of each step: a caller need not take that path
FAINTEST = 0.25  # with the loss, at most thirteen calls away, and fewer through unsure references
_DEEPEST = 12

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass
class Edges:
    """Who calls whom, in columns: `callers[i]` calls `callees[i]` at `lines[i]` with `strengths[i]`."""

    callers: Ints
    callees: Ints
    lines: Ints
    strengths: Floats


@dataclass
class Spread:
    """What is known: sorted keys (unit · number of effects + effect), the strength of each, and the edge (or -1) it came by."""

    keys: Ints
    strengths: Floats
    edges: Ints = field(default_factory=lambda: np.empty(0, np.int64))


def spread(own: Spread, edges: Edges, effects: int, units: int) -> Spread:
    """`own` effects and all that follow. A cycle ends by itself, since every step loses; so the first way found need not be the best."""
    order = np.argsort(edges.callees, kind="stable")
    starts = np.searchsorted(edges.callees[order], np.arange(units + 1))
    known = Spread(own.keys, own.strengths, np.full(len(own.keys), -1, np.int64))
    fresh = np.arange(len(own.keys))
    for _ in range(_DEEPEST):
        keys, strengths, came = _step(known, fresh, edges, effects, (order, starts))
        if not len(keys):
            break
        known, fresh = _merged(known, keys, strengths, came)
    return known


def _step(
    known: Spread, fresh: Ints, edges: Edges, effects: int, by_callee: tuple[Ints, Ints]
) -> tuple[Ints, Floats, Ints]:
    """The best new way to each caller's effect, one call from what is `fresh`."""
    order, starts = by_callee
    callee, effect = known.keys[fresh] // effects, known.keys[fresh] % effects
    counts = starts[callee + 1] - starts[callee]
    row = np.repeat(np.arange(len(fresh)), counts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    edge = order[starts[callee][row] + within]
    strengths = known.strengths[fresh][row] * edges.strengths[edge] * LOSS
    loud = strengths >= FAINTEST
    keys = (edges.callers[edge] * effects + effect[row])[loud]
    strengths, edge = strengths[loud], edge[loud]
    best = np.lexsort((edge, -strengths, keys))
    first = np.ones(len(best), bool)
    first[1:] = keys[best][1:] != keys[best][:-1]
    best = best[first]
    at = np.minimum(np.searchsorted(known.keys, keys[best]), len(known.keys) - 1)
    better = (known.keys[at] != keys[best]) | (strengths[best] > known.strengths[at] + 1e-9)
    best = best[better]
    return keys[best], strengths[best], edge[best]


def _merged(known: Spread, keys: Ints, strengths: Floats, came: Ints) -> tuple[Spread, Ints]:
    """`known` with better ways put in, and where those are."""
    at = np.minimum(np.searchsorted(known.keys, keys), len(known.keys) - 1)
    there = known.keys[at] == keys
    known.strengths[at[there]], known.edges[at[there]] = strengths[there], came[there]
    new = ~there
    merged = np.concatenate((known.keys, keys[new]))
    order = np.argsort(merged, kind="stable")
    both = Spread(
        merged[order],
        np.concatenate((known.strengths, strengths[new]))[order],
        np.concatenate((known.edges, came[new]))[order],
    )
    return both, np.searchsorted(both.keys, keys)
