"""A member of the group `one` in a process of its own: `consumer.py URL OUT slow|quick|uneven PARENT`."""

import asyncio
import os
import random
import sys

from skerry_runtime.bus import Delivery, Event, open_bus

TYPES = ["shop.orders.order-created.v1", "shop.orders.order-changed.v1"]


async def main(url: str, out: str, pace: str, parent: str) -> None:
    file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def handle(event: Event) -> None:
        os.write(file, f"begun {event.id} {event.data['number']}\n".encode())
        if event.data.get("deadly"):
            os._exit(9)
        await asyncio.sleep({"slow": 0.1, "quick": 0.002, "uneven": random.random() * 0.04}[pace])
        os.write(file, f"done {event.id} {event.data['number']}\n".encode())

    bus = await open_bus(url)
    delivery = Delivery(attempts=3, backoff=0.05, longest=0.4, lease=2.0, drain=2.0, parallel=4)
    await bus.subscribe("one", TYPES, handle, delivery)
    while os.getppid() == int(parent):
        await asyncio.sleep(0.5)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
