"""RabbitMQ and Kafka, as far as they are installed: the bus beside the bare client, in alternating rounds on one broker."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from threading import Thread
from uuid import uuid4

from benchmarks.measure import table
from benchmarks.through import COUNT, FLIGHT, ROUNDS, Begin, cost, event, figures, through
from skerry.run.parts import kafka, rabbitmq
from skerry.run.parts.program import ProgramPart
from skerry_runtime.bus import open_bus

Round = Callable[[str, Begin], Awaitable[None]]


async def brokers(folder: Path) -> None:
    """Measure those that are here."""
    if rabbitmq.available():
        part = rabbitmq.RabbitMq(folder / "rabbitmq", folder / "rabbitmq.log")
        await _beside("RabbitMQ, quorum queue on the disk", "aiormq", part, _rabbitmq)
    else:
        print(f"RabbitMQ is not measured: {rabbitmq.INSTALL}\n")
    if kafka.available():
        await _beside(
            "Kafka's protocol, broker in memory", "confluent-kafka", kafka.Kafka(folder / "kafka.log"), _kafka
        )
    else:
        print(f"Kafka is not measured: {kafka.INSTALL}\n")


async def _beside(what: str, client: str, part: ProgramPart, bare: Round) -> None:
    await part.start()
    try:
        theirs, ours = [], []
        for _ in range(ROUNDS):
            theirs.append(await cost(lambda begin: bare(part.url, begin)))
            ours.append(await cost(lambda begin: _ours(part.url, begin)))
    finally:
        await part.stop()
    print(f"{what}: {COUNT:,} events published ({FLIGHT} in flight) and consumed, {ROUNDS} rounds by turns")
    print(table(("", "events/s", "CPU µs/event"), [(client, *figures(theirs)), ("skerry_runtime.bus", *figures(ours))]))
    ratios = sorted(ours[n][0] / theirs[n][0] for n in range(ROUNDS))
    print(f"ratio per round: median {median(ratios):.2f}, {ratios[0]:.2f} to {ratios[-1]:.2f}\n")


async def _ours(url: str, begin: Begin) -> None:
    bus = await open_bus(url)
    await through(bus, COUNT, FLIGHT, begin)
    await bus.close()


async def _rabbitmq(url: str, begin: Begin) -> None:
    """A topic exchange, a quorum queue, a confirmation and an acknowledgement for each, as many in flight."""
    import aiormq  # noqa: PLC0415  an extra
    from pamqp.commands import Basic  # noqa: PLC0415

    publisher, consumer = await aiormq.connect(url), await aiormq.connect(url)
    sending, taking = await publisher.channel(), await consumer.channel()
    name, done, finished = f"bare{uuid4().hex[:8]}", 0, asyncio.Event()
    await sending.exchange_declare(name, exchange_type="topic", durable=True)
    await sending.queue_declare(name, durable=True, arguments={"x-queue-type": "quorum"})
    await sending.queue_bind(name, name, "#")

    async def take(message: aiormq.abc.DeliveredMessage) -> None:
        nonlocal done
        await taking.basic_ack(message.delivery_tag or 0, wait=False)
        done += 1
        if done == COUNT:
            finished.set()

    numbers = iter(range(COUNT))

    async def publish() -> None:
        for number in numbers:
            properties = Basic.Properties(delivery_mode=2)
            await sending.basic_publish(
                event(number).encoded(), exchange=name, routing_key="x", mandatory=True, properties=properties
            )

    await taking.basic_qos(prefetch_count=512)
    await taking.basic_consume(name, take)
    begin()
    await asyncio.gather(*(publish() for _ in range(FLIGHT)))
    await finished.wait()
    await sending.queue_delete(name)
    await publisher.close()
    await consumer.close()


async def _kafka(url: str, begin: Begin) -> None:
    await asyncio.to_thread(_kafka_in_threads, url.removeprefix("kafka://").partition("?")[0], begin)


def _kafka_in_threads(servers: str, begin: Begin) -> None:
    """An idempotent producer, a consumer that commits what it polled, each record confirmed, as many in flight."""
    from confluent_kafka import Consumer, Message, Producer  # noqa: PLC0415  an extra
    from confluent_kafka.admin import AdminClient  # noqa: PLC0415
    from confluent_kafka.cimpl import NewTopic  # noqa: PLC0415

    name, flying = f"bare{uuid4().hex[:8]}", 0
    admin = AdminClient({"bootstrap.servers": servers})
    admin.create_topics([NewTopic(name, 6, 1)])[name].result(10)
    producer = Producer(
        {"bootstrap.servers": servers, "enable.idempotence": True, "acks": "all", "batch.num.messages": 1}
    )
    settings = {
        "group.id": name,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "session.timeout.ms": 10_000,
    }
    consumer = Consumer({"bootstrap.servers": servers, **settings, "fetch.wait.max.ms": 100})
    consumer.subscribe([name])

    while not consumer.assignment():
        consumer.poll(0.1)
    begin()

    def confirmed(_: object, __: Message) -> None:
        nonlocal flying
        flying -= 1

    def publish() -> None:
        nonlocal flying
        for number in range(COUNT):
            while flying >= FLIGHT:
                producer.poll(0.1)
            flying += 1
            producer.produce(name, event(number).encoded(), f"order-{number % 512}".encode(), on_delivery=confirmed)
        producer.flush(30)

    publishing, done = Thread(target=publish), 0
    publishing.start()
    while done < COUNT:
        found = [each for first in (consumer.poll(0.2),) if first for each in (first, *consumer.consume(255, 0))]
        done += len(found)
        if found:
            consumer.commit(asynchronous=True)
    publishing.join()
    consumer.close()
