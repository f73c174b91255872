"""Files that resemble one another most, and how near files stand by reference: what tells copies of one another apart."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from skerry.decompose.field import Matrix

_BLOCK = 1024  # rows compared at a time
_STEPS = 4  # of the walk; 2 to 5 give the same
_ON = 0.8  # how much a further step counts against the one before
_FAINT = 1e-3  # below this a walk is not followed: it would soon be everywhere
_AT_ALL = 0.05  # what likeness counts without any nearness; 0 to .1 give the same


def nearest(
    rows: Matrix, count: int, least: float, called: NDArray[np.int64] | None = None, near: Matrix | None = None
) -> Matrix:
    """The `count` most similar rows (cosine) of each row of unit length, above `least`; symmetric. Ties go to the lower number.

    With `called`, rows of one name are no neighbours, and of several of another name only one is: the most similar, and of copies (which
    are equally so) the one that stands nearest (`near`, see `walked`), provided that it would pick the row among its namesakes, too.
    """
    size, transposed = rows.shape[0], rows.T.tocsr()
    one = _OneOfEach(called, near) if called is not None else None
    left: list[NDArray[np.int64]] = []
    right: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float64]] = []
    picked: list[
        NDArray[np.int64]
    ] = []  # pairs as one number: the column before the row that picked it among its namesakes
    for start in range(0, size, _BLOCK):
        block = (rows[start : start + _BLOCK] @ transposed).tocsr()
        block.sort_indices()  # so that a stable order puts the lower number first
        for i in range(block.shape[0]):
            columns, similar = _row(block, i)
            good = (similar > least) & (columns != start + i)
            columns, similar = columns[good], similar[good]
            if one is not None:
                kept = one.of(start + i, columns, similar)
                columns, similar = columns[kept], similar[kept]
                picked.append(columns[one.shared[columns]].astype(np.int64) * size + start + i)
            best = np.argsort(-similar, kind="stable")[:count]
            left.append(np.full(len(best), start + i))
            right.append(columns[best])
            values.append(similar[best])
    if not left:
        return sp.csr_matrix((size, size))
    rows_, columns_, weights = np.concatenate(left), np.concatenate(right), np.concatenate(values)
    if one is not None:
        both = ~one.shared[rows_] | np.isin(rows_ * size + columns_, np.concatenate(picked))
        rows_, columns_, weights = rows_[both], columns_[both], weights[both]
    found = sp.coo_matrix((weights, (rows_, columns_)), shape=(size, size)).tocsr()
    return sp.csr_matrix(found.maximum(found.T))


class _OneOfEach:
    """Leaves out a row's namesakes and, of several columns of another name, all but the worthiest; columns come in ascending order."""

    def __init__(self, called: NDArray[np.int64], near: Matrix | None) -> None:
        self._called, self._near = called, near
        self.shared = np.bincount(called)[called] > 1
        self._nearness = np.zeros(len(called))
        self._first = np.zeros(int(called.max(initial=-1)) + 1, np.int64)

    def of(self, row: int, columns: NDArray[np.int64], similar: NDArray[np.float64]) -> NDArray[np.bool_]:
        names = self._called[columns]
        kept = np.asarray(names != self._called[row], bool)
        rivals = np.flatnonzero(self.shared[columns] & kept)
        if len(rivals):
            order = rivals[np.argsort(-self._worth(row, columns[rivals], similar[rivals]), kind="stable")]
            self._first[names[order[::-1]]] = order[::-1]  # the last one written stays
            kept[rivals] = self._first[names[rivals]] == rivals
        return kept

    def _worth(self, row: int, columns: NDArray[np.int64], similar: NDArray[np.float64]) -> NDArray[np.float64]:
        if self._near is None:
            return similar
        standing, how_near = _row(self._near, row)
        self._nearness[standing] = how_near
        found = similar * (_AT_ALL + self._nearness[columns])
        self._nearness[standing] = 0
        return found


def walked(layer: Matrix) -> Matrix:
    """How near each file stands to each other one: the chance to come by there on a short walk along a layer's ties (both ways)."""
    both = sp.csr_matrix(layer + layer.T)
    degree = np.asarray(both.sum(1)).ravel()
    degree[degree == 0] = 1
    step = sp.csr_matrix(sp.diags(1 / degree) @ both)
    found = at = step
    for _ in range(_STEPS - 1):
        at = sp.csr_matrix(_ON * (_followed(at) @ step))
        found = found + at
    # Rounded, since the order of adding up depends on the library.
    found = _followed(sp.csr_matrix(found))
    found.data = np.round(found.data, 9)
    return found


def _followed(at: Matrix) -> Matrix:
    kept = at.copy()
    kept.data[kept.data < _FAINT] = 0
    kept.eliminate_zeros()
    return kept


def _row(found: Matrix, i: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    row = slice(found.indptr[i], found.indptr[i + 1])
    return found.indices[row], found.data[row]
