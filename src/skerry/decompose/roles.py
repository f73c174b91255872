"""Technical roles: what a file is for, as distinct from what it is about.

Serializers resemble serializers in every domain. So before files are compared by their words, what is common to all files of a role is
taken away. The role is the last word of the file's name, in its language: no list of roles is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
import scipy.sparse as sp

from skerry.decompose.field import Field, Matrix, unit_rows

_FEWEST = 4  # files of a role from which a mean says something


def roles(field: Field) -> tuple[str, ...]:
    """Each file's role."""
    return tuple(
        f"{stem[-1] if stem else ''}.{field.graph.units[unit].language}"
        for stem, unit in zip(field.stems, field.files, strict=True)
    )


def centred(rows: Matrix, role_of: Sequence[Hashable]) -> Matrix:
    """Each row without the mean of its role (or whatever else groups files), as far as it was there; of length 1."""
    members: dict[Hashable, list[int]] = defaultdict(list)
    for i, role in enumerate(role_of):
        members[role].append(i)
    rows = unit_rows(rows)
    parts: list[Matrix] = []
    order: list[int] = []
    for same in members.values():
        part = rows[same].copy()
        if len(same) >= _FEWEST:
            mean = np.asarray(part.mean(0)).ravel()
            part.data = np.maximum(part.data - mean[part.indices], 0)
            part.eliminate_zeros()
        parts.append(part)
        order += same
    if not parts:
        return rows
    return unit_rows(sp.csr_matrix(sp.vstack(parts).tocsr()[np.argsort(order)]))
