"""How many sagas these tests take: `SKERRY_JOURNAL=1000` (`make journal`), or few."""

from __future__ import annotations

import os

from .world import SHAPES

ALL = int(os.environ.get("SKERRY_JOURNAL", "0"))
DOZEN = len(SHAPES)


def some(count: int) -> list[str]:
    """So many sagas, of all shapes in turn."""
    return [f"{SHAPES[number % DOZEN]}/{number // DOZEN}" for number in range(count)]
