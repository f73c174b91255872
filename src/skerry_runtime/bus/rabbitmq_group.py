"""A member of a group on RabbitMQ: consumes the group's queue, which hands its messages to one member at a time, and so keeps the order.

When that one is gone, the broker gives what it had not acknowledged to the next, in its order and before all else. A member has a
connection of its own, whose heartbeats make the lease: who is not heard of for so long is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import time
from collections.abc import Collection
from hashlib import sha256
from urllib.parse import quote
from uuid import uuid4

import msgspec
from pamqp import commands
from pamqp.common import FieldTable

from skerry_runtime.bus.lanes import SUSPECT, Held, Lanes, log
from skerry_runtime.bus.lately import Lately
from skerry_runtime.bus.port import BusUnavailable, Delivery, Handler
from skerry_runtime.bus.rabbitmq_asking import answer
from skerry_runtime.bus.rabbitmq_errors import CONFIRMED, shut, translated
from skerry_runtime.bus.rabbitmq_joining import MARKER, has_before, join
from skerry_runtime.bus.rabbitmq_link import Channel, Link, Message
from skerry_runtime.bus.waiting import waited
from skerry_runtime.clock import wall

_AGAIN = 0.3
_NOTICED = 2.0  # seconds that the broker has to notice that a member has left


class Member:
    """A subscription."""

    def __init__(
        self, url: str, group: str, types: Collection[str], handler: Handler, delivery: Delivery, lately: Lately
    ) -> None:
        self._group, self._types, self._delivery = group, frozenset(types), delivery
        self._handler = lately.once(handler)
        self._link = Link(url, max(1, math.ceil(delivery.lease / 2)))  # the broker waits for two heartbeats
        self._lanes = self._fresh()
        self._held: dict[int, Held] = {}
        self._since: dict[int, float] = {}
        self._channel: Channel | None = None
        self._queue = group
        self._arrived: asyncio.Queue[Message] = asyncio.Queue()
        self._tried: tuple[str, int] | None = None
        self._end_of_before = 0
        self._heard = 0.0
        self._changed = asyncio.Event()
        self._moved = False
        self._ending = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def _fresh(self) -> Lanes:
        return Lanes(self._group, self._handler, self._delivery, self, self._owned)

    def _owned(self) -> bool:
        """Whether the broker has heard of this member within the lease: else another may have been given what it holds."""
        return time.monotonic() - self._heard < self._delivery.lease

    async def start(self) -> None:
        """Joins the group.

        Raises:
            BusUnavailable: the broker can't be reached or refuses.
        """
        try:
            await self._open()
        except BaseException:
            await self._link.close()
            raise
        self._tasks = [asyncio.create_task(each()) for each in (self._tend, self._beat, self._take)]

    async def _open(self) -> None:
        await join(self._link, self._group, self._types)
        self._channel = channel = await self._link.fresh()
        channel.on_consumer_cancel_callbacks.add(self._moved_on)
        with translated():
            await answer(channel, self._group, self._in_hand)
            asked = time.monotonic()  # joining may have taken longer than the lease
            await channel.basic_qos(prefetch_count=self._delivery.window)
        self._heard = asked
        await self._consume(channel)

    async def _consume(self, channel: Channel) -> None:
        """Takes from the queue of what was before the group, and when there is none (any more), from the group's own."""
        before = await has_before(self._link, self._group)
        self._queue = f"{self._group}.before" if before else self._group
        with translated():
            await channel.basic_consume(self._queue, self._received)

    async def _received(self, message: Message) -> None:
        """In hand from now on, though its turn comes later."""
        if message.channel is not self._channel:
            return
        headers = message.header.properties.headers or {}
        if MARKER not in headers:
            at = headers.get("skerry-at")
            self._since[message.delivery_tag or 0] = at / 1000 if isinstance(at, int) else wall()
        self._arrived.put_nowait(message)

    def _moved_on(self, _: commands.Basic.Cancel) -> None:
        """The broker ends a consumer when its queue goes."""
        self._moved = True
        self._changed.set()

    def _in_hand(self) -> tuple[int, float]:
        return len(self._since), min(self._since.values(), default=0.0)

    async def _tend(self) -> None:
        """Begins again whenever the connection or the consumer is lost."""
        while not self._ending.is_set():
            await waited(self._changed, 0.5)
            if self._ending.is_set():
                return
            if await self._well():
                continue
            log.warning("%s: lost its place at RabbitMQ; beginning again", self._group)
            await self._leave()
            while not self._ending.is_set():
                self._changed.clear()
                try:
                    await self._open()
                    break
                except BusUnavailable as error:
                    log.warning("%s: %s", self._group, error)
                    await self._link.drop()
                    await waited(self._ending, _AGAIN)

    async def _well(self) -> bool:
        """Whether this member may go on with what it holds; takes from the next queue if the former has gone."""
        channel = self._channel
        if self._link.lost or self._lanes.lost or not self._owned() or channel is None or channel.is_closed:
            return False
        self._changed.clear()
        if self._moved:
            self._moved = False
            try:
                await self._consume(channel)
            except BusUnavailable:
                return False
        return True

    async def _leave(self) -> None:
        """Forgets what was held: the broker gives it to somebody once the connection is closed."""
        await self._lanes.close()
        await self._link.drop()
        self._channel = None
        self._held.clear()
        self._since.clear()
        self._arrived = asyncio.Queue()
        self._tried, self._end_of_before, self._moved = None, 0, False
        self._lanes = self._fresh()

    async def _beat(self) -> None:
        """Asks the broker for a sign of life: when it answers, it has heard of this member no earlier than that was asked."""
        while not self._ending.is_set():
            begun = time.monotonic()
            with contextlib.suppress(BusUnavailable):
                if not self._link.lost and self._channel is not None and not self._channel.is_closed and self._owned():
                    await self._link.exists(self._group)
                    self._heard = max(self._heard, begun)
            await waited(self._ending, self._delivery.lease / 4)

    async def _take(self) -> None:
        """Hands what arrives to the lanes, in its order."""
        while not self._ending.is_set():
            arrived = self._arrived
            try:
                async with asyncio.timeout(0.5):
                    message = await arrived.get()
            except TimeoutError:
                continue
            while arrived is self._arrived and not self._ending.is_set():
                try:
                    await self._taken(message)
                    break
                except BusUnavailable as error:
                    log.warning("%s: %s", self._group, error)
                    await waited(self._ending, _AGAIN)

    async def _taken(self, message: Message) -> None:
        headers = message.header.properties.headers or {}
        tag = message.delivery_tag or 0
        if MARKER in headers:
            self._end_of_before = tag
            await self._end_before()
            return
        key = headers.get("ce-partitionkey")
        name = message.header.properties.message_id or sha256(message.body).hexdigest()
        counts = (headers.get(name) for name in ("x-delivery-count", "x-acquired-count"))
        deaths = max((count for count in counts if isinstance(count, int)), default=0)
        if deaths >= SUSPECT:
            if self._tried is None:
                self._tried = await self._last_tried()
            deaths = self._tried[1] if self._tried[0] == name else SUSPECT
        found = headers.get("skerry-type")
        held = Held(
            seq=tag,
            key=key if isinstance(key, str) else _key(message.body),
            body=message.body,
            deaths=deaths,
            token=name,
            origin=found if isinstance(found, str) else message.routing_key or "",
        )
        self._held[tag] = held
        self._lanes.offer(held)

    async def _last_tried(self) -> tuple[str, int]:
        """The suspect that was tried last, and how often it was tried."""
        channel = await self._link.fresh()
        try:
            with translated():
                found = await channel.basic_get(f"{self._group}.trying", timeout=CONFIRMED)
                if found.delivery_tag is None:
                    return "", 0
                await channel.basic_nack(found.delivery_tag)
                name, times = json.loads(found.body)
                return name, times
        finally:
            await shut(channel)

    async def _end_before(self) -> None:
        """All that was before the group is handled: without that queue each member goes on with the group's own."""
        if self._end_of_before and not self._held:
            channel = await self._link.fresh()
            try:
                with translated():
                    await channel.queue_delete(f"{self._group}.before")
                self._end_of_before = 0
            finally:
                await shut(channel)

    async def trying(self, held: Held) -> None:
        """Kept in a queue that holds one message: the last word of a group."""
        body = json.dumps([held.token, held.deaths + 1]).encode()
        await self._link.put("", f"{self._group}.trying", body, {})

    async def settle(self, held: Held) -> None:
        """Acknowledged; should that be lost, it comes again and is known."""
        if self._held.get(held.seq) is held and self._channel is not None:
            with translated():
                await self._channel.basic_ack(held.seq, wait=False)
            del self._held[held.seq], self._since[held.seq]
        await self._end_before()

    async def failed(self, held: Held) -> None:
        """The lane tries it again; the broker waits meanwhile."""

    async def bury(self, held: Held, reason: str) -> None:
        """Stored among the dead letters, then acknowledged."""
        headers: FieldTable = {
            "skerry-id": uuid4().hex[:12],
            "skerry-type": held.origin,
            "skerry-reason": quote(reason[:2000]),
            "skerry-attempts": held.attempts,
            "skerry-at": int(wall() * 1000),
            "ce-partitionkey": held.key,
        }
        await self._link.put("", f"{self._group}.dead", held.body, headers, held.token)
        await self.settle(held)

    async def close(self) -> None:
        """Leaves the group."""
        if self._ending.is_set():
            return
        self._ending.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._lanes.close()
        if self._channel is not None and not self._link.lost:
            await self._give_back(self._channel)
        await self._link.close()

    async def _give_back(self, channel: Channel) -> None:
        """Closes the channel, and waits until the broker has put back what was left: it answers before it does that.

        With others in the group that can't be seen, nor is it needed: it goes to them.
        """
        await shut(channel)
        with contextlib.suppress(BusUnavailable, TimeoutError):
            async with asyncio.timeout(_NOTICED):
                while await self._consumed(self._queue) and not await self._consumed(f"{self._group}.present"):
                    await asyncio.sleep(0.01)

    async def _consumed(self, queue: str) -> bool:
        found = await self._link.count(queue)
        return found is not None and found[1] > 0


def _key(body: bytes) -> str:
    """The key of an event that came without headers."""
    with contextlib.suppress(msgspec.MsgspecError, AttributeError):
        key = msgspec.json.decode(body).get("partitionkey")
        return key if isinstance(key, str) else ""
    return ""
