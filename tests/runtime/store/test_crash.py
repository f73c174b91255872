"""Producer, consumer and broker are killed with -9 under load: each committed event has its effect once, in the order of its key."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from tests.runtime.bus.broker import Broker
from tests.runtime.bus.harness import SCALE, run, until
from tests.runtime.store.databases import EFFECTS, OUTBOX, engine_of

SERVICE = Path(__file__).with_name("service.py")
COUNT = 900 * SCALE
ROOT = Path(__file__).parents[3]


class Fleet:
    """Producer and consumer, each with a database of its own; all die with the test."""

    def __init__(self, folder: Path, bus: str) -> None:
        self.databases = {role: f"sqlite+aiosqlite:///{folder}/{role}.db" for role in ("produce", "consume")}
        self.bus = bus
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, role: str, *more: str) -> None:
        command = [
            sys.executable,
            str(SERVICE),
            role,
            self.databases[role],
            self.bus,
            str(COUNT),
            str(os.getpid()),
            *more,
        ]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])}
        self.processes[role] = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    def kill(self, role: str) -> None:
        self.processes[role].kill()
        self.processes[role].wait()


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Callable[[str], Fleet]]:
    fleets: list[Fleet] = []

    def made(bus: str) -> Fleet:
        fleets.append(Fleet(tmp_path, bus))
        return fleets[-1]

    yield made
    for found in fleets:
        for role in found.processes:
            found.kill(role)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path / "nats")
    broker.start()
    yield broker
    broker.kill()


async def _count(engine: AsyncEngine, table: object = EFFECTS) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]


async def _check(produced: AsyncEngine, effects: AsyncEngine) -> None:
    """Each committed event has had its effect once, and those of a key in order."""
    assert await _count(produced, OUTBOX) == COUNT
    async with effects.connect() as connection:
        rows = (await connection.execute(select(EFFECTS.c.key, EFFECTS.c.number).order_by(EFFECTS.c.n))).all()
    by_key = defaultdict(list)
    for key, number in rows:
        by_key[key].append(number)
    assert sorted(number for _, number in rows) == list(range(COUNT))
    assert all(numbers == sorted(numbers) for numbers in by_key.values())


async def _killing(fleet: Fleet, kills: dict[str, Callable[[], None]]) -> None:
    """Kills each in turn, at random moments, while events flow."""
    async with engine_of(fleet.databases["produce"]) as produced, engine_of(fleet.databases["consume"]) as effects:
        fleet.start("produce")
        fleet.start("consume")
        for number, (_, kill) in enumerate(kills.items(), 1):
            share = COUNT * number // (len(kills) + 2)
            await until(lambda share=share: _at_least(effects, share), 60 * SCALE)  # type: ignore[misc]
            await asyncio.sleep(random.random() * 0.1)
            assert await _count(effects) < COUNT, "all was done before the kill"
            kill()
        await until(lambda: _at_least(effects, COUNT), 60 * SCALE)
        await _check(produced, effects)


async def _at_least(engine: AsyncEngine, number: int) -> bool:
    return await _count(engine) >= number


@run
async def test_sqlite_bus(fleet: Callable[[str], Fleet], tmp_path: Path) -> None:
    found = fleet(f"sqlite://{tmp_path}/bus.db")
    again = {f"{role}{n}": _restart(found, role) for n in range(SCALE) for role in ("produce", "consume")}
    await _killing(found, again)


@run
async def test_nats_with_its_broker(fleet: Callable[[str], Fleet], broker: Broker) -> None:
    found = fleet(broker.url)

    def restart_broker() -> None:
        broker.kill()
        time.sleep(0.5)  # the outage: publications pile up meanwhile
        broker.start()

    kills: dict[str, Callable[[], None]] = {}
    for n in range(SCALE):
        kills |= {
            f"broker{n}": restart_broker,
            f"produce{n}": _restart(found, "produce"),
            f"consume{n}": _restart(found, "consume"),
        }
    await _killing(found, kills)


@run
async def test_a_broker_that_comes_back_empty_gets_everything_again(
    fleet: Callable[[str], Fleet], broker: Broker
) -> None:
    """What a broker confirmed and lost is published again; what had an effect already has none any more."""
    found = fleet(broker.url)
    async with engine_of(found.databases["produce"]) as produced, engine_of(found.databases["consume"]) as effects:
        found.start("produce")
        await until(lambda: _at_least_published(produced, COUNT // 2))
        broker.kill()
        shutil.rmtree(broker.folder)  # nobody has heard anything yet
        broker.start()
        found.start("consume")
        await until(lambda: _at_least_published(produced, COUNT))
        assert await _count(effects) < COUNT
        found.kill("produce")
        found.start("produce", "republish")
        await until(lambda: _at_least(effects, COUNT), 60 * SCALE)
        await until(lambda: _at_least_published(produced, COUNT))
        async with effects.connect() as connection:
            numbers = (await connection.execute(select(EFFECTS.c.number))).scalars().all()
        assert sorted(numbers) == list(range(COUNT))


async def _at_least_published(engine: AsyncEngine, number: int) -> bool:
    async with engine.connect() as connection:
        query = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.published.is_not(None))
        return int((await connection.execute(query)).scalar_one()) >= number


def _restart(fleet: Fleet, role: str) -> Callable[[], None]:
    def restart() -> None:
        fleet.kill(role)
        fleet.start(role)

    return restart
