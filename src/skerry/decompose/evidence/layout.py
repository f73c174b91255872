"""Layout: the folders that a file stands in. What the people who wrote the system said about it, right or wrong."""

from __future__ import annotations

from collections import Counter

import numpy as np

from skerry.decompose.field import Field, Matrix, matrix, unit_rows, words
from skerry.decompose.neighbours import nearest
from skerry.decompose.roles import centred, roles

_NEIGHBOURS = 12
_LEAST = 0.1


def layer(field: Field) -> Matrix:
    """Files by the folders above them and the words of those folders, rare ones first, without what is common to a role."""
    bags = [_bag(path) for path in field.paths]
    seen = Counter(term for bag in bags for term in bag)
    column = {term: i for i, term in enumerate(sorted(term for term, n in seen.items() if 1 < n < len(bags)))}
    rows = ({column[t]: float(np.log(len(bags) / seen[t])) for t in bag if t in column} for bag in bags)
    return nearest(centred(unit_rows(matrix(rows, len(column))), roles(field)), _NEIGHBOURS, _LEAST)


def _bag(path: str) -> set[str]:
    folders = path.split("/")[:-1]
    whole = {"/".join(folders[: i + 1]) + "/" for i in range(len(folders))}
    return whole | {word for folder in folders for word in words(folder)}
