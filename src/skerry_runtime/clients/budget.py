"""A budget of retries (Finagle's): a share of the calls, and a few a second for callers with little traffic, so that repeating never
multiplies a load that is already too much."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


class RetryBudget:
    """Each call earns `share` of a retry, each second `least` more; what is earned is kept for about ten seconds."""

    def __init__(self, share: float = 0.2, least: float = 1.0, clock: Callable[[], float] = monotonic) -> None:
        self._share, self._least, self._clock = share, least, clock
        self._most = 10.0 * max(least, 1.0) + 100.0 * share
        self._earned = self._most / 2
        self._at = clock()

    def called(self) -> None:
        """A call was made for the first time."""
        self._tick()
        self._earned = min(self._most, self._earned + self._share)

    def spend(self) -> bool:
        """Whether one more retry is within the budget; then it is spent."""
        self._tick()
        if self._earned < 1.0:
            return False
        self._earned -= 1.0
        return True

    def _tick(self) -> None:
        now = self._clock()
        self._earned = min(self._most, self._earned + (now - self._at) * self._least)
        self._at = now
