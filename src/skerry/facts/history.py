"""What the history of a repository says: who changed what, together with what, how often."""

from __future__ import annotations

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
