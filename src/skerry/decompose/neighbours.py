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
    are equally so) the one that stands nearest (`near`, see `walked`).
    """
    size, transposed = rows.shape[0], rows.T.tocsr()
    left: list[NDArray[np.int64]] = []
    right: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float64]] = []
    nearness = np.zeros(size)
    for start in range(0, size, _BLOCK):
        block = (rows[start : start + _BLOCK] @ transposed).tocsr()
        for i in range(block.shape[0]):
            row = start + i
            columns, similar = _row(block, i)
            good = (similar > least) & (columns != row)
            if called is not None:
                good &= called[columns] != called[row]
            columns, similar = columns[good], similar[good]
            if called is not None:
                standing, how_near = _row(near, row) if near is not None else (columns[:0], similar[:0])
                nearness[standing] = how_near
                one = _one_of_each(called[columns], columns, similar * (_AT_ALL + nearness[columns]))
                nearness[standing] = 0
                columns, similar = columns[one], similar[one]
            best = np.lexsort((columns, -similar))[:count]
            left.append(np.full(len(best), row))
            right.append(columns[best])
            values.append(similar[best])
    if not left:
        return sp.csr_matrix((size, size))
    rows_, columns_ = np.concatenate(left), np.concatenate(right)
    found = sp.coo_matrix((np.concatenate(values), (rows_, columns_)), shape=(size, size)).tocsr()
    return sp.csr_matrix(found.maximum(found.T))


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


def _one_of_each(names: NDArray[np.int64], columns: NDArray[np.int64], worth: NDArray[np.float64]) -> NDArray[np.int64]:
    """Positions of the worthiest of each name."""
    best = np.lexsort((columns, -worth))
    return np.asarray(best[np.unique(names[best], return_index=True)[1]], np.int64)
