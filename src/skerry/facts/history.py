"""What the history of a repository says: who changed what, together with what, how often."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain

import msgspec


class Commit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One commit that is not a merge: `when` in seconds since 1970, `files` indices into `History.paths`."""

    when: int
    author: int
    files: tuple[int, ...]


class History(msgspec.Struct, frozen=True, gc=False):
    """Commits newest first. `authors` are hashes of their addresses, never the addresses; `whole` is False for a shallow clone."""

    paths: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    commits: tuple[Commit, ...] = ()
    whole: bool = True


def churn(history: History) -> dict[str, int]:
    """Path to the number of commits that touched it."""
    counts = Counter(chain.from_iterable(commit.files for commit in history.commits))
    return {history.paths[i]: n for i, n in counts.items()}


def authors(history: History) -> dict[str, dict[int, int]]:
    """Path to its authors (indices into `History.authors`) and how many commits each of them made to it."""
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for commit in history.commits:
        for file in commit.files:
            found[file][commit.author] += 1
    return {history.paths[i]: dict(counts) for i, counts in found.items()}
