"""A member of a group on Kafka: a consumer in a thread, whose records go to the lanes of the event loop.

Offsets are committed as far as all before them is done. When partitions are taken away, the handlers that run are waited for first, and
what is done behind the offset is noted, so that the next owner does not do it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Collection, Coroutine, Mapping, Sequence
from itertools import count
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from skerry_runtime.bus.cloudevents import BrokenEvent, decoded
from skerry_runtime.bus.kafka_client import CONFIRMED, Client, Headers, Place, header, result, said
from skerry_runtime.bus.kafka_place import Note, Partition
from skerry_runtime.bus.lanes import Held, Lanes, log
from skerry_runtime.bus.lately import Lately
from skerry_runtime.bus.port import BusUnavailable, Delivery, Handler

FOR = "skerry-for"
_POLL = 0.1
_TOGETHER = 0.02
_AGAIN = 0.3
_POLL_AT_MOST = 300_000  # milliseconds without a poll: a rebalance waits so long for handlers


class Member:
    """A subscription."""

    def __init__(
        self, client: Client, group: str, types: Collection[str], handler: Handler, delivery: Delivery, lately: Lately
    ) -> None:
        self._client, self._group, self._types, self._delivery = client, group, frozenset(types), delivery
        self._topics = sorted({context_of(name) for name in types})
        self._handler = lately.once(handler)
        self._loop = asyncio.get_running_loop()
        self._lanes = self._fresh()
        self._partitions: dict[Place, Partition] = {}
        self._places: dict[int, tuple[Place, int]] = {}
        self._numbers = count(1)
        self._consumer: Consumer | None = None
        self._generation = 0
        self._seen = time.monotonic()
        self._stale = False
        self._wanted: tuple[int, dict[Place, int]] = 0, {}
        self._committing = False
        self._marked: Place | None = None  # the partition whose note names the last suspect
        self._joined: asyncio.Future[None] = self._loop.create_future()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"skerry-{group}", daemon=True)

    def _fresh(self) -> Lanes:
        return Lanes(self._group, self._handler, self._delivery, self, self._owned)

    def _owned(self) -> bool:
        """Whether the thread has lived within the lease: else (the process was frozen) the partitions may be another's."""
        return not self._stale and time.monotonic() - self._seen < self._delivery.lease

    @property
    def held(self) -> tuple[int, float]:
        """How many events are in hand, and since when the oldest waits (seconds since 1970, 0 if there is none)."""
        parts = self._partitions.values()
        return sum(len(part.open) for part in parts), min(
            (at for part in parts for at in part.since.values()), default=0.0
        )

    def done(self, place: Place) -> int:
        """How many records of a partition are done behind what is committed."""
        part = self._partitions.get(place)
        return part.low() - part.committed + len(part.done) if part else 0

    async def start(self) -> None:
        """Joins the group.

        Raises:
            BusUnavailable: no broker answers.
        """
        for topic in self._topics:
            await self._client.ensure(topic)
            await self._client.ensure(f"{topic}.dead.{self._group}", partitions=1)
            await self._client.ensure(f"{topic}.notes.{self._group}", compacted=True)
        self._thread.start()

    def _run(self) -> None:
        """The thread: polls, and makes a new consumer when the former was not heard of for too long."""
        while not self._ending.is_set():
            self._consumer = consumer = self._client.consumer(
                self._group,
                session_timeout_ms=int(self._delivery.lease * 1000),
                heartbeat_interval_ms=max(100, int(self._delivery.lease * 100)),
                max_poll_interval_ms=_POLL_AT_MOST,
                partition_assignment_strategy="range",
                on_commit=self._committed,
            )
            try:
                self._poll(consumer)
            except KafkaException as error:
                log.warning("%s: Kafka: %s", self._group, said(error))
                self._ending.wait(_AGAIN)
            finally:
                with contextlib.suppress(KafkaException, RuntimeError):
                    consumer.close()  # which calls `_revoked`

    def _poll(self, consumer: Consumer) -> None:
        consumer.subscribe(self._topics, on_assign=self._assigned, on_revoke=self._revoked, on_lost=self._lost)
        self._seen, paused = time.monotonic(), False
        while not self._ending.is_set():
            if time.monotonic() - self._seen > self._delivery.lease:
                self._stale = True
                return
            self._seen = time.monotonic()
            (generation, lows), self._wanted = self._wanted, (0, {})
            if lows and generation == self._generation and not self._stale:
                offsets = [_at(place, low) for place, low in lows.items()]
                consumer.commit(offsets=offsets, asynchronous=True)
            room = self._lanes.room
            if paused != (room <= 0):
                paused = not paused
                (consumer.pause if paused else consumer.resume)(consumer.assignment())
            batch = self._batch(consumer, max(1, room), _POLL if not paused else _POLL / 4)
            if batch:
                self._loop.call_soon_threadsafe(self._arrived, self._generation, batch)

    def _batch(self, consumer: Consumer, most: int, wait: float) -> list[Message]:
        """What is there, or the first that comes; of one assignment only."""
        generation, found = self._generation, list[Message]()
        while len(found) < most:
            message = consumer.poll(0 if found else wait)
            if generation != self._generation:
                generation, found = self._generation, []  # the former's are fetched again by who has them now
            if message is None:
                break
            if message.error() is None:
                found.append(message)
            else:
                log.warning("%s: Kafka: %s", self._group, said(KafkaException(message.error())))
                break
        return found

    def _wait(self, work: Coroutine[Any, Any, Any], seconds: float) -> Any:
        return result(asyncio.run_coroutine_threadsafe(work, self._loop), seconds)

    def _assigned(self, consumer: Consumer, given: list[TopicPartition]) -> None:
        """Goes on where the group has stopped, by the notes of the last owners."""
        self._generation += 1
        places = [(each.topic, each.partition) for each in given]
        parts = self._wait(self._take_over(places), 3 * CONFIRMED) if places else {}
        if parts is None:
            consumer.unsubscribe()
            raise KafkaException("the notes of its partitions can't be read")
        consumer.assign([_at(place, part.next) for place, part in parts.items()])
        self._stale, self._seen = False, time.monotonic()

    async def _take_over(self, places: Sequence[Place]) -> Mapping[Place, Partition]:
        await self._lanes.close()
        committed = await self._client.committed(self._group, places)
        first = await self._client.ends(places, first=True)
        start = {place: max(committed[place], first[place], 0) for place in places}
        notes = await self._notes(places)
        suspicious = [place for place in places if notes[place].takes >= 2 and notes[place].at == start[place]]
        ends = await self._client.ends(suspicious)
        parts = {place: Partition.taken(start[place], notes[place], ends.get(place, 0)) for place in places}
        await asyncio.gather(*(self._write(place, part.note) for place, part in parts.items()))
        self._partitions, self._places, self._lanes = parts, {}, self._fresh()
        if not self._joined.done():
            self._joined.set_result(None)
        return parts

    async def _notes(self, places: Sequence[Place]) -> dict[Place, Note]:
        beside = {(f"{topic}.notes.{self._group}", number): (topic, number) for topic, number in places}
        ends = await self._client.ends(beside)
        last = await self._client.records({place: (end - 1, end) for place, end in ends.items() if end})
        found = {beside[each.topic() or "", each.partition() or 0]: Note.decoded(each.value() or b"") for each in last}
        return {place: found.get(place, Note()) for place in places}

    async def _write(self, place: Place, note: Note) -> None:
        topic, number = place
        await self._client.put(f"{topic}.notes.{self._group}", str(number), note.encoded(), (), number)

    def _revoked(self, consumer: Consumer, _: list[TopicPartition]) -> None:
        """Others will have them: what runs is waited for, committed, and noted."""
        self._generation += 1
        patience = self._delivery.drain + 3 * CONFIRMED
        offsets = self._wait(self._let_go(peacefully=not self._stale and self._owned()), patience)
        if offsets:
            with contextlib.suppress(KafkaException):
                consumer.commit(offsets=offsets, asynchronous=False)
        self._seen = time.monotonic()

    def _lost(self, _: Consumer, __: list[TopicPartition]) -> None:
        """Others have them already."""
        self._generation += 1
        log.warning("%s: lost its place at Kafka; beginning again", self._group)
        self._wait(self._let_go(peacefully=False), self._delivery.drain + CONFIRMED)
        self._seen = time.monotonic()

    async def _let_go(self, peacefully: bool) -> list[TopicPartition]:
        await self._lanes.close()
        parts, self._partitions = self._partitions, {}
        if not peacefully:
            return []
        with contextlib.suppress(BusUnavailable):
            await asyncio.gather(*(self._write(place, part.left()) for place, part in parts.items()))
        return [_at(place, part.low()) for place, part in parts.items() if part.low() > part.committed]

    def _arrived(self, generation: int, batch: Sequence[Message]) -> None:
        if generation != self._generation or self._ending.is_set():
            return
        for message in batch:
            place, offset = (message.topic() or "", message.partition() or 0), message.offset() or 0
            part = self._partitions.get(place)
            if part is None or offset < part.next:
                continue
            part.next = offset + 1
            if offset in part.done or not self._concerned(message):
                part.passed(offset)
                self._dirty()
                continue
            key, number = message.key(), next(self._numbers)
            text = key.decode(errors="replace") if isinstance(key, bytes) else ""
            held = Held(number, text, _body(message), 0, part.deaths(offset), "", _kind(message) or place[0])
            part.open[offset] = held
            part.since[offset] = message.timestamp()[1] / 1000
            self._places[number] = (place, offset)
            self._lanes.offer(held)

    def _concerned(self, message: Message) -> bool:
        """Whether this group hears such events; what is no event is everybody's dead letter."""
        only = header(message, FOR)
        if only:
            return only == self._group
        kind = _kind(message)
        return not kind or kind in self._types

    def _commit(self) -> None:
        """Leaves for the thread how far the partitions are: it commits between two polls."""
        lows = {place: part.low() for place, part in self._partitions.items()}
        self._wanted = (
            self._generation,
            {place: low for place, low in lows.items() if low > self._partitions[place].committed},
        )
        self._committing = False

    def _dirty(self) -> None:
        """Something was done: what is done at about the same time is committed together."""
        if not self._committing:
            self._committing = True
            self._loop.call_later(_TOGETHER, self._commit)

    def _committed(self, error: KafkaError | None, offsets: Sequence[TopicPartition]) -> None:
        self._loop.call_soon_threadsafe(
            self._told, error, [(each.topic, each.partition, each.offset) for each in offsets]
        )

    def _told(self, error: KafkaError | None, offsets: Sequence[tuple[str, int, int]]) -> None:
        if error is not None:
            self._dirty()
            return
        for topic, number, offset in offsets:
            if part := self._partitions.get((topic, number)):
                part.committed = max(part.committed, offset)

    async def trying(self, held: Held) -> None:
        """Noted beside its partition. The one before it, perhaps of another partition, is over: its mark goes first."""
        if (found := self._places.get(held.seq)) and (part := self._partitions.get(found[0])):
            last, self._marked = self._marked, found[0]
            if last and last != found[0] and last in self._partitions:
                await self._write(last, self._partitions[last].trying(-1, 0))
            await self._write(found[0], part.trying(found[1], held.deaths + 1))

    async def settle(self, held: Held) -> None:
        """Done; committed as soon as all before it is."""
        if (found := self._places.pop(held.seq, None)) and (part := self._partitions.get(found[0])):
            part.finished(found[1])
            self._dirty()

    async def failed(self, held: Held) -> None:
        """The lane tries it again."""

    async def bury(self, held: Held, reason: str) -> None:
        """Stored in the topic of the group's dead letters, then done."""
        if (found := self._places.get(held.seq)) is not None:
            headers: Headers = (
                ("ce_type", held.origin.encode()),
                ("skerry-reason", reason[:2000].encode()),
                ("skerry-attempts", str(held.attempts).encode()),
            )
            await self._client.put(f"{found[0][0]}.dead.{self._group}", held.key or None, held.body, headers)
        await self.settle(held)

    async def close(self) -> None:
        """Leaves the group."""
        if self._ending.is_set():
            return
        self._ending.set()
        await self._lanes.close()
        if self._thread.ident is not None:
            await asyncio.to_thread(self._thread.join)


def context_of(name: str) -> str:
    """The topic of a type: its first two parts.

    Raises:
        ValueError: it can't be the name of a topic.
    """
    parts = name.split(".")
    if (
        len(parts) < 3
        or not all(parts)
        or len(name) > 200
        or not name.replace(".", "").replace("-", "").replace("_", "").isalnum()
    ):
        raise ValueError(
            f"on Kafka an event's type is SYSTEM.CONTEXT.NAME.VERSION of letters, digits, - and _: {name!r} is not"
        )
    return ".".join(parts[:2])


def _at(place: Place, offset: int) -> TopicPartition:
    topic, number = place
    return TopicPartition(topic, number, offset)


def _body(message: Message) -> bytes:
    value = message.value()
    return value if isinstance(value, bytes) else b""


def _kind(message: Message) -> str:
    """The type of an event; '' if it is none."""
    if found := header(message, "ce_type"):
        return found
    with contextlib.suppress(BrokenEvent):
        return decoded(_body(message)).type
    return ""
