"""Handling what a backend has fetched: one lane a partition key, attempts with backoff, and what becomes of each event."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from skerry_runtime.bus.cloudevents import BrokenEvent, Event, decoded
from skerry_runtime.bus.port import Delivery, Handler, Poison
from skerry_runtime.bus.waiting import waited

log = logging.getLogger("skerry.bus")
_AGAIN = 0.5
SUSPECT = 2


@dataclass(slots=True, eq=False)
class Held:
    """An event in hand. `deaths` counts the consumers that died while they had it, first in its key;
    `token` and `origin` are the backend's."""

    seq: int
    key: str
    body: bytes
    attempts: int = 0
    deaths: int = 0
    token: str = ""
    origin: str = ""


class Outlet(Protocol):
    """Where a backend is told what became of an event."""

    async def trying(self, held: Held) -> None:
        """It is tried now, and nothing beside it: if this process dies, then of this event."""

    async def settle(self, held: Held) -> None:
        """It has been handled."""

    async def failed(self, held: Held) -> None:
        """An attempt has failed, and another will be made; `held.attempts` counts this one."""

    async def bury(self, held: Held, reason: str) -> None:
        """It goes to the dead letters."""


class Lanes:
    """Runs a handler over the events offered: in order within a key, side by side between keys.

    An event over which two consumers have died is a suspect: it is tried alone, so that a killer is told from those that were beside it.
    `owned` says whether this process still owns what it holds; once it doesn't (it was frozen, say), no handler is begun any more, and they
    are `lost`: their owner makes new ones, since some have ended, and nobody would go on with what stands in them.
    `freed` is called when there is room for another.
    """

    def __init__(
        self,
        group: str,
        handler: Handler,
        delivery: Delivery,
        outlet: Outlet,
        owned: Callable[[], bool] = lambda: True,
        freed: Callable[[], None] = lambda: None,
    ) -> None:
        self._group, self._handler, self._delivery, self._outlet = group, handler, delivery, outlet
        self._owned, self._freed = owned, freed
        self._lanes: dict[str, deque[Held]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(delivery.parallel)
        self._closing = asyncio.Event()
        self._alone = asyncio.Lock()
        self._suspects = 0
        self._trusted = asyncio.Event()
        self._trusted.set()
        self.count = 0
        self.lost = False

    @property
    def room(self) -> int:
        """How many more events may be offered."""
        return max(0, self._delivery.window - self.count)

    def offer(self, held: Held) -> None:
        """Takes an event over; those of one key have to be offered in their order."""
        self.count += 1
        key = held.key or f"\0{held.seq}"
        if (lane := self._lanes.get(key)) is not None:
            lane.append(held)
            return
        self._lanes[key] = deque((held,))
        task = asyncio.create_task(self._run(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Begins no more attempts, gives those that run `drain` seconds, then cancels them."""
        self._closing.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=self._delivery.drain)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, key: str) -> None:
        lane = self._lanes[key]
        while lane and not self._closing.is_set():
            if not await self._handle(lane[0]):
                return
            lane.popleft()
            self.count -= 1
            self._freed()
        if not lane:
            del self._lanes[key]

    async def _handle(self, held: Held) -> bool:
        """Sees one event to its end; False if closing came first."""
        if held.deaths >= max(self._delivery.attempts, SUSPECT + 1):
            return await self._bury(held, f"{held.deaths} consumers died while they had it")
        try:
            event = decoded(held.body)
        except BrokenEvent as error:
            return await self._bury(held, str(error))
        while self._still_owned() and not self._closing.is_set():
            reason, final = await (self._suspected(held, event) if held.deaths >= SUSPECT else self._attempt(event))
            if not reason:
                return await self._told(lambda: self._outlet.settle(held))
            held.attempts += 1
            if final or held.attempts >= self._delivery.attempts:
                return await self._bury(held, reason)
            log.warning("%s: %s %s failed: %s", self._group, event.type, event.id, reason)
            await self._told(lambda: self._outlet.failed(held))
            await self._pause(self._wait(held.attempts))
        return False

    def _still_owned(self) -> bool:
        self.lost = self.lost or not self._owned()
        return not self.lost

    async def _attempt(self, event: Event) -> tuple[str, bool]:
        """Why it failed ('' if it did not), and whether for good."""
        while True:
            await self._trusted.wait()
            async with self._slots:
                if self._trusted.is_set():
                    return await self._called(event)

    async def _suspected(self, held: Held, event: Event) -> tuple[str, bool]:
        """The same, with nothing beside it."""
        self._suspects += 1
        self._trusted.clear()
        try:
            async with self._alone, contextlib.AsyncExitStack() as all_slots:
                for _ in range(self._delivery.parallel):
                    await all_slots.enter_async_context(self._slots)
                await self._told(lambda: self._outlet.trying(held))
                return await self._called(event)
        finally:
            self._suspects -= 1
            if not self._suspects:
                self._trusted.set()

    async def _called(self, event: Event) -> tuple[str, bool]:
        try:
            await self._handler(event)
        except Poison as error:
            return str(error) or "poison", True
        except Exception as error:
            return f"{type(error).__name__}: {error}", False
        return "", False

    def _wait(self, attempts: int) -> float:
        wait = min(self._delivery.longest, self._delivery.backoff * 2.0 ** min(attempts - 1, 30))
        return wait * random.uniform(0.75, 1.25)

    async def _bury(self, held: Held, reason: str) -> bool:
        log.error("%s: dead letter after %d attempts: %s", self._group, held.attempts, reason)
        return await self._told(lambda: self._outlet.bury(held, reason))

    async def _told(self, tell: Callable[[], Awaitable[None]]) -> bool:
        """Tells the backend, again and again while it can't be reached; False if closing came first."""
        while True:
            try:
                await tell()
            except Exception as error:
                log.warning("%s: the bus can't be told: %s", self._group, error)
                if self._closing.is_set():
                    return False
                await self._pause(_AGAIN)
            else:
                return True

    async def _pause(self, seconds: float) -> None:
        await waited(self._closing, seconds)
