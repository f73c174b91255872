"""Routes: handlers whose paths begin alike serve the same resource."""

from __future__ import annotations

from collections import Counter

import numpy as np

from skerry.decompose.field import Field, Matrix, matrix, unit_rows, words
from skerry.decompose.neighbours import nearest
from skerry.facts.kinds import Endpoint

_NEIGHBOURS = 6
_LEAST = 0.2


def layer(field: Field) -> Matrix:
    """Files by the words of the routes that they handle, rare ones first. A word that many files serve (`api`, `v1`) weighs little."""
    bags: list[Counter[str]] = [Counter() for _ in field.files]
    for endpoint in field.graph.of(Endpoint):
        file = int(field.of_unit[endpoint.unit])
        if file >= 0:
            fixed = (part for part in endpoint.path.split("/") if part and "{" not in part)
            bags[file].update(word for part in fixed for word in words(part))
    seen = Counter(word for bag in bags for word in bag)
    column = {word: i for i, word in enumerate(sorted(seen))}
    size = max(1, sum(1 for bag in bags if bag))
    rows = ({column[w]: float(np.log1p(n) * np.log(1 + size / seen[w])) for w, n in bag.items()} for bag in bags)
    return nearest(unit_rows(matrix(rows, len(column))), _NEIGHBOURS, _LEAST, field.called)
