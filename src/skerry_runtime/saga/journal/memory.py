"""What the journal remembers of one saga while a worker follows its course."""

from __future__ import annotations

import logging
from collections.abc import Callable

from skerry_runtime.saga.journal import rows
from skerry_runtime.saga.journal.rows import Head, Lost, Past
from skerry_runtime.saga.journal.writer import Writer
from skerry_runtime.saga.log import Ended, Key, Outcome, Perform, Repair, Signal, Then
from skerry_runtime.saga.news import News, first_of
from skerry_runtime.saga.pace import Paces
from skerry_runtime.saga.port import How, Status

_logger = logging.getLogger(__name__)


class Parked(Exception):
    """The saga is left to a person; this worker is done with it."""


class Memory:
    """The `Log` of the journal. Every line is written only while this worker has the saga."""

    def __init__(
        self,
        head: Head,
        past: Past,
        owner: str,
        writer: Writer,
        now: Callable[[], float],
        news: News,
        leased: Callable[[], bool],
        paces: Paces,
    ) -> None:
        self._head, self._owner, self._writer, self.now = head, owner, writer, now
        self._outcomes, self._repairs, self._lines = past.outcomes, past.repairs, past.lines
        self._skip = past.repairs.get("")
        self._status, self._news, self._leased = Status.RUNNING, news, leased
        self.began, self.paces, self._noted = head.began, paces, head.due

    async def once(self, key: Key, perform: Perform, then: Then) -> Outcome:
        """See `Log`."""
        known = self._outcomes.get(str(key))
        outcome = known or await self._performed(perform)
        status = then(outcome)
        if known is None:
            changed = status if status is not self._status else None
            n, self._lines = self._lines, self._lines + 1
            await self._writer.write(lambda c: rows.append(c, self._head, self._owner, n, key, outcome, changed))
        self._status = status
        return outcome

    async def _performed(self, perform: Perform) -> Outcome:
        """A person may have said to skip what this saga could not get past."""
        skip, self._skip = self._skip, None
        if skip and skip.how is How.SKIP:
            return Outcome(Ended.DONE, self.now(), reason="skipped by a person", attempts=0)
        return await perform()

    async def parked(self, key: Key, reason: str) -> Repair:
        """See `Log`; raises `Parked` unless a person has decided already."""
        if repair := self._repairs.get(str(key)):
            return repair
        await self._writer.write(lambda c: rows.park(c, self._head, self._owner, self._lines, self.now(), key, reason))
        _logger.error("saga %s is parked at %s and waits for a person: %s", self._head.id, key, reason)
        raise Parked

    async def signal(self, types: tuple[str, ...], seen: frozenset[int], until: float) -> Signal | None:
        """See `Log`."""
        head = self._head
        while True:
            with self._news.waiting(head.correlation) as news:
                found = await self._writer.read(lambda c: rows.signals(c, types, head.correlation, head.since))
                if fresh := [signal for signal in found if signal.number not in seen]:
                    return fresh[0]
                left = until - self.now()
                if left <= 0:
                    return None
                await self._waits(types, until)
                await first_of(news, left)

    async def _waits(self, types: tuple[str, ...], until: float) -> None:
        """Say so, once, to those who look after what does not come."""
        if self._noted != until:
            self._noted = until
            await self._writer.write(lambda c: rows.wait(c, self._head, self._owner, types, self.now(), until))

    async def allowed(self) -> None:
        """See `Log`; raises `Lost` where the lease has run out: another may have taken over and undone this step by now."""
        if not self._leased():
            raise Lost(f"the lease of {self._owner} has run out")
