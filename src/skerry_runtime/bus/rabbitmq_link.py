"""A connection to RabbitMQ that is made again when it is lost, and what stands in the broker for a system and a group.

A system has the topic exchange SYSTEM and the stream SYSTEM.events, which keeps what was published for groups that come later. A group
has the quorum queues GROUP, GROUP.dead (dead letters) and GROUP.trying (its last suspect), while it is new GROUP.before, and
GROUP.present, an empty queue that each member consumes, so that they can be counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiormq
from aiormq.abc import AbstractChannel, DeliveredMessage
from aiormq.exceptions import AMQPError, ProbableAuthenticationError
from pamqp import commands
from pamqp.common import FieldTable

from skerry_runtime.bus.cloudevents import CONTENT_TYPE
from skerry_runtime.bus.lanes import log
from skerry_runtime.bus.port import BusUnavailable
from skerry_runtime.bus.rabbitmq_errors import CONFIRMED, Absent, Locked, cancelled_by_us, shut, translated

_KEEP = "7D"
_OLDEST = (3, 10)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}(?:\.[A-Za-z0-9_-]{1,64}){1,6}")
_AGAIN = 0.05
_UNASKED = 0.2  # seconds: the broker waits 0.25 for a quorum queue to say how much it has
logging.getLogger("aiormq").setLevel(logging.CRITICAL)  # its tracebacks tell what the bus says in a line
Message = DeliveredMessage
Channel = AbstractChannel


class Link:
    """A connection, with one channel whose publications are confirmed; each use makes both again if they are lost."""

    def __init__(self, url: str, heartbeat: int = 10) -> None:
        parts = urlsplit(url)
        self._server = parts.hostname or "localhost", parts.port or (5671 if parts.scheme == "amqps" else 5672)
        options = {**dict(parse_qsl(parts.query)), "heartbeat": str(heartbeat)}
        self._url = parts._replace(query=urlencode(options)).geturl()
        self._connection: aiormq.Connection | None = None
        self._channel: Channel | None = None
        self._opening = asyncio.Lock()
        self._closed = False
        self.version = (0, 0)

    async def open(self) -> Channel:
        """The channel, which is opened if it has to be.

        Raises:
            BusUnavailable: the broker can't be reached, is too old, or refuses.
        """
        if self._channel is not None and not self._channel.is_closed:
            return self._channel
        async with self._opening:
            if self._channel is None or self._channel.is_closed:
                self._channel = await self.fresh()
            return self._channel

    async def fresh(self) -> Channel:
        """A channel of its own on the same connection.

        Raises:
            BusUnavailable: there is none to be had.
        """
        if self._closed:
            raise BusUnavailable("the bus is closed")
        with translated():
            async with asyncio.timeout(CONFIRMED):
                if self._connection is None or not self._connection.is_opened:
                    await self._connect()
                assert self._connection is not None
                return await self._connection.channel(publisher_confirms=True)

    async def _connect(self) -> None:
        host, port = self._server
        try:
            self._connection = await aiormq.connect(self._url)
        except ProbableAuthenticationError as error:
            raise BusUnavailable(f"RabbitMQ at {host}:{port} refuses the user, the password or the vhost") from error
        except (AMQPError, OSError) as error:
            raise BusUnavailable(f"no RabbitMQ answers at {host}:{port}") from error
        found = self._connection.server_properties.get("version")
        numbers = re.findall(r"\d+", found.decode() if isinstance(found, bytes) else str(found))
        self.version = (int(numbers[0]), int(numbers[1])) if len(numbers) > 1 else (0, 0)
        if self.version < _OLDEST:
            await self._connection.close()
            raise BusUnavailable(f"RabbitMQ {found!s} is too old: 3.10 or newer is needed, which has streams")

    async def close(self) -> None:
        """Closes channel and connection: the broker gives what was not acknowledged to others, in its order."""
        self._closed = True
        await self.drop()

    async def drop(self) -> None:
        """Closes them; the next use makes them again."""
        channel, self._channel = self._channel, None
        connection, self._connection = self._connection, None
        for each in (channel, connection):
            if each is not None:
                with contextlib.suppress(AMQPError, OSError, RuntimeError, TimeoutError), cancelled_by_us():
                    async with asyncio.timeout(2.0):
                        await each.close()

    @property
    def lost(self) -> bool:
        """Whether there is no connection now."""
        return self._connection is None or not self._connection.is_opened

    async def exists(self, queue: str) -> bool:
        """Whether there is such a queue.

        Raises:
            BusUnavailable: there is no answer.
        """
        return await self._declared(queue) is not None

    async def count(self, queue: str) -> tuple[int, int] | None:
        """How many messages of a queue nobody holds, and how many consume; None if there is no such queue.

        A quorum queue that is too busy to say, the broker reports as empty: such an answer comes late, and is not believed.

        Raises:
            BusUnavailable: there is no answer.
        """
        end = time.monotonic() + CONFIRMED
        while (asked := time.monotonic()) < end:
            found = await self._declared(queue)
            if found is None or found != (0, 0) or time.monotonic() - asked < _UNASKED:
                return found
        raise BusUnavailable(f"RabbitMQ is too busy to say what {queue} holds")

    async def _declared(self, queue: str) -> tuple[int, int] | None:
        channel = await self.fresh()
        try:
            with translated():
                found = await channel.queue_declare(queue, passive=True, timeout=CONFIRMED)
                return found.message_count or 0, found.consumer_count or 0
        except Absent:
            return None
        finally:
            await shut(channel)

    async def put(self, exchange: str, key: str, body: bytes, headers: FieldTable, name: str = "") -> None:
        """Publishes a message, and waits until the broker has stored it in all queues that want it.

        Raises:
            BusUnavailable: it was not confirmed.
            Absent: there is no such exchange, or no queue wants it.
            ValueError: the message is larger than the broker takes.
        """
        channel = await self.open()
        properties = commands.Basic.Properties(
            content_type=CONTENT_TYPE, delivery_mode=2, message_id=name or None, headers=headers
        )
        with translated(f"{len(body):,} bytes"):
            async with asyncio.timeout(CONFIRMED):
                await channel.basic_publish(
                    body, exchange=exchange, routing_key=key, mandatory=True, properties=properties
                )

    @contextlib.asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        """Nobody else is in a block of this name meanwhile: an exclusive queue, which goes with the connection that made it.

        Raises:
            BusUnavailable: others have it for too long.
        """
        end, holder = time.monotonic() + CONFIRMED, Link(self._url)
        try:
            while True:
                try:
                    with translated():
                        await (await holder.open()).queue_declare(name, exclusive=True, auto_delete=True)
                    break
                except Locked:
                    if time.monotonic() > end:
                        raise
                    await asyncio.sleep(_AGAIN)
            yield
        finally:
            await holder.close()


def system_of(name: str) -> str:
    """The first part of a type.

    Raises:
        ValueError: it can't be a routing key as RabbitMQ has them.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"on RabbitMQ an event's type is of letters, digits, - and _, with dots between: {name!r} is not"
        )
    return name.partition(".")[0]


