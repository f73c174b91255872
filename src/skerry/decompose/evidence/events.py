"""Events: who raises what and who handles it, and routes: which entrances share their first words."""

from __future__ import annotations

from collections import defaultdict

import scipy.sparse as sp

from skerry.decompose.field import Field, Matrix
from skerry.facts.kinds import Event


def layer(field: Field) -> Matrix:
    """From each file that raises an event to each that handles it, thinner the more handle it; events that nobody handles say nothing."""
    raised: dict[object, set[int]] = defaultdict(set)
    handled: dict[object, set[int]] = defaultdict(set)
    for event in field.graph.of(Event):
        file = int(field.of_unit[event.unit])
        if file >= 0:
            key = event.target if event.target >= 0 and event.kind != "change" else event.name
            (raised if event.direction == "raise" else handled)[key].add(file)
    rows = [
        (a, b, 1 / (len(raised[key]) * len(handled[key])) ** 0.5)
        for key in raised
        for a in raised[key]
        for b in handled.get(key, ())
        if a != b
    ]
    if not rows:
        return sp.csr_matrix((len(field), len(field)))
    left, right, weights = zip(*rows, strict=True)
    return sp.csr_matrix(sp.coo_matrix((weights, (left, right)), shape=(len(field), len(field))).tocsr())
