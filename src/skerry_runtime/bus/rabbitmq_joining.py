"""How a group on RabbitMQ comes to be: its queue, and in a queue before it what was published before there was a group.

A queue hears only what is published after it was bound, so what was before is copied from the system's stream to GROUP.before: up to a
marker that is published after the binding. What came between the two stands in both; it comes twice, and is known by then. Nobody
consumes before that is done: GROUP.trying, which is declared last, says that it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from uuid import uuid4

from skerry_runtime.bus.rabbitmq_errors import shut, translated
from skerry_runtime.bus.rabbitmq_link import Link, Message, ensure_queue, ensure_system, system_of

MARKER = "skerry-marker"
_BATCH = 256
_QUIET = 60.0  # seconds in which a stream has to deliver something


async def join(link: Link, group: str, types: Collection[str]) -> None:
    """Sets the group up if it is new, and has it hear these types.

    Raises:
        BusUnavailable: the broker can't be reached or refuses.
    """
    systems = sorted({system_of(name) for name in types})
    for system in systems:
        await ensure_system(link, system)
    async with link.alone(f"{group}.joining"):
        new = not await link.exists(f"{group}.trying")
        channel = await link.fresh()
        try:
            if new:
                with translated():
                    await channel.queue_delete(f"{group}.before")  # one that was begun by somebody who died
                await ensure_queue(link, channel, f"{group}.before", single_active_consumer=True)
            await ensure_queue(link, channel, group, single_active_consumer=True)
            await ensure_queue(link, channel, f"{group}.dead")
            with translated():
                await channel.exchange_declare(f"{group}.members", exchange_type="fanout", durable=True)
                await channel.queue_declare(f"{group}.present", durable=True)  # always empty: its consumers are counted
                for name in types:
                    await channel.queue_bind(group, system_of(name), name)
            if new:
                if sum([await _copy(link, system, group, types) for system in systems]):
                    await link.put("", f"{group}.before", b"", {MARKER: "end"})
                else:
                    with translated():
                        await channel.queue_delete(f"{group}.before")
                await ensure_queue(link, channel, f"{group}.trying", max_length=1)
        finally:
            await shut(channel)


async def _copy(link: Link, system: str, group: str, types: Collection[str]) -> int:
    """Copies what the stream of a system holds of these types, in its order; how many."""
    marker, copied = uuid4().hex, 0
    await link.put(system, f"{system}.-.joined", b"", {MARKER: marker})
    channel = await link.fresh()
    arrived: asyncio.Queue[Message] = asyncio.Queue()
    waiting: list[asyncio.Task[None]] = []
    try:
        with translated():
            await channel.basic_qos(prefetch_count=_BATCH)
            await channel.basic_consume(f"{system}.events", arrived.put, arguments={"x-stream-offset": "first"})
            while True:
                async with asyncio.timeout(_QUIET):
                    message = await arrived.get()
                headers = message.header.properties.headers or {}
                if headers.get(MARKER) == marker:
                    break
                if (name := message.routing_key or "") in types:
                    again = {key: value for key, value in headers.items() if not key.startswith("x-")} | {
                        "skerry-type": name
                    }
                    known = message.header.properties.message_id or ""
                    put = link.put("", f"{group}.before", message.body, again, known)
                    waiting.append(asyncio.create_task(put))
                    copied += 1
                await channel.basic_ack(message.delivery_tag or 0, wait=False)
                if len(waiting) >= _BATCH:
                    await asyncio.gather(*waiting)
                    waiting.clear()
            await asyncio.gather(*waiting)
        return copied
    finally:
        for task in waiting:  # none comes late, into the queue of the next attempt
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await shut(channel)


async def has_before(link: Link, group: str) -> bool:
    """Whether the group still has to handle what was before it.

    Raises:
        BusUnavailable: there is no answer.
    """
    return await link.exists(f"{group}.before")
