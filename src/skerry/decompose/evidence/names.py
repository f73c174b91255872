"""Names: the words of a file's classes, functions, fields and of what it mentions, without what is common to its technical role.

No folder holds two files of one name, so what files of one name share is repetition, not a domain: they are never neighbours, and what
all of them say is taken away.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import scipy.sparse as sp

from skerry.decompose.communities import Labels
from skerry.decompose.field import Field, Matrix, matrix, unit_rows, words
from skerry.decompose.neighbours import nearest
from skerry.decompose.roles import centred, roles
from skerry.facts.vocabulary import Vocabulary

_STEM, _CLASS, _DECLARED, _MENTIONED = 3.0, 2.0, 1.0, 0.5
_COMMONEST = 0.6  # a word in more than this share of the files tells none of them apart
_NEIGHBOURS = 8
_LEAST = 0.05
_SILENT = Vocabulary()


def rows(field: Field) -> Matrix:
    """TF-IDF of each file's words, centred by role and by name (Sparck Jones 1972 for the weights)."""
    bags = [_bag(field, i) for i in range(len(field))]
    seen = Counter(word for bag in bags for word in bag)
    kept = sorted(word for word, files in seen.items() if 2 <= files <= _COMMONEST * len(bags))
    column = {word: i for i, word in enumerate(kept)}
    found = matrix(({column[w]: x for w, x in bag.items() if w in column} for bag in bags), len(column))
    rarity = np.log(len(bags) / np.array([seen[word] for word in kept], float))
    found.data = np.log1p(found.data) * rarity[found.indices]
    return centred(centred(found, roles(field)), field.called.tolist())


def _bag(field: Field, i: int) -> dict[str, float]:
    bag: dict[str, float] = defaultdict(float)
    for word in field.stems[i]:
        bag[word] += _STEM
    classes = Counter(word for c in field.classes[i] for word in words(field.graph.units[c].name))
    vocabulary = field.graph.words.get(field.paths[i], _SILENT)
    parts = ((classes, _CLASS), (vocabulary.declared, _DECLARED), (vocabulary.mentioned, _MENTIONED))
    for counts, weight in parts:
        often = (1 + np.log(list(counts.values()))).tolist()
        for word, times in zip(counts, often, strict=True):
            bag[word] += weight * times
    return {word: weight for word, weight in bag.items() if len(word) > 1}


def layer(field: Field, found: Matrix, near: Matrix, labels: Labels | None = None) -> Matrix:
    """Files by the similarity of their words, copies told apart by `near`. With a first cut, words that tell its parts apart count more."""
    said = found if labels is None else unit_rows(_telling(found, labels))
    return nearest(said, _NEIGHBOURS, _LEAST, field.called, near)


def _telling(found: Matrix, labels: Labels) -> Matrix:
    """Columns weighted by the root of the Kullback-Leibler divergence of a word's parts from all parts."""
    size, parts = found.shape[0], int(labels.max()) + 1
    member = sp.csr_matrix((np.ones(size), (labels, np.arange(size))), shape=(parts, size))
    by_part = np.asarray((member @ found).todense())
    share = np.bincount(labels, minlength=parts) / size
    given = (by_part + 0.5 * share[:, None]) / (by_part.sum(0) + 0.5)
    gain = (given * np.log(np.maximum(given, 1e-12) / share[:, None])).sum(0)
    return sp.csr_matrix(found @ sp.diags(np.sqrt(np.maximum(gain, 0))))
