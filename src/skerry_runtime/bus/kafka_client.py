"""What the bus needs of a Kafka: topics, publications with their confirmations, and records at known places.

The client is librdkafka's, whose calls block or run in threads of its own; here they become awaitables.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]  # in its __all__ all the same
from confluent_kafka.cimpl import NewTopic

from skerry_runtime.bus.lanes import log
from skerry_runtime.bus.port import BusUnavailable

CONFIRMED = 10.0
_OFFSETS: Any = OffsetSpec  # has no types
_KEEP = 7 * 86_400_000
_OWN = {"partitions", "replicas"}
_TOO_LARGE = {KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.RECORD_LIST_TOO_LARGE}
_NO_TOPIC = {KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC, KafkaError._UNKNOWN_PARTITION}
Headers = Sequence[tuple[str, bytes]]
Place = tuple[str, int]  # a topic and its partition


class NoTopic(BusUnavailable):
    """There is no such topic."""


class Client:
    """A connection: `kafka://HOST:PORT,HOST:PORT?partitions=6&replicas=3`; what else stands behind the `?` is a setting of librdkafka."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        self.servers = parts.netloc
        self._partitions = int(options.get("partitions", "6"))
        self._replicas = int(options.get("replicas", "1"))
        more = {name: value for name, value in options.items() if name not in _OWN}
        self._settings: dict[str, Any] = {
            "bootstrap.servers": self.servers, "log_level": 0, "reconnect.backoff.max.ms": 500, **more
        }  # fmt: skip
        self._admin: AdminClient | None = None
        self._sending: Sending | None = None
        self._opened: set[str] = set()
        self._closed = False

    async def open(self) -> None:
        """Connects; the producer gets its number from the brokers meanwhile, which takes it half a second.

        Raises:
            BusUnavailable: no broker answers.
        """
        self._sending = Sending(self._settings)
        await self.check()

    async def check(self) -> None:
        """Asks the brokers for a sign of life.

        Raises:
            BusUnavailable: there was none.
        """
        await self.topics()

    async def topics(self) -> dict[str, int]:
        """The topics there are, with their number of partitions.

        Raises:
            BusUnavailable: no broker answers.
        """
        admin = self._administration()
        try:
            found = await asyncio.to_thread(admin.list_topics, timeout=CONFIRMED / 2)
        except KafkaException as error:
            raise BusUnavailable(f"no Kafka answers at {self.servers}") from error
        return {name: len(topic.partitions) for name, topic in found.topics.items()}

    def _administration(self) -> AdminClient:
        if self._closed:
            raise BusUnavailable("the bus is closed")
        if self._admin is None:
            self._admin = AdminClient(self._settings)
        return self._admin

    async def ensure(self, name: str, *, partitions: int = 0, compacted: bool = False) -> None:
        """A topic; one that is there already stays as its operator has set it up.

        Raises:
            BusUnavailable: it can't be made.
        """
        if name in self._opened:
            return
        kept = {"cleanup.policy": "compact"} if compacted else {"retention.ms": str(_KEEP)}
        topic = NewTopic(name, partitions or self._partitions, self._replicas, config=kept)
        try:
            (future,) = self._administration().create_topics([topic], request_timeout=CONFIRMED).values()
            await asyncio.to_thread(future.result, CONFIRMED)
        except (KafkaException, TimeoutError) as error:
            if _code(error) != KafkaError.TOPIC_ALREADY_EXISTS:
                raise BusUnavailable(f"Kafka does not make the topic {name}: {said(error)}") from error
        self._opened.add(name)

    def forget(self, name: str) -> None:
        """The topic is not there any more."""
        self._opened.discard(name)

    async def put(self, topic: str, key: str | None, body: bytes, headers: Headers, partition: int = -1) -> None:
        """Publishes a record, and waits until all replicas in sync have it.

        Raises:
            BusUnavailable: it was not confirmed (`NoTopic`: there is no such topic).
            ValueError: it is larger than Kafka takes.
        """
        if self._closed:
            raise BusUnavailable("the bus is closed")
        if self._sending is None or self._sending.broken:
            if self._sending is not None:
                self._sending.close()
            self._sending = Sending(self._settings)
        await self._sending.put(topic, key, body, headers, partition)

    async def ends(self, places: Iterable[Place], *, first: bool = False) -> dict[Place, int]:
        """The offset behind the last record of each partition, or that of the first.

        Raises:
            BusUnavailable: no broker answers, or a topic is not there.
        """
        spec = _OFFSETS.earliest() if first else _OFFSETS.latest()
        asked = {TopicPartition(*place): spec for place in places}
        if not asked:
            return {}
        try:
            futures = self._administration().list_offsets(asked, request_timeout=CONFIRMED)
            waited = [asyncio.to_thread(future.result, CONFIRMED) for future in futures.values()]
            found = await asyncio.gather(*waited)
        except (KafkaException, TimeoutError) as error:
            raise BusUnavailable(f"Kafka: {said(error)}") from error
        return {(at.topic, at.partition): each.offset for at, each in zip(futures, found, strict=True)}

    async def committed(self, group: str, places: Iterable[Place]) -> dict[Place, int]:
        """How far a group is in each partition; negative where it has not begun.

        Raises:
            BusUnavailable: no broker answers.
        """
        return await asyncio.to_thread(self._committed, group, list(places))

    def _committed(self, group: str, places: Sequence[Place]) -> dict[Place, int]:
        consumer = self.consumer(group)
        try:
            found = consumer.committed([TopicPartition(*place) for place in places], timeout=CONFIRMED)
        except KafkaException as error:
            raise BusUnavailable(f"Kafka: {said(error)}") from error
        finally:
            consumer.close()
        return {(each.topic, each.partition): each.offset for each in found}

    async def records(self, spans: Mapping[Place, tuple[int, int]]) -> list[Message]:
        """The records of these partitions, each from one offset and before another, in the order of each partition.

        Raises:
            BusUnavailable: they did not come.
        """
        wanted = {place: span for place, span in spans.items() if span[0] < span[1]}
        return await asyncio.to_thread(self.read, wanted) if wanted else []

    def read(self, spans: Mapping[Place, tuple[int, int]]) -> list[Message]:
        """The same, for a thread."""
        consumer, found = self.consumer(""), []
        left = {place: until for place, (_, until) in spans.items()}
        end = time.monotonic() + CONFIRMED
        try:
            consumer.assign([TopicPartition(*place, start) for place, (start, _) in spans.items()])
            while left:
                if time.monotonic() > end:
                    raise BusUnavailable(f"Kafka did not deliver within {CONFIRMED:g} s")
                message = consumer.poll(0.1)
                if message is not None and message.error() is None:
                    found += self._within(message, left)
                for place in list(left):
                    position = consumer.position([TopicPartition(*place)])[0].offset
                    if position >= left[place]:
                        del left[place]
        except KafkaException as error:
            raise BusUnavailable(f"Kafka: {said(error)}") from error
        finally:
            consumer.close()
        return found

    @staticmethod
    def _within(message: Message, left: Mapping[Place, int]) -> list[Message]:
        place = (message.topic() or "", message.partition() or 0)
        return [message] if (message.offset() or 0) < left.get(place, 0) else []

    def consumer(self, group: str, **more: Any) -> Consumer:
        """A consumer, which commits nothing by itself."""
        usual = {
            "group.id": group or "skerry-reading",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": 100,
            "fetch.error.backoff.ms": 100,
            "fetch.queue.backoff.ms": 50,
        }
        own = {name if callable(value) else name.replace("_", "."): value for name, value in more.items()}
        return Consumer({**usual, **self._settings, **own})

    async def close(self) -> None:
        """Ends the threads."""
        self._closed = True
        if self._sending is not None:
            await asyncio.to_thread(self._sending.close)


