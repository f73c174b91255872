"""Leiden (Traag, Waltman, van Eck 2019) on a weighted graph of files. The only door to the library that computes it."""

from __future__ import annotations

import graspologic_native as native
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from skerry.decompose.field import Matrix

Labels = NDArray[np.int64]
_APART = 1e-6  # relative: far above rounding, far below what any evidence says


def communities(layer: Matrix, resolution: float, seed: int = 1, trials: int = 3) -> Labels:
    """A community for each row, numbered from 0 by their first member; a row without edges is one of its own. Deterministic."""
    upper = sp.triu(layer + layer.T, 1).tocoo()
    # Exact ties make the library move files back and forth without end, so no two edges weigh quite the same.
    weights = upper.data * (1 + _APART * (np.arange(upper.nnz) * 0.618034 % 1))
    edges = [(str(i), str(j), float(w)) for i, j, w in zip(upper.row, upper.col, weights, strict=True) if w > 0]
    found = np.full(layer.shape[0], -1, np.int64)
    if edges:
        _, labels = native.leiden(edges, resolution=resolution, seed=seed, trials=trials, iterations=2)
        for name, label in labels.items():
            found[int(name)] = label
    alone = found < 0
    found[alone] = found.max(initial=-1) + 1 + np.arange(alone.sum())
    return renumbered(found)


def renumbered(labels: Labels) -> Labels:
    """The same parts numbered from 0 in the order of their first member."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return np.asarray(rank[inverse])
