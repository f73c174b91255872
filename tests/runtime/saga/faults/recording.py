"""One life of a journal without a fault, recorded: each change of its files, and what the world was like when it was asked for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .files import Change
from .life import Lives
from .loop import timeless


@dataclass(frozen=True, slots=True)
class Moment:
    """The changes of one turn of the event loop, and all that a crash would spare then (`Lives.outside`).

    A commit is in one moment, as nothing is awaited in it; those of earlier moments have returned.
    """

    outside: bytes
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Recording:
    """A life from its first moment to its last."""

    ids: Sequence[str]
    moments: list[Moment]


def recorded(folder: Path, ids: Sequence[str]) -> Recording:
    """A life of these sagas, all under way together."""
    moments: list[Moment] = []
    last = 0

    def saw(change: Change) -> None:
        nonlocal last
        if clock.turns != last:
            moments.append(Moment(lives.outside(), []))
            last = clock.turns
        moments[-1].changes.append(change)

    random.seed(1)
    with timeless() as clock:
        lives = Lives(folder, clock, ids)
        lives.live({}, sees=saw)
    assert not lives.judged()
    return Recording(ids, moments)
