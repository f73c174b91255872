"""The bus on Kafka (any broker that speaks its protocol).

The events of a context share a topic: that of `shop.orders.order-created.v2` is `shop.orders`, keyed by the partition key, since only a
partition keeps an order. A group is a consumer group; beside each topic it has `shop.orders.dead.GROUP` for dead letters and
`shop.orders.notes.GROUP`, where owners of partitions leave word for the next. Records are confirmed by all replicas in sync.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence

from confluent_kafka import Message

from skerry_runtime.bus.chains import in_chains
from skerry_runtime.bus.cloudevents import CONTENT_TYPE, BrokenEvent, Event, decoded
from skerry_runtime.bus.kafka_client import Client, Headers, NoTopic, Place, header
from skerry_runtime.bus.kafka_group import FOR, Member, context_of
from skerry_runtime.bus.lately import Lately
from skerry_runtime.bus.port import USUAL, BusUnavailable, DeadLetter, Delivery, Handler, Lag, checked_group
from skerry_runtime.clock import wall

_REPLAYED = "skerry-replayed"


class KafkaBus:
    """A bus on a Kafka; see the module."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._members: dict[str, set[Member]] = {}
        self._lately: dict[str, Lately] = {}
        self._closed = False

    @classmethod
    async def connected(cls, url: str) -> KafkaBus:
        """Connects to `kafka://HOST:PORT`, and from then on again whenever the connection is lost.

        Raises:
            BusUnavailable: no broker answers.
        """
        client = Client(url)
        try:
            await client.open()
        except BusUnavailable:
            await client.close()
            raise
        return cls(client)

    async def publish(self, events: Sequence[Event]) -> None:
        """Publishes events: those of a key one after the other, each when the former is confirmed; keys side by side."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        for topic in {context_of(event.type) for event in events}:
            await self._client.ensure(topic)
        await in_chains(events, self._put)

    async def _put(self, event: Event) -> None:
        topic, key, body = context_of(event.type), event.partitionkey or None, event.encoded()
        headers: Headers = (("content-type", CONTENT_TYPE.encode()), ("ce_type", event.type.encode()))
        try:
            await self._client.put(topic, key, body, headers)
        except NoTopic:
            self._client.forget(topic)
            await self._client.ensure(topic)  # the broker has come back without what it had
            await self._client.put(topic, key, body, headers)

    async def subscribe(self, group: str, types: Iterable[str], handler: Handler, delivery: Delivery = USUAL) -> Member:
        """Hands events to a member of the group."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        lately = self._lately.setdefault(checked_group(group), Lately())
        member = Member(self._client, group, tuple(types), handler, delivery, lately)
        await member.start()
        self._members.setdefault(group, set()).add(member)
        return member

    async def dead(self, group: str) -> tuple[DeadLetter, ...]:
        """The group's dead letters."""
        found = [letter async for _, letter in self._letters(checked_group(group))]
        return tuple(sorted(found, key=lambda letter: letter.at))

    async def _letters(self, group: str) -> AsyncIterator[tuple[Message, DeadLetter]]:
        """The dead letters that were not replayed, each with its record."""
        suffix = f".dead.{group}"
        places = [(topic, 0) for topic in await self._client.topics() if topic.endswith(suffix)]
        first, ends = await self._client.ends(places, first=True), await self._client.ends(places)
        records = await self._client.records({place: (first[place], ends[place]) for place in places})
        replayed = {(each.topic(), header(each, _REPLAYED)) for each in records}
        for each in records:
            if not header(each, _REPLAYED) and (each.topic(), str(each.offset())) not in replayed:
                yield each, _letter(each)

    async def replay(self, group: str, ids: Iterable[str] = ()) -> int:
        """Gives dead letters to their group once more."""
        wanted, number = set(ids), 0
        found = [pair async for pair in self._letters(checked_group(group)) if not wanted or pair[1].id in wanted]
        for record, letter in found:
            topic, key = record.topic() or "", record.key()
            text = key.decode(errors="replace") if isinstance(key, bytes) else None
            headers: Headers = (("ce_type", letter.type.encode()), (FOR, group.encode()))
            await self._client.put(topic.removesuffix(f".dead.{group}"), text, letter.body, headers)
            await self._client.put(topic, None, b"", ((_REPLAYED, str(record.offset()).encode()),))
            number += 1
        return number

    async def lag(self, group: str) -> Lag:
        """How far the group is behind. Records of types that it does not hear count until it has passed them."""
        suffix = f".notes.{checked_group(group)}"
        topics = await self._client.topics()
        heard = [name.removesuffix(suffix) for name in topics if name.endswith(suffix)]
        places = [(name, number) for name in heard for number in range(topics.get(name, 0))]
        committed = await self._client.committed(group, places) if places else {}
        first, ends = await self._client.ends(places, first=True), await self._client.ends(places)
        members = self._members.get(group, set())
        behind, waiting = 0, dict[Place, tuple[int, int]]()
        for place in places:
            start = max(committed[place], first[place])
            left = max(0, ends[place] - start - sum(member.done(place) for member in members))
            behind += left
            if left:
                waiting[place] = (start, start + 1)
        held = [member.held for member in members]
        flying, oldest = sum(number for number, _ in held), [at for _, at in held if at]
        if behind and not oldest:
            oldest = [each.timestamp()[1] / 1000 for each in await self._client.records(waiting)]
        dead = len(await self.dead(group))
        return Lag(behind, flying, dead, max(0.0, wall() - min(oldest)) if oldest and behind else 0.0)

    async def check(self) -> None:
        """Asks the brokers for their topics."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        await self._client.check()

    async def close(self) -> None:
        """Closes the subscriptions, then the connection."""
        if self._closed:
            return
        self._closed = True
        await asyncio.gather(*(member.close() for members in self._members.values() for member in members))
        await self._client.close()


def _letter(record: Message) -> DeadLetter:
    value = record.value()
    body = value if isinstance(value, bytes) else b""
    try:
        identifier = decoded(body).id
    except BrokenEvent:
        identifier = f"at-{record.offset()}"
    attempts = header(record, "skerry-attempts")
    return DeadLetter(
        id=identifier,
        type=header(record, "ce_type"),
        reason=header(record, "skerry-reason"),
        attempts=int(attempts) if attempts.isdigit() else 0,
        at=record.timestamp()[1] / 1000,
        body=body,
    )
