"""The bus: NATS beside bare nats-py in alternating rounds, the SQLite file beside what its disk syncs, and what idling costs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from statistics import median
from uuid import uuid4

import nats
from nats.js.api import ConsumerConfig, StreamConfig
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.brokers import brokers
from benchmarks.measure import table
from benchmarks.through import COUNT, FLIGHT, ROUNDS, TYPE, Begin, cost, event, figures, through
from skerry_runtime.bus import Event, happened, open_bus
from skerry_runtime.store import open_database
from skerry_runtime.store.outbox import Outbox, outbox_table, relay_table
from skerry_runtime.store.relay import Relay


def main() -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_nats(Path(folder)))
        asyncio.run(brokers(Path(folder)))
        asyncio.run(_sqlite(Path(folder)))


async def _nats(folder: Path) -> None:
    with _server(folder / "nats") as url:
        bare, ours = [], []
        for _ in range(ROUNDS):
            bare.append(await cost(lambda begin: _bare(url, begin)))
            ours.append(await cost(lambda begin: _ours(url, begin)))
        latency = await _latency(url)
    rows = [("nats-py", *figures(bare)), ("skerry_runtime.bus", *figures(ours))]
    print(
        f"NATS JetStream, file storage: {COUNT:,} events published ({FLIGHT} in flight) and consumed, {ROUNDS} rounds by turns"
    )
    print(table(("", "events/s", "CPU µs/event"), rows))
    ratios = sorted(ours[n][0] / bare[n][0] for n in range(ROUNDS))
    print(f"ratio per round: median {median(ratios):.2f}, {ratios[0]:.2f} to {ratios[-1]:.2f}; latency {latency}\n")


async def _bare(url: str, begin: Begin) -> None:
    """Nothing but nats-py: as many in flight, the same bytes, an acknowledgement of each."""
    client = await nats.connect(url)
    stream = client.jetstream(publish_async_max_pending=FLIGHT)
    name = f"BARE{uuid4().hex[:8]}"
    await stream.add_stream(StreamConfig(name=name, subjects=[f"{name}.*"], storage="file"))
    subscription = await stream.pull_subscribe(f"{name}.x", "group", config=ConsumerConfig(max_ack_pending=512))

    begin()

    async def publish() -> None:
        for number in range(COUNT):
            await stream.publish_async(f"{name}.x", event(number).encoded(), headers={"Nats-Msg-Id": uuid4().hex})

    async def consume() -> None:
        done = 0
        while done < COUNT:
            for message in await subscription.fetch(256, timeout=30):
                await message.ack()
                done += 1

    await asyncio.gather(publish(), consume())
    await stream.delete_stream(name)
    await client.close()


async def _ours(url: str, begin: Begin) -> None:
    bus = await open_bus(url)
    await through(bus, COUNT, FLIGHT, begin)
    await bus.close()


async def _latency(url: str, count: int = 200) -> str:
    """From the call of `publish` to the handler, one at a time, in milliseconds."""
    found: list[float] = []
    arrived, start = asyncio.Event(), uuid4().hex

    async def handle(event: Event) -> None:
        if event.source == start:
            found.append((time.perf_counter() - event.data["at"]) * 1e3)
            arrived.set()

    publisher, consumer = await open_bus(url), await open_bus(url)
    await consumer.subscribe(f"l{start[:12]}", [TYPE], handle)
    for number in range(count):
        arrived.clear()
        await publisher.publish([happened(TYPE, start, {"at": time.perf_counter()}, key=str(number))])
        await arrived.wait()
        await asyncio.sleep(0.003)
    await publisher.close()
    await consumer.close()
    found.sort()
    return f"p50 {found[count // 2]:.1f} ms, p99 {found[count * 99 // 100]:.1f} ms"


async def _sqlite(folder: Path) -> None:
    rows = []
    for flight, count in ((1, 300), (64, 4_000)):
        rates, syncs = [], []
        for number in range(ROUNDS):
            syncs.append(_syncs(folder))
            bus = await open_bus(f"sqlite://{folder}/bus-{flight}-{number}.db")
            start = time.perf_counter()
            await through(bus, count, flight)
            rates.append(count / (time.perf_counter() - start))
            await bus.close()
        rows.append((f"{flight} in flight", f"{median(rates):,.0f}", f"{median(syncs):,.0f}"))
    print(f"SQLite file: published (each confirmed after its fsync) and consumed, median of {ROUNDS} rounds")
    print(table(("", "events/s", "fdatasync/s just before"), rows))
    print(f"latency {await _latency(f'sqlite://{folder}/latency.db')}; fdatasync/s {_syncs(folder):,.0f}")
    print(f"outbox row committed, relayed, handled: {await _outbox(folder)}")
    print(f"idle: {await _idle(folder):.2f} ms of CPU a second for 7 subscribers in one process\n")


async def _outbox(folder: Path, count: int = 200) -> str:
    """From the commit of a row of the outbox to the handler, one at a time, in milliseconds."""
    metadata = MetaData()
    outbox, leases = outbox_table(metadata), relay_table(metadata)
    url = f"sqlite+aiosqlite:///{folder}/service.db"
    database, engine = await open_database(url, "benchmark"), create_async_engine(url)
    await database.write(metadata.create_all)
    found: list[float] = []
    arrived = asyncio.Event()

    async def handle(event: Event) -> None:
        found.append((time.perf_counter() - committed) * 1e3)
        arrived.set()

    bus = await open_bus(f"sqlite://{folder}/outbox-bus.db")
    await bus.subscribe("one", [TYPE], handle)
    relay = Relay(database, outbox, leases, bus)
    running = asyncio.create_task(relay.run())
    for number in range(count):
        arrived.clear()
        async with engine.begin() as connection:
            await Outbox(outbox).publish(connection, [event(number)])
        committed = time.perf_counter()
        relay.wake()
        await arrived.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bus.close()
    await engine.dispose()
    await database.close()
    found.sort()
    return f"p50 {found[count // 2]:.1f} ms, p99 {found[count * 99 // 100]:.1f} ms"


def _syncs(folder: Path, seconds: float = 0.3) -> float:
    """How often the disk under the folder syncs 4 kB, a second."""
    file = os.open(folder / "sync", os.O_RDWR | os.O_CREAT)
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        os.pwrite(file, b"x" * 4096, count % 64 * 4096)
        getattr(os, "fdatasync", os.fsync)(file)
        count += 1
    os.close(file)
    return count / seconds


async def _idle(folder: Path, seconds: float = 4.0) -> float:
    async with _subscribed(folder):
        await asyncio.sleep(0.5)
        before = time.process_time()
        await asyncio.sleep(seconds)
        return (time.process_time() - before) * 1e3 / seconds


@contextlib.asynccontextmanager
async def _subscribed(folder: Path) -> AsyncIterator[None]:
    async def handle(event: Event) -> None:
        return

    buses = [await open_bus(f"sqlite://{folder}/idle.db") for _ in range(7)]
    for number, bus in enumerate(buses):
        await bus.subscribe(f"g{number}", [TYPE], handle)
    yield
    for bus in buses:
        await bus.close()


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[str]:
    """A nats-server on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or "nats-server"
    command = [program, "-js", "-sd", str(folder), "-a", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield f"nats://127.0.0.1:{port}"
        finally:
            process.kill()
