"""The clock on the wall, which can be made wrong for one process; and what does not believe it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.runtime.bus.harness import made, run, until
from tests.runtime.store.databases import LEASES, OUTBOX, engine_of
from tests.runtime.store.test_outbox import Published, relaying, write

from skerry.run.issuer import Issuer
from skerry_runtime import clock
from skerry_runtime.trust.settings import Settings
from skerry_runtime.trust.tokens import Untrusted, Verifier


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of this process's clock."""
    file = tmp_path / "clock"
    monkeypatch.setenv("SKERRY_CLOCK", str(file))
    return file


def seen() -> None:
    time.sleep(0.06)  # the file is not looked at all the time


def test_a_clock_is_right_unless_it_is_made_wrong(wrong: Path) -> None:
    seen()
    assert abs(clock.wall() - time.time()) < 1
    wrong.write_text("-90")
    seen()
    assert abs(clock.wall() - time.time() + 90) < 1
    assert abs((clock.now() - datetime.now(UTC)).total_seconds() + 90) < 1
    assert clock.stamp("seconds").endswith("Z") and datetime.fromisoformat(clock.stamp()) < datetime.now(UTC)
    wrong.write_text("")
    seen()
    assert abs(clock.wall() - time.time()) < 1


@run
async def test_no_clock_gives_a_second_relay_the_place_of_the_first(wrong: Path, tmp_path: Path) -> None:
    one, two = Published(), Published()
    async with engine_of(f"sqlite+aiosqlite:///{tmp_path}/a.db") as engine, relaying(engine, one) as first:
        await until(lambda: first._turn.owner)
        wrong.write_text("3600")
        await asyncio.sleep(0.06)
        async with relaying(engine, two) as second:
            await write(engine, *(made(n) for n in range(20)))
            assert await second.drain(20)
            assert (len(one.events), two.events) == (20, [])
            assert second._turn.owner == first._name


@run
async def test_a_lease_of_another_start_of_the_machine_holds_nobody_back(tmp_path: Path) -> None:
    bus = Published()
    async with engine_of(f"sqlite+aiosqlite:///{tmp_path}/a.db") as engine:
        async with engine.begin() as connection:
            before = clock.since_start() + 7 * 86_400
            await connection.execute(LEASES.insert().values(name="relay", owner="dead", until=before))
        async with relaying(engine, bus):
            await write(engine, made(1))
            await until(lambda: bus.events)


@run
async def test_what_a_wrong_clock_has_put_off_is_tried_when_it_is_right_again(wrong: Path, tmp_path: Path) -> None:
    bus = Published(refused={1})
    async with engine_of(f"sqlite+aiosqlite:///{tmp_path}/a.db") as engine, relaying(engine, bus):
        wrong.write_text("3600")
        await asyncio.sleep(0.06)
        await write(engine, made(1, "a"), made(2, "a"))

        async def tried() -> bool:
            async with engine.connect() as connection:
                return bool((await connection.execute(select(OUTBOX.c.attempts))).scalars().first())

        while not await tried():
            await asyncio.sleep(0.01)
        wrong.unlink()
        await asyncio.sleep(0.06)
        bus.refused.clear()
        await until(lambda: bus.numbers == [1, 2], 5)


def test_a_token_holds_by_the_clock_of_whoever_checks_it(wrong: Path, tmp_path: Path) -> None:
    issuer = Issuer(tmp_path, "shop")
    issuer.rotate()

    async def believed(token: str) -> bool:
        with contextlib.suppress(Untrusted):
            await Verifier(Settings(issuer.name, issuer.audience, str(issuer.published))).verified(token)
            return True
        return False

    async def story() -> None:
        for ahead, good in ((0, True), (-90, True), (1200, True), (-600, False), (7200, False)):
            wrong.write_text(str(ahead))
            seen()
            assert await believed(issuer.token("ada")) is good, ahead

    asyncio.run(story())
