"""A service in a process of its own, to be killed: `service.py produce|consume DATABASE BUS COUNT PARENT [republish]`.

The producer commits COUNT events, from where it stopped, and relays them; the consumer notes each in `effects`, once by its inbox.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from tests.runtime.store.databases import EFFECTS, INBOX, LEASES, OUTBOX, Rows, engine_of

from skerry_runtime.bus import Bus, Delivery, Event, happened, open_bus
from skerry_runtime.store.inbox import Inbox
from skerry_runtime.store.outbox import Outbox
from skerry_runtime.store.relay import Pace, Relay

CREATED = "shop.orders.order-created.v1"
KEYS = 7


async def produce(engine: AsyncEngine, bus: Bus, count: int, republish: bool) -> None:
    relay = Relay(Rows(engine), OUTBOX, LEASES, bus, pace=Pace(poll=0.05, lease=1.0, longest=0.5, batch=50))
    running = asyncio.create_task(relay.run())
    outbox = Outbox(OUTBOX)
    async with engine.connect() as connection:
        number = (await connection.execute(select(func.count()).select_from(OUTBOX))).scalar_one()
    if republish:
        await relay.republish(0.0)
    while number < count:
        async with engine.begin() as connection:
            batch = [
                happened(CREATED, "/p", {"n": n}, key=f"k{n % KEYS}") for n in range(number, min(count, number + 3))
            ]
            await outbox.publish(connection, batch)
        number += len(batch)
        relay.wake()
        await asyncio.sleep(0.004)
    await running


async def consume(engine: AsyncEngine, bus: Bus) -> None:
    inbox = Inbox(INBOX)

    async def handle(event: Event) -> None:
        async with engine.begin() as connection:
            if await inbox.first(connection, "consumer", event):
                await connection.execute(EFFECTS.insert().values(key=event.partitionkey, number=event.data["n"]))

    delivery = Delivery(attempts=50, backoff=0.05, longest=0.5, lease=2.0, parallel=4)
    await bus.subscribe("consumer", [CREATED], handle, delivery)
    await asyncio.Event().wait()


async def main(role: str, database: str, url: str, count: str, parent: str, *more: str) -> None:
    async with engine_of(database, fresh=False) as engine:
        bus = await open_bus(url)
        work = produce(engine, bus, int(count), bool(more)) if role == "produce" else consume(engine, bus)
        task = asyncio.ensure_future(work)
        while not task.done() and os.getppid() == int(parent):
            await asyncio.wait([task], timeout=0.5)
        if task.done():
            task.result()
        os._exit(0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))
    asyncio.run(main(*sys.argv[1:]))
