"""Data: files that are about the same entities, entities that point at one another, and entities that change in one transaction."""

from __future__ import annotations

import scipy.sparse as sp

from skerry.decompose.anchors import Anchors
from skerry.decompose.field import Field, Matrix, normed
from skerry.decompose.neighbours import nearest
from skerry.facts.flows import Flows
from skerry.facts.kinds import Entity

_BY_REFERENCE = 0.5  # an anchor that is referred to, against one that is in the name
_NEIGHBOURS = 8
_LEAST = 0.2


def layer(field: Field, anchors: Anchors, near: Matrix) -> Matrix:
    """Files by their profiles of anchors, copies told apart by `near`."""
    if not anchors.units:
        return sp.csr_matrix((len(field), len(field)))
    return nearest(anchors.profile(_BY_REFERENCE), _NEIGHBOURS, _LEAST, field.called, near)


def keys(field: Field) -> Matrix:
    """Foreign keys between entities, from the file of one to the file of the other."""
    pairs = [
        (field.of_unit[entity.unit], field.of_unit[column.target])
        for entity in field.graph.of(Entity)
        for column in entity.columns
        if column.target >= 0
    ]
    return _pairs(field, [(int(a), int(b), 1.0) for a, b in pairs])


def transactions(field: Field) -> Matrix:
    """Files of entities that are written in one transaction."""
    rows = []
    for _, reached in field.graph.derived(Flows).transactions():
        written = sorted(
            {int(field.of_unit[s]) for (kind, s), _, _ in reached if kind == "write" and isinstance(s, int) and s >= 0}
        )
        rows += [(a, b, 1 / (len(written) - 1)) for i, a in enumerate(written) for b in written[i + 1 :]]
    return _pairs(field, rows)


def _pairs(field: Field, rows: list[tuple[int, int, float]]) -> Matrix:
    own = [(a, b, w) for a, b, w in rows if a >= 0 and b >= 0 and a != b]
    if not own:
        return sp.csr_matrix((len(field), len(field)))
    left, right, weights = zip(*own, strict=True)
    return normed(sp.coo_matrix((weights, (left, right)), shape=(len(field), len(field))).tocsr())
