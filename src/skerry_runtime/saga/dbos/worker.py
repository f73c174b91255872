"""This process as one of those that run sagas: its lease, and what follows when it has run out."""

from __future__ import annotations

import time
from uuid import uuid4

from skerry_runtime.saga.dbos.leases import Leases
from skerry_runtime.saga.news import News, first_of
from skerry_runtime.saga.port import EngineFailed

_LEASE = "lease"  # told when it has been renewed


class Worker:
    """Has a name, unique among those that live, and a lease of so many seconds, until which it works. `version`: its definitions'."""

    def __init__(self, leases: Leases, name: str, version: str, lease: float, news: News) -> None:
        self.name, self.version, self.lease = name, version, lease
        self._leases, self._news, self._incarnation = leases, news, uuid4().hex
        self._until, self._resigned = 0.0, False

    async def beat(self, first: bool = False) -> None:
        """Renew the lease. It waits for nothing else: while others think that we are gone, they take our sagas.

        Raises:
            EngineFailed: another process has the name.
        """
        asked = time.monotonic()
        if not await self._leases.heartbeat(self.name, self._incarnation, self.version, self.lease, first):
            self._until = 0.0
            raise EngineFailed(f"another process runs sagas as {self.name}; give each a name of its own")
        if not self._resigned:
            self._until = asked + self.lease
            self._news.tell(_LEASE)

    async def mine(self, saga_id: str) -> bool:
        """Whether it may go on with a saga. Where the lease has run out, it waits for it, and then looks who has the saga now."""
        if self._leased:
            return True
        while not self._leased:
            with self._news.waiting(_LEASE) as news:
                await first_of(news, self.lease)
        return await self._leases.holds(self.name, saga_id)

    def resign(self) -> None:
        """Nothing is begun any more."""
        self._resigned, self._until = True, 0.0

    async def release(self) -> None:
        """End the lease at once, so that nobody waits for its end."""
        await self._leases.release(self.name, self._incarnation)

    @property
    def left(self) -> float | None:
        """Seconds that are left of the lease, negative where it has run out; None where it does not work."""
        return self._until - time.monotonic() if self._until else None

    @property
    def _leased(self) -> bool:
        return time.monotonic() < self._until
