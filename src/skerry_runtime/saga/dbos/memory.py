"""What DBOS remembers of one saga: a workflow's steps, each recorded once it has ended."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from skerry_runtime.saga.definition import Json, Saga
from skerry_runtime.saga.log import Ended, Key, Outcome, Perform, Repair, Signal, Then
from skerry_runtime.saga.news import News, first_of
from skerry_runtime.saga.pace import Paces
from skerry_runtime.saga.port import How, Status

if TYPE_CHECKING:
    from skerry_runtime.saga.dbos.tables import Tables

_logger = logging.getLogger(__name__)
_POLL = 0.5  # seconds between two looks for a person's decision in another process
_SHORT = 1.0  # seconds of waiting that are not worth a note


class Memory:
    """The `Log` of DBOS. `about` is told of events that the saga may wait for; `mine` waits until this worker may work on the saga,
    and says whether it is still its own; `here`: this process began it."""

    def __init__(
        self,
        library: Any,
        saga: Saga,
        saga_id: str,
        began: float,
        tables: Tables,
        now: Callable[[], float],
        news: News,
        about: str,
        mine: Callable[[str], Awaitable[bool]],
        here: bool,
        paces: Paces,
    ) -> None:
        self._library, self._saga, self._id, self.began = library, saga, saga_id, began
        self._tables, self.now, self._news, self._about = tables, now, news, about
        self._mine, self._here, self.paces = mine, here, paces
        self._status, self._waits = Status.RUNNING, not here  # who had the saga before may have noted that it waits

    async def once(self, key: Key, perform: Perform, then: Then) -> Outcome:
        """See `Log`."""

        async def step() -> Json:
            skipped = not self._here and await self._tables.skips(self._id, str(key))
            outcome = (
                Outcome(Ended.DONE, self.now(), reason="skipped by a person", attempts=0)
                if skipped
                else await perform()
            )
            await self._noted(then(outcome), outcome.reason)
            return outcome.json()

        outcome = Outcome.of(await self._library.DBOS.run_step_async({"name": str(key)}, step))
        self._status = then(outcome)
        return outcome

    async def _noted(self, status: Status, reason: str) -> None:
        """What a workflow does not tell by itself."""
        if self._status is Status.RUNNING and status in (Status.COMPENSATING, Status.COMPENSATED):
            await self._tables.turned(self._id, self._saga.name, reason)
        if status.ended and self._saga.waits:
            await self._tables.over(self._id)

    async def parked(self, key: Key, reason: str) -> Repair:
        """See `Log`."""

        async def step() -> Json:
            await self._tables.park(self._id, self._saga.name, self._status, str(key), reason)
            _logger.error("saga %s is parked at %s and waits for a person: %s", self._id, key, reason)
            self._news.tell(self._id)
            repair = await self._decided(str(key))
            await self._tables.unpark(self._id)
            if repair.how is How.FORCE and self._saga.waits:
                await self._tables.over(self._id)
            return {"how": str(repair.how), "at": repair.at}

        plain = await self._library.DBOS.run_step_async({"name": f"park {key}"}, step)
        return Repair(How(plain["how"]), plain["at"])

    async def _decided(self, key: str) -> Repair:
        while True:
            with self._news.waiting(f"repair {self._id}") as news:
                if repair := await self._tables.decided(self._id, key):
                    return repair
                await first_of(news, _POLL)

    async def signal(self, types: tuple[str, ...], seen: frozenset[int], until: float) -> Signal | None:
        """See `Log`."""
        quiet = self.now() + _SHORT
        while True:
            with self._news.waiting(self._about) as news:
                found = await self._tables.signals(self._id, types)
                fresh = next((signal for signal in found if signal.number not in seen), None)
                now = self.now()
                if fresh or now >= until:
                    break
                if now >= quiet and not self._waits:
                    self._waits = True
                    await self._tables.waits(self._id, types, until)
                await first_of(news, until - now if self._waits else min(quiet, until) - now)
        if self._waits:
            self._waits = False
            await self._tables.waits(self._id, (), None)
        return fresh

    async def allowed(self) -> None:
        """See `Log`; leaves the workflow to whoever has taken it over while the lease had run out."""
        if not await self._mine(self._id):
            raise self._library.error.DBOSWorkflowConflictIDError(self._id)
