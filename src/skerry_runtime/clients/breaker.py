"""A circuit breaker (Nygard, Release It!, 2007): after some failures in a row nothing is tried for a while, then one call probes."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

PROBE = 1.0  # seconds after which the call that tries has said how it went


class Breaker:
    """Closed, open for `pause` seconds after `after` failures in a row, then half open: one call at a time may try."""

    def __init__(self, after: int = 5, pause: float = 10.0, clock: Callable[[], float] = monotonic) -> None:
        self._after, self._pause, self._clock = after, pause, clock
        self._failures = 0
        self._until = 0.0
        self._probing = False

    def closed_in(self) -> float:
        """Seconds until a call may be tried; 0.0 if one may now, and then it counts as tried."""
        if self._failures < self._after:
            return 0.0
        left = self._until - self._clock()
        if left > 0:
            return left
        if self._probing:
            return min(self._pause, PROBE)
        self._probing = True
        return 0.0

    def succeeded(self) -> None:
        """The other side answers."""
        self._failures, self._probing = 0, False

    def failed(self) -> None:
        """It doesn't."""
        self._failures += 1
        self._probing = False
        if self._failures >= self._after:
            self._until = self._clock() + self._pause

    def abandoned(self) -> None:
        """The call ended without saying anything about the other side."""
        self._probing = False

    @property
    def probing(self) -> bool:
        """Whether a call is under way that tries."""
        return self._probing

    @property
    def open(self) -> bool:
        """Whether calls are refused."""
        return self._failures >= self._after and self._clock() < self._until
