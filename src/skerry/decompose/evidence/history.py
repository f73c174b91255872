"""History: files that change in the same commits."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from skerry.decompose.field import Field, Matrix
from skerry.facts.cochange import cochange

_LEAST = 2  # once may be chance


def layer(field: Field) -> Matrix:
    """Co-change, each file's ties scaled to the most changed of the two: how often, when one changes, does the other."""
    history, size = field.graph.history, len(field)
    number = {path: i for i, path in enumerate(field.paths)}
    pairs = cochange(history, number, _LEAST)
    index = [number.get(path, -1) for path in history.paths]
    left, right = [index[i] for i in pairs.left.tolist()], [index[i] for i in pairs.right.tolist()]
    # Namesakes change together where one change is made everywhere.
    weights = np.where(field.called[left] == field.called[right], 0.0, pairs.weights) if left else pairs.weights
    found = sp.coo_matrix((weights, (left, right)), shape=(size, size)).tocsr()
    found.eliminate_zeros()
    return sp.csr_matrix(found)
