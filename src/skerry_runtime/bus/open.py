"""From an address to a bus: `sqlite:///ABS.db`, `nats://HOST:PORT`, `amqp://HOST:PORT`, `kafka://HOST:PORT`, `memory://`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from skerry_runtime.bus.memory import MemoryBus
from skerry_runtime.bus.port import Bus, BusUnavailable

_KNOWN = "sqlite:///ABSOLUTE/PATH.db, nats://HOST:PORT, amqp://HOST:PORT, kafka://HOST:PORT or memory://"


async def open_bus(url: str) -> Bus:
    """Opens the bus at this address.

    Raises:
        ValueError: no bus has such an address; the text names those that are known.
        BusUnavailable: what it needs is not installed (the text says how it is), or it can't be reached.
    """
    scheme = urlsplit(url).scheme
    if scheme == "memory":
        return MemoryBus()
    if scheme == "sqlite":
        return await _sqlite(url)
    if scheme in ("nats", "tls"):
        return await _nats(url)
    if scheme in ("amqp", "amqps"):
        return await _rabbitmq(url)
    if scheme == "kafka":
        return await _kafka(url)
    raise ValueError(f"SKERRY_BUS is {url!r}; expected {_KNOWN}")


async def _sqlite(url: str) -> Bus:
    from skerry_runtime.bus.sqlite import SqliteBus  # not on every platform: it needs named pipes  # noqa: PLC0415

    path = unquote(urlsplit(url).path)
    if urlsplit(url).netloc or not path.startswith("/") or path == "/":
        raise ValueError(f"SKERRY_BUS is {url!r}; expected sqlite:///ABSOLUTE/PATH.db")
    bus = SqliteBus(Path(path))
    await bus.check()
    return bus


async def _nats(url: str) -> Bus:
    try:
        from skerry_runtime.bus.nats import NatsBus  # an optional extra  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "nats":
            raise
        raise BusUnavailable("the NATS bus needs nats-py: pip install 'skerry[run]'") from error
    return await NatsBus.connected(url)


async def _rabbitmq(url: str) -> Bus:
    try:
        from skerry_runtime.bus.rabbitmq import RabbitBus  # an optional extra  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("aiormq", "pamqp"):
            raise
        raise BusUnavailable("the RabbitMQ bus needs aiormq: pip install 'skerry[rabbitmq]'") from error
    return await RabbitBus.connected(url)


async def _kafka(url: str) -> Bus:
    try:
        from skerry_runtime.bus.kafka import KafkaBus  # an optional extra  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "confluent_kafka":
            raise
        raise BusUnavailable("the Kafka bus needs confluent-kafka: pip install 'skerry[kafka]'") from error
    return await KafkaBus.connected(url)