def kept(version: tuple[int, int], **more: Any) -> FieldTable:
    """The arguments of a queue that is replicated and on the disk before anything is confirmed."""
    endless: dict[str, Any] = {"x-delivery-limit": -1} if version >= (4, 0) else {}  # from 4.0 on 20 is usual
    return {
        "x-queue-type": "quorum",
        **endless,
        **{f"x-{name.replace('_', '-')}": value for name, value in more.items()},
    }


async def ensure_system(link: Link, system: str) -> None:
    """The exchange of a system and the stream behind it; what is there already stays as its operator has set it up.

    Raises:
        BusUnavailable: the broker refuses.
    """
    stream = f"{system}.events"
    channel = await link.fresh()
    try:
        with translated():
            await channel.exchange_declare(system, exchange_type="topic", durable=True)
        try:
            if not await link.exists(stream):
                with translated():
                    arguments: FieldTable = {"x-queue-type": "stream", "x-max-age": _KEEP}
                    await channel.queue_declare(stream, durable=True, arguments=arguments)
            with translated():
                await channel.queue_bind(stream, system, "#")
        except (
            Absent
        ) as error:  # 3.10 does not always bring a stream back after it was killed; groups that exist do without
            log.warning("%s is down, so groups that are new have to wait: %s", stream, error)
    finally:
        await shut(channel)


async def ensure_queue(link: Link, channel: Channel, name: str, **more: Any) -> None:
    """A quorum queue; one that is there already stays as it is.

    Raises:
        BusUnavailable: the broker refuses.
    """
    if not await link.exists(name):
        with translated():
            await channel.queue_declare(name, durable=True, arguments=kept(link.version, **more))
