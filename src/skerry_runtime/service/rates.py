"""How many requests each caller may make, counted in this replica: windows of fixed length, one count a caller."""

from __future__ import annotations

import math
import time
from collections import OrderedDict

from skerry_runtime import spec

CALLERS = 10_000  # counted at a time; the one that asked longest ago is forgotten first
Raw = tuple[tuple[bytes, bytes], ...]


class RateLimits:
    """The quota of one service."""

    def __init__(self, rates: spec.Rates) -> None:
        self._limit, self._window = rates.limit, max(1, rates.window)
        self._policy = f'"default";q={rates.limit};w={self._window}'.encode()
        self._callers: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def taken(self, caller: str) -> tuple[Raw, int]:
        """Counts a request: the headers that say what is left, and how many seconds to wait (0: go on)."""
        if not self._limit:
            return (), 0
        now = time.monotonic()
        ends, used = self._callers.pop(caller, (0.0, 0))
        if ends <= now:
            ends, used = now + self._window, 0
        used += 1
        self._callers[caller] = ends, used
        if len(self._callers) > CALLERS:
            self._callers.popitem(last=False)
        wait = max(1, math.ceil(ends - now))
        left = b'"default";r=%d;t=%d' % (max(0, self._limit - used), wait)
        return ((b"ratelimit", left), (b"ratelimit-policy", self._policy)), wait if used > self._limit else 0
