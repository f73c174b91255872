"""Leiden (Traag, Waltman, van Eck 2019) on a weighted graph of files. The only door to the library that computes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import graspologic_native as native
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from skerry.decompose.field import Matrix

Labels = NDArray[np.int64]
_APART = 1e-6  # relative: far above rounding, far below what any evidence says


@dataclass(frozen=True)
class Tied:
    """A layer that is cut several times: its edges are written out for the library once."""

    layer: Matrix

    @cached_property
    def edges(self) -> list[tuple[str, str, float]]:
        """Names of the two ends and the weight."""
        upper = sp.triu(self.layer + self.layer.T, 1).tocoo()
        # Exact ties make the library move files back and forth without end, so no two edges weigh quite the same.
        weights = upper.data * (1 + _APART * (np.arange(upper.nnz) * 0.618034 % 1))
        name = list(map(str, range(upper.shape[0])))
        rows = zip(upper.row.tolist(), upper.col.tolist(), weights.tolist(), strict=True)
        return [(name[i], name[j], weight) for i, j, weight in rows if weight > 0]

    def communities(self, resolution: float, seed: int = 1, trials: int = 3) -> Labels:
        """A community for each row, numbered from 0 by their first member; a row without edges is one of its own. Deterministic."""
        found = np.full(self.layer.shape[0], -1, np.int64)
        if self.edges:
            _, labels = native.leiden(self.edges, resolution=resolution, seed=seed, trials=trials, iterations=2)
            found[list(map(int, labels))] = list(labels.values())
        alone = found < 0
        found[alone] = found.max(initial=-1) + 1 + np.arange(alone.sum())
        return renumbered(found)


def communities(layer: Matrix, resolution: float) -> Labels:
    """Those of a layer that is cut but once."""
    return Tied(layer).communities(resolution)


def renumbered(labels: Labels) -> Labels:
    """The same parts numbered from 0 in the order of their first member."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return np.asarray(rank[inverse])
