"""What the tests of buses have in common."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from skerry_runtime.bus import Bus, Delivery, Event, happened, open_bus

CREATED, CHANGED, OTHER = "shop.orders.order-created.v1", "shop.orders.order-changed.v1", "shop.payments.paid.v1"
QUICK = Delivery(attempts=3, backoff=0.05, longest=0.4, lease=2.0, drain=2.0, parallel=4)
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
SCALE = int(os.environ.get("SKERRY_BUS_SCALE", "1"))
CONSUMER = Path(__file__).with_name("consumer.py")


def run(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """A test as a coroutine, with a limit."""

    @functools.wraps(test)
    def wrapped(*args: Any, **named: Any) -> None:
        asyncio.run(asyncio.wait_for(test(*args, **named), 120 * SCALE))

    return wrapped


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[Bus]:
    bus = await open_bus(url)
    try:
        yield bus
    finally:
        await bus.close()


async def until(true: Callable[[], Any], seconds: float = 40.0) -> None:
    """Waits for it, and fails if it does not come."""
    end = time.monotonic() + seconds
    while True:
        found = true()
        if found if not isinstance(found, Awaitable) else await found:
            return
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)


def made(number: int, key: str = "", what: str = CREATED) -> Event:
    return happened(what, "/order-service", {"number": number}, key=key)


class Heard:
    """A handler that remembers, and does what `act` does before."""

    def __init__(self, act: Callable[[Event], Awaitable[None]] | None = None) -> None:
        self.begun: list[tuple[float, Event]] = []
        self.done: list[Event] = []
        self._act = act

    async def __call__(self, event: Event) -> None:
        self.begun.append((time.monotonic(), event))
        if self._act:
            await self._act(event)
        self.done.append(event)

    @property
    def numbers(self) -> list[int]:
        return [event.data["number"] for event in self.done]


class Failing:
    """Raises until it has been called so many times for an event."""

    def __init__(self, times: int, which: Callable[[Event], bool] = lambda _: True) -> None:
        self._times, self._which, self.calls = times, which, Counter[str]()

    async def __call__(self, event: Event) -> None:
        self.calls[event.id] += 1
        if self._which(event) and self.calls[event.id] <= self._times:
            raise RuntimeError("not yet")


async def settled(bus: Bus, group: str) -> bool:
    return (await bus.lag(group)).behind == 0


async def count(found: Awaitable[tuple[Any, ...]], number: int) -> bool:
    return len(await found) == number


def in_order(done: list[Event], published: list[Event]) -> None:
    """The events of each key were handled in the order in which they were published."""
    assert by_key(done) == by_key(published)


def by_key(events: list[Event]) -> dict[str, list[int]]:
    found = defaultdict(list)
    for event in events:
        found[event.partitionkey].append(event.data["number"])
    return dict(found)


def firsts(ids: list[str], events: list[Event]) -> list[Event]:
    by_id = {event.id: event for event in events}
    return [by_id[name] for name in dict.fromkeys(ids)]


@contextlib.contextmanager
def consumer(url: str, out: Path, pace: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process of the group `one`; dies with the test."""
    process = subprocess.Popen([sys.executable, str(CONSUMER), url, str(out), pace, str(os.getpid())])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def lines(out: Path, what: str) -> list[str]:
    try:
        rows = [line.split() for line in out.read_text().splitlines()]
    except FileNotFoundError:
        return []
    return [row[1] for row in rows if row[0] == what]


def numbers_in(out: Path, events: list[Event]) -> list[str]:
    try:
        return [line.split()[2] for line in out.read_text().splitlines() if line.startswith("done")]
    except FileNotFoundError:
        return []
