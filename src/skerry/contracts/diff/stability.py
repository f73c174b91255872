"""The ladder of `x-stability-level`, as it is used in the field: what a part of a contract promises about staying as it is."""

from __future__ import annotations

from typing import Any

LEVELS = ("draft", "alpha", "beta", "stable")
STABLE = LEVELS.index("stable")


def promised(word: Any, unknown: int = -1) -> int:
    """How much is promised, from 0 (draft) to `STABLE`, also where nothing is said; `unknown` where the word is none of these."""
    return STABLE if word is None else LEVELS.index(word) if word in LEVELS else unknown
