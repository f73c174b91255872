"""Which replica of a service is asked: of two drawn the one with less to do; one that fails or drags is left out for a while.

Two random choices come close to asking the least busy one without everybody's rushing to it (Mitzenmacher, 2001). Leaving out is
Envoy's outlier detection with one more reason: a replica that answers, but far more slowly than its peers, would hold up its share of
all requests, and no count of failures shows it. At most half of them are left out, so a service of one replica never is.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import monotonic
from types import TracebackType

from skerry_runtime.clients.discovery import Registry

log = logging.getLogger("skerry.clients")
FAILURES = 3  # in a row, after which it is left out
SLOWER = 5.0  # times as slow as its peers
SLOW = 0.1  # seconds: what is faster is not slow, whatever its peers do
SEEN = 5  # answers before its pace says something
WEIGHT = 0.3  # of the last answer in its pace
CANNOT = frozenset(
    (502, 503, 504)
)  # the replica can't, or what stands before it can't reach it; 500 is about the request
PAUSE, LONGEST = 5.0, 60.0  # seconds that it is left out for the first time; each time in a row as much longer


@dataclass(slots=True)
class Replica:
    """One address. `pace` is a moving average of seconds; `until` is when it may be asked again."""

    url: str
    under_way: int = 0
    failures: int = 0
    pace: float = 0.0
    seen: int = 0
    ejections: int = 0
    until: float = 0.0


class Replicas:
    """The replicas of all services that one process asks."""

    def __init__(self, registry: Registry, clock: Callable[[], float] = monotonic) -> None:
        self._registry, self._clock = registry, clock
        self._known: dict[str, list[Replica]] = {}

    def turn(self, service: str) -> Turn:
        """Whose turn it is; enter it around the request."""
        found = self._of(service)
        able = [each for each in found if each.until <= self._clock()] or found
        drawn = random.sample(able, 2) if len(able) > 2 else random.sample(able, len(able))
        return Turn(self, service, min(drawn, key=lambda each: each.under_way))

    def left_out(self, service: str) -> list[str]:
        """The addresses that are not asked now."""
        return [each.url for each in self._of(service) if each.until > self._clock()]

    def _of(self, service: str) -> list[Replica]:
        urls, found = self._registry.addresses(service), self._known.get(service, [])
        if [each.url for each in found] != urls:
            before = {each.url: each for each in found}
            found = self._known[service] = [before.get(url) or Replica(url) for url in urls]
        return found

    def answered(self, service: str, replica: Replica, seconds: float) -> None:
        """It did, after so long."""
        replica.failures = 0
        replica.pace = seconds if not replica.pace else WEIGHT * seconds + (1 - WEIGHT) * replica.pace
        replica.seen += 1
        peers = [each.pace for each in self._of(service) if each is not replica and each.seen >= SEEN]
        if replica.seen >= SEEN and peers and replica.pace > max(SLOW, SLOWER * median(peers)):
            why = f"it takes {replica.pace * 1000:.0f} ms, and the others {median(peers) * 1000:.0f}"
            self._leave_out(service, replica, why)
        elif replica.seen >= SEEN:
            replica.ejections = 0

    def failed(self, service: str, replica: Replica) -> None:
        """It did not, or said that it can't."""
        replica.failures += 1
        if replica.failures >= FAILURES:
            self._leave_out(service, replica, f"it has failed {replica.failures} times in a row")

    def _leave_out(self, service: str, replica: Replica, why: str) -> None:
        """Passes it over. When it is back, its first answer decides: one that is no better has it left out again, for longer."""
        every = self._of(service)
        if len(self.left_out(service)) + 1 > len(every) // 2:
            return
        replica.ejections += 1
        pause = min(LONGEST, PAUSE * replica.ejections)
        replica.until = self._clock() + pause
        replica.failures, replica.seen, replica.pace = FAILURES - 1, SEEN - 1, 0.0
        log.warning("%s at %s is left out for %g s: %s", service, replica.url, pause, why)


class Turn:
    """A request to one replica, from its beginning to its end. Say `failed` where none came; one that is cancelled says nothing."""

    __slots__ = ("_began", "_failed", "_replica", "_replicas", "_service")

    def __init__(self, replicas: Replicas, service: str, replica: Replica) -> None:
        self._replicas, self._service, self._replica = replicas, service, replica
        self._began, self._failed = 0.0, False

    @property
    def url(self) -> str:
        """Where it is."""
        return self._replica.url

    def failed(self) -> None:
        """There was no answer, or one that says that it can't."""
        self._failed = True

    def __enter__(self) -> Turn:
        self._began = self._replicas._clock()
        self._replica.under_way += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._replica.under_way -= 1
        if self._failed:
            self._replicas.failed(self._service, self._replica)
        elif error is None or isinstance(error, Exception):
            self._replicas.answered(self._service, self._replica, self._replicas._clock() - self._began)
