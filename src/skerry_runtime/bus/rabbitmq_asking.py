"""Who holds how much: over AMQP only its holder knows how many messages are unacknowledged, so the members of a group are asked."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from uuid import uuid4

from aiormq.exceptions import AMQPError
from pamqp import commands

from skerry_runtime.bus.rabbitmq_errors import CONFIRMED, shut, translated
from skerry_runtime.bus.rabbitmq_link import Channel, Link, Message

_PATIENCE = 1.0  # seconds that members have to say what they hold
_REPLIES = "amq.rabbitmq.reply-to"


async def answer(channel: Channel, group: str, hand: Callable[[], tuple[int, float]]) -> None:
    """Has a member counted and answer: how many it holds, and since when the oldest waits (0.0 for none).

    On the channel that it consumes from, so that the answer comes after what was delivered.

    Raises:
        AMQPError: the broker refuses.
    """

    async def asked(message: Message) -> None:
        held, oldest = hand()
        body = json.dumps({"held": held, "oldest": oldest}).encode()
        properties = commands.Basic.Properties(correlation_id=message.header.properties.correlation_id)
        with contextlib.suppress(AMQPError, OSError, RuntimeError):
            await message.channel.basic_publish(
                body, routing_key=message.header.properties.reply_to or "", properties=properties
            )

    found = await channel.queue_declare(exclusive=True, auto_delete=True, timeout=CONFIRMED)
    await channel.queue_bind(found.queue or "", f"{group}.members")
    for queue in (found.queue or "", f"{group}.present"):
        await channel.basic_consume(queue, asked, no_ack=True)


async def ask(link: Link, group: str) -> tuple[int, float]:
    """How many events the members hold, and since when the oldest waits. Of one that does not answer nobody knows: it counts as one.

    Raises:
        BusUnavailable: the broker can't be asked.
    """
    present = await link.count(f"{group}.present")
    members = present[1] if present else 0
    if not members:
        return 0, 0.0
    answers: asyncio.Queue[Message] = asyncio.Queue()
    channel = await link.fresh()
    held, oldest = 0, []
    try:
        with translated():
            await channel.basic_consume(_REPLIES, answers.put, no_ack=True)
            asking = commands.Basic.Properties(reply_to=_REPLIES, correlation_id=uuid4().hex)
            await channel.basic_publish(b"", exchange=f"{group}.members", properties=asking)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                for _ in range(members):
                    found = json.loads((await answers.get()).body)
                    held, members = held + found["held"], members - 1
                    oldest += [found["oldest"]] if found["oldest"] else []
    finally:
        await shut(channel)
    return held + members, min(oldest, default=0.0)
