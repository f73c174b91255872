"""A journal that dies while it runs, at every point at which anything is written; what comes after it ends every saga as it has to.

These are a dozen sagas; `test_crash_states.py` has many, and makes its states from a record. At full size (`make journal`) all points are
taken, every 17th otherwise.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from .careless import carelessly
from .life import Lives, died_and_went_on
from .loop import timeless
from .size import ALL, DOZEN, some


def points(folder: Path, every: int) -> Iterator[int]:
    """Where to die: at each n-th thing that a life without a fault does."""
    with timeless() as clock:
        lives = Lives(folder, clock, some(DOZEN))
        count = lives.live({}).count
    assert not lives.judged()
    yield from range(1, count + 1, every)


@pytest.mark.parametrize("power", [False, True], ids=["process", "power"])
def test_every_saga_ends_wherever_it_dies(tmp_path: Path, power: bool) -> None:
    checked = 0
    for at in points(tmp_path / "whole", 1 if ALL else 17):
        dice = random.Random(at)
        again = [dice.randrange(1, 200)] if dice.random() < 0.3 else []  # what comes after it may die as well
        with timeless() as clock:
            lives = died_and_went_on(tmp_path / str(at), clock, some(DOZEN), [at, *again], dice if power else None)
        assert not lives.judged(), f"died at {at}, then {again}"
        checked += 1
    assert checked > 20


def test_control_a_journal_that_does_not_sync_loses_what_it_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk shows what it is there to show."""
    carelessly(monkeypatch)
    wrongs = []
    for at in points(tmp_path / "whole", 20):
        dice = random.Random(at)
        with timeless() as clock:
            wrongs += died_and_went_on(tmp_path / str(at), clock, some(DOZEN), [at], dice).judged()
        if wrongs:
            break
    assert any("was accepted, and is lost" in wrong for wrong in wrongs)