class Sending:
    """The idempotent producer, and the thread that hears its confirmations."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        own = {
            "acks": "all",
            "enable.idempotence": True,
            "linger.ms": 0,
            "partitioner": "murmur2_random",  # as Java's clients have it: a key is in the same partition, whoever sends it
            "delivery.timeout.ms": int(CONFIRMED * 1000),
            "topic.metadata.propagation.max.ms": 2000,
        }
        self._producer = Producer({**own, **settings})
        self._loop = asyncio.get_running_loop()
        self._done: deque[tuple[asyncio.Future[None], KafkaError | None]] = deque()
        self._ended = False
        self.broken = False
        self._thread = threading.Thread(target=self._hear, name="skerry-kafka", daemon=True)
        self._thread.start()

    def _hear(self) -> None:
        while not self._ended:
            self._producer.poll(0.2)

    async def put(self, topic: str, key: str | None, body: bytes, headers: Headers, partition: int) -> None:
        """See `Client.put`."""
        future: asyncio.Future[None] = self._loop.create_future()

        def confirmed(error: KafkaError | None, _: Message) -> None:
            self._done.append((future, error))
            if len(self._done) == 1:
                self._loop.call_soon_threadsafe(self._tell)

        while True:
            try:
                self._producer.produce(
                    topic,
                    body,
                    key.encode() if key else None,
                    partition,
                    headers=list(headers),
                    on_delivery=confirmed,
                )
                break
            except BufferError:
                await asyncio.sleep(0.01)
            except KafkaException as error:
                self._raise(error.args[0], len(body))
        await future

    def _tell(self) -> None:
        while self._done:
            future, error = self._done.popleft()
            if future.done():
                continue
            if error is None:
                future.set_result(None)
                continue
            try:
                self._raise(error, 0)
            except (BusUnavailable, ValueError) as raised:
                future.set_exception(raised)

    def _raise(self, error: KafkaError, size: int) -> None:
        if error.code() in _TOO_LARGE:
            raise ValueError(
                f"{size:,} bytes are more than Kafka takes in a record" if size else "Kafka: " + error.str()
            )
        if error.fatal() or error.code() == KafkaError._FATAL:
            self.broken = True
        raise (NoTopic if error.code() in _NO_TOPIC else BusUnavailable)(f"Kafka: {error.str()}")

    def close(self) -> None:
        """Ends the thread; what is not confirmed by now is not waited for."""
        self._ended = True
        self._producer.purge()
        self._thread.join(2.0)


def said(error: BaseException) -> str:
    """What an error of the client says."""
    first = error.args[0] if error.args else None
    return first.str() if isinstance(first, KafkaError) else str(error) or type(error).__name__


def _code(error: BaseException) -> int:
    first = error.args[0] if error.args else None
    return first.code() if isinstance(first, KafkaError) else 0


def result(future: Future[Any], seconds: float) -> Any:
    """What a coroutine gave that runs in the loop, for a thread; None if it does not end in time."""
    try:
        return future.result(seconds)
    except (TimeoutError, BusUnavailable) as error:
        log.warning("Kafka: %s", error or "no answer in time")
        return None


def header(message: Message, name: str) -> str:
    """A header of a record; '' if it has none of that name."""
    found = dict(message.headers() or ()).get(name)
    return found.decode(errors="replace") if isinstance(found, bytes) else ""
