"""What the benchmarks of buses have in common: a number of events, published and consumed, and what it took."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median
from uuid import uuid4

from skerry_runtime.bus import Bus, Delivery, Event, happened

COUNT, ROUNDS, FLIGHT, KEYS = 4_000, 5, 64, 512
TYPE = "shop.orders.order-created.v1"
_DATA = {"orderId": str(uuid4()), "customerId": str(uuid4()), "items": [{"productId": str(uuid4()), "quantity": 2}]}
_DELIVERY = Delivery(window=512)
Begin = Callable[[], None]


def figures(rounds: list[tuple[float, float]]) -> tuple[str, str]:
    return f"{median(rate for rate, _ in rounds):,.0f}", f"{median(cpu for _, cpu in rounds):,.0f}"


async def cost(run: Callable[[Begin], Awaitable[None]]) -> tuple[float, float]:
    """Events a second, and microseconds of CPU of this process for each, from when `run` says that it begins."""
    wall, cpu = time.perf_counter(), time.process_time()

    def begin() -> None:
        nonlocal wall, cpu
        wall, cpu = time.perf_counter(), time.process_time()

    await run(begin)
    return COUNT / (time.perf_counter() - wall), (time.process_time() - cpu) / COUNT * 1e6


async def through(bus: Bus, count: int, flight: int, begin: Begin = lambda: None) -> None:
    """Publishes so many events and waits until a group has handled them, which has come together before."""
    start, done, joined, finished = uuid4().hex, -1, asyncio.Event(), asyncio.Event()
    fresh = f"s{start[:12]}.orders.order-created.v1"  # a system of its own: a new group hears what was before, too

    async def handle(event: Event) -> None:
        nonlocal done
        done += 1
        joined.set()
        if done == count:
            finished.set()

    await bus.subscribe(f"g{start[:12]}", [fresh], handle, _DELIVERY)
    await bus.publish([event(0, fresh)])
    await joined.wait()
    begin()
    numbers = iter(range(count))

    async def publish() -> None:
        for number in numbers:
            await bus.publish([event(number, fresh)])

    await asyncio.gather(*(publish() for _ in range(flight)))
    await finished.wait()


def event(number: int, what: str = TYPE) -> Event:
    return happened(
        what, "/order-service", _DATA, key=f"order-{number % KEYS}", schema="urn:shop:orders:order-created:v1"
    )
