"""One edge of the call graph: from this service to another one, with everything that is shared by its calls."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

from skerry_runtime import spec
from skerry_runtime.clients.breaker import Breaker
from skerry_runtime.clients.budget import RetryBudget
from skerry_runtime.operations import Unavailable

T = TypeVar("T")
_PLAIN = spec.Call()
_STALE = 10.0  # an answer that may be used for a minute is still better than none for ten


@dataclass(slots=True)
class Kept:
    """An answer that may be used again, until when, and until when at least instead of a failure (stale-if-error, RFC 5861)."""

    value: Any
    fresh: float
    usable: float


@dataclass(slots=True)
class Edge:
    """Breaker, retry budget, bulkhead (`most` calls at once) and kept answers of the calls to one service."""

    callee: spec.Callee
    most: int = 100
    largest: int = 1_000
    budget: RetryBudget = field(default_factory=RetryBudget)
    under_way: int = 0
    _breaker: Breaker | None = None
    _kept: dict[str, Kept] = field(default_factory=dict)

    def policy(self, operation: str) -> spec.Call:
        """How an operation is called: as it says, as the whole service says, or plainly."""
        whole = next((each for each in self.callee.calls if not each.operation), _PLAIN)
        return next((each for each in self.callee.calls if each.operation == operation), whole)

    @property
    def breaker(self) -> Breaker:
        """The breaker of the whole edge."""
        if self._breaker is None:
            said = next((each.breaker for each in self.callee.calls if each.breaker), None) or spec.Breaker()
            self._breaker = Breaker(said.after, said.pause)
        return self._breaker

    async def guarded(self, job: Callable[[], Awaitable[T]]) -> T:
        """Runs one try, unless the breaker is open or too many calls are under way.

        Raises:
            Unavailable: it was not tried.
        """
        wait = self.breaker.closed_in()
        if wait:
            raise Open(f"{self.callee.name} has failed too often and is left alone", after=wait)
        if self.under_way >= self.most:
            self.breaker.abandoned()
            raise Full(f"{self.under_way} calls to {self.callee.name} are under way already", after=0.1)
        self.under_way += 1
        try:
            return await job()
        finally:
            self.under_way -= 1

    def kept(self, what: str, *, stale: bool = False) -> Kept | None:
        """An answer that may still be used; with `stale`, one that is better than a failure."""
        found = self._kept.get(what)
        now = monotonic()
        return found if found and now < (found.usable if stale else found.fresh) else None

    def keep(self, what: str, value: Any, seconds: float) -> None:
        """Keeps an answer for so many seconds."""
        if len(self._kept) >= self.largest:
            self._kept.pop(next(iter(self._kept)))
        now = monotonic()
        self._kept[what] = Kept(value, now + seconds, now + _STALE * seconds)


class Open(Unavailable):
    """The circuit breaker is open."""


class Full(Unavailable):
    """The bulkhead is full."""


def pause(attempt: int, backoff: float = 0.05, most: float = 2.0) -> float:
    """How many seconds to wait before the attempt after this one (from 0): doubling, with full jitter (Brooker, AWS, 2015)."""
    return random.uniform(0, min(most, backoff * 2**attempt))
