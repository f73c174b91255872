"""Which files changed together, and how often. Apart from the history itself: counting pairs takes numpy, holding commits does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from skerry.facts.history import History

# More files at once are a release, a reformat or an import, not one thought; they would also be most of all pairs.
MOST_FILES_OF_ONE_CHANGE = 100


class CoChange(NamedTuple):
    """Pairs of paths (indices, left < right) that changed together: `weights` and in how many `commits`, in columns."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weights: NDArray[np.float64]
    commits: NDArray[np.int64]


def cochange(history: History, among: Container[str] | None = None, least: int = 1) -> CoChange:
    """The pairs (of the paths in `among`) that changed together in at least `least` commits.

    A commit of n files gives each pair 1 / (n - 1), so that each file has one unit to give however large the commit is. Commits of
    more than 100 files are left out: see `MOST_FILES_OF_ONE_CHANGE`.
    """
    kept = frozenset(range(len(history.paths)) if among is None else _indices(history, among))
    by_size: dict[tuple[int, int], list[tuple[int, ...]]] = defaultdict(list)
    for commit in history.commits:
        if 1 < len(commit.files) <= MOST_FILES_OF_ONE_CHANGE:
            files = tuple(f for f in commit.files if f in kept)
            if len(files) > 1:
                by_size[len(files), len(commit.files)].append(files)
    keys, weights = [np.empty(0, np.int64)], [np.empty(0)]
    for (size, whole), group in by_size.items():
        rows = np.sort(np.array(group, np.int64), axis=1)
        first, second = np.triu_indices(size, 1)
        pairs = rows[:, first] * len(history.paths) + rows[:, second]
        keys.append(pairs.ravel())
        weights.append(np.full(pairs.size, 1 / (whole - 1)))
    return _summed(np.concatenate(keys), np.concatenate(weights), len(history.paths), least)


def _summed(keys: NDArray[np.int64], weights: NDArray[np.float64], paths: int, least: int) -> CoChange:
    pairs, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    sums: NDArray[Any] = np.bincount(inverse, weights, len(pairs))
    often = counts >= least
    return CoChange(pairs[often] // max(1, paths), pairs[often] % max(1, paths), sums[often], counts[often])


def _indices(history: History, among: Container[str]) -> list[int]:
    return [i for i, path in enumerate(history.paths) if path in among]
