"""The bus on RabbitMQ (3.10 or newer).

The type `shop.orders.order-created.v2` is the routing key at the topic exchange `shop`. A group is a quorum queue with one consumer at a
time, its other members stand by: that keeps the order of keys. The stream `shop.events` keeps what was published for seven days, for
groups that come later. Publications are confirmed when they are on the disk of a majority.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import unquote

from aiormq.abc import DeliveredMessage
from pamqp.common import FieldTable

from skerry_runtime.bus.chains import in_chains
from skerry_runtime.bus.cloudevents import BrokenEvent, Event, decoded
from skerry_runtime.bus.lately import Lately
from skerry_runtime.bus.port import USUAL, BusUnavailable, DeadLetter, Delivery, Handler, Lag, checked_group
from skerry_runtime.bus.rabbitmq_asking import ask
from skerry_runtime.bus.rabbitmq_errors import CONFIRMED, Absent, shut, translated
from skerry_runtime.bus.rabbitmq_group import Member
from skerry_runtime.bus.rabbitmq_link import Channel, Link, ensure_system, system_of


class RabbitBus:
    """A bus on a RabbitMQ; see the module."""

    def __init__(self, url: str, link: Link) -> None:
        self._url, self._link = url, link
        self._systems: set[str] = set()
        self._members: set[Member] = set()
        self._lately: dict[str, Lately] = {}
        self._closed = False

    @classmethod
    async def connected(cls, url: str) -> RabbitBus:
        """Connects to `amqp://USER:PASSWORD@HOST:PORT/VHOST`, and from then on again whenever the connection is lost.

        Raises:
            BusUnavailable: no server answers, it is too old, or it refuses.
        """
        link = Link(url)
        try:
            await link.open()
        except BusUnavailable:
            await link.close()
            raise
        return cls(url, link)

    async def publish(self, events: Sequence[Event]) -> None:
        """Publishes events: those of a key one after the other, each when the former is confirmed; keys side by side."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        for system in {system_of(event.type) for event in events} - self._systems:
            await self._ensure(system)
        await in_chains(events, self._put)

    async def _ensure(self, system: str) -> None:
        await ensure_system(self._link, system)
        self._systems.add(system)

    async def _put(self, event: Event) -> None:
        system, body, name = system_of(event.type), event.encoded(), f"{event.source} {event.id}"[:255]
        headers: FieldTable = {"ce-partitionkey": event.partitionkey, "skerry-at": int(time.time() * 1000)}
        try:
            await self._link.put(system, event.type, body, headers, name)
        except Absent:
            await self._ensure(system)  # the broker has come back without what it had
            await self._link.put(system, event.type, body, headers, name)

    async def subscribe(self, group: str, types: Iterable[str], handler: Handler, delivery: Delivery = USUAL) -> Member:
        """Hands events to a member of the group."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        lately = self._lately.setdefault(checked_group(group), Lately())
        member = Member(self._url, group, tuple(types), handler, delivery, lately)
        await member.start()
        self._members.add(member)
        return member

    async def dead(self, group: str) -> tuple[DeadLetter, ...]:
        """The group's dead letters."""
        found, _ = await self._read(checked_group(group), lambda _: False)
        return found

    async def replay(self, group: str, ids: Iterable[str] = ()) -> int:
        """Gives dead letters to their group once more."""
        named = frozenset(ids)
        _, again = await self._read(checked_group(group), lambda letter: not named or letter.id in named)
        return again

    async def _read(self, group: str, wanted: Callable[[DeadLetter], bool]) -> tuple[tuple[DeadLetter, ...], int]:
        """All dead letters, the oldest first; those that are wanted are given to the group again, and how many is told.

        A queue can only be read by taking, so one reads at a time, and gives back what it does not want.
        """
        queue = f"{group}.dead"
        if self._closed:
            raise BusUnavailable("the bus is closed")
        if not await self._link.count(queue):
            return (), 0
        async with self._link.alone(f"{queue}.reading"):
            channel = await self._link.fresh()
            try:
                return await self._taken(channel, group, wanted)
            finally:
                await shut(channel)

    async def _taken(
        self, channel: Channel, group: str, wanted: Callable[[DeadLetter], bool]
    ) -> tuple[tuple[DeadLetter, ...], int]:
        queue, found, again = f"{group}.dead", [], 0
        with translated():
            while (message := await channel.basic_get(queue, timeout=CONFIRMED)).delivery_tag is not None:
                letter, headers = _letter(message)
                found.append(letter)
                if wanted(letter):
                    more: FieldTable = {
                        "skerry-type": letter.type,
                        "ce-partitionkey": headers.get("ce-partitionkey", ""),
                    }
                    await self._link.put("", group, letter.body, more, message.header.properties.message_id or "")
                    await channel.basic_ack(message.delivery_tag)
                    again += 1
            if again < len(found):
                await channel.basic_nack(0, multiple=True)
        await self._given_back(queue, len(found) - again)
        return tuple(found), again

    async def _given_back(self, queue: str, number: int) -> None:
        """The broker takes its time; the next one is not to find fewer."""
        end = time.monotonic() + 2.0
        while time.monotonic() < end:
            count = await self._link.count(queue)
            if count is None or count[0] >= number:
                return
            await asyncio.sleep(0.02)

    async def lag(self, group: str) -> Lag:
        """How far the group is behind: what waits in its queues, and what its members say they hold."""
        checked_group(group)
        if self._closed:
            raise BusUnavailable("the bus is closed")
        own = await self._link.count(group)
        if own is None:
            return Lag()
        before = await self._link.count(f"{group}.before")
        waiting = own[0] + (max(0, before[0] - 1) if before else 0)  # the last one there is the marker of its end
        held, oldest = await ask(self._link, group)
        dead = await self._link.count(f"{group}.dead")
        seconds = max(0.0, time.time() - oldest) if oldest else 0.0
        return Lag(waiting + held, held, dead[0] if dead else 0, seconds)

    async def check(self) -> None:
        """Asks the broker for a sign of life."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        await shut(await self._link.fresh())

    async def close(self) -> None:
        """Closes the subscriptions, then the connection."""
        if self._closed:
            return
        self._closed = True
        await asyncio.gather(*(member.close() for member in self._members))
        await self._link.close()


def _letter(message: DeliveredMessage) -> tuple[DeadLetter, FieldTable]:
    headers = message.header.properties.headers or {}
    try:
        identifier = decoded(message.body).id
    except BrokenEvent:
        identifier = f"at-{_text(headers, 'skerry-id')}"
    attempts, at = headers.get("skerry-attempts"), headers.get("skerry-at")
    letter = DeadLetter(
        id=identifier,
        type=_text(headers, "skerry-type"),
        reason=unquote(_text(headers, "skerry-reason")),
        attempts=attempts if isinstance(attempts, int) else 0,
        at=at / 1000 if isinstance(at, int) else 0.0,
        body=message.body,
    )
    return letter, headers


def _text(headers: FieldTable, name: str) -> str:
    found = headers.get(name)
    return found if isinstance(found, str) else ""
