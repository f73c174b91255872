"""How often a service may be asked through this gateway."""

from __future__ import annotations

from time import monotonic

from skerry_runtime.gateway.table import Rate, Table


class Bucket:
    """A token bucket: `limit` requests in `window` seconds, refilled all the time."""

    def __init__(self, rate: Rate) -> None:
        self._limit, self._rate = float(rate.limit), rate.limit / rate.window
        self._left, self._at = float(rate.limit), monotonic()

    def taken(self) -> float:
        """Takes one; the seconds to wait where there is none, else 0."""
        now = monotonic()
        self._left = min(self._limit, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1.0:
            return (1.0 - self._left) / self._rate
        self._left -= 1.0
        return 0.0


class Rates:
    """The buckets of all services that have a limit."""

    def __init__(self, table: Table) -> None:
        self._buckets = {name: Bucket(each.rate) for name, each in table.services.items() if each.rate}

    def wait(self, service: str) -> float:
        """Counts a request; the seconds to wait where it is one too many, else 0."""
        bucket = self._buckets.get(service)
        return bucket.taken() if bucket else 0.0
