"""DBOS on Postgres does what every engine does; without its library it says how to install that."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

from skerry_runtime.saga import Await, EngineFailed, Json, MissingExtra, Saga, Status
from skerry_runtime.saga.dbos import Dbos
from skerry_runtime.saga.dbos.tables import Tables
from skerry_runtime.saga.log import Signal

from .conformance import Conformance
from .postgres import Server
from .scenes import LONG, Make, Services, ended, new, order, saga, settled, sync, until, working


class TestDbos(Conformance):
    @pytest.fixture
    def make(self, postgres: Server) -> Make:
        url = postgres.database()

        def made(*sagas: Saga, **options: Any) -> Dbos:
            return Dbos(url, sagas, **{"name": "one", "lease": 4.0, **options})

        return made


@pytest.mark.parametrize("library", ["dbos", "psycopg"])
def test_without_the_extra_it_says_what_to_install(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=rf"{library}.*pip install 'skerry\[postgres\]'"):
        Dbos("postgresql://nowhere/", ())


@sync
async def test_without_its_database_it_can_be_closed() -> None:
    runs = Dbos("postgresql://nobody@127.0.0.1:1/nowhere", (), name="one")
    work = asyncio.create_task(runs.run())
    await asyncio.sleep(0.2)
    await asyncio.wait_for(runs.close(), LONG)
    await asyncio.wait([work])
    assert work.exception()
    with pytest.raises(EngineFailed):
        await runs.ready()


@sync
async def test_tables_are_made_while_the_service_has_transactions_open(postgres: Server) -> None:
    """Indexes wait for all transactions that are open, and those of the service end on the loop that would wait."""
    url = await _fresh(postgres)
    async with await psycopg.AsyncConnection.connect(url) as service:
        await service.execute(
            "SELECT %s::int FROM pg_class", (1,)
        )  # with a snapshot, as each statement with values leaves one
        ends = asyncio.get_running_loop().call_later(
            0.5, lambda: closing.append(asyncio.create_task(service.rollback()))
        )
        closing: list[asyncio.Task[None]] = []
        async with working(Dbos(url, [order(Services())], name="one")) as runs:
            assert isinstance(runs, Dbos)
            await asyncio.wait_for(runs.ready(), LONG)
        ends.cancel()
        await asyncio.gather(*closing)


@sync
async def test_an_event_wakes_the_saga_that_it_is_about_and_no_other(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: Counter[str] = Counter()
    look = Tables.signals

    async def counted(self: Tables, saga_id: str, types: Sequence[str]) -> list[Signal]:
        looks[saga_id] += 1
        return await look(self, saga_id, types)

    monkeypatch.setattr(Tables, "signals", counted)
    waits = saga(Services().step("go", undo=False), Await("paid", "Paid", by="id"))
    ids = [new() for _ in range(12)]
    async with working(Dbos(postgres.database(), [waits], name="one")) as runs:
        await asyncio.gather(*(runs.begin("order", one, {"id": one}) for one in ids))
        await until(lambda: len(looks) == len(ids))
        for one in ids:
            await runs.signal("Paid", one, {})
        for one in ids:
            assert (await settled(runs, one)).status is Status.CONFIRMED
    assert max(looks.values()) <= 4, (
        looks
    )  # at first, told by this process, and perhaps by those that look what others wrote


@sync
async def test_a_worker_whose_lease_ran_out_goes_on_with_what_nobody_took(postgres: Server) -> None:
    services = Services()

    def late() -> Json:
        time.sleep(1.5)  # nothing moves in this process, not even its lease
        raise OSError("no answer")

    services.answers["pay"] = [late, {"paid": True}]
    async with working(Dbos(postgres.database(), [order(services)], name="one", lease=1.0)) as runs:
        record = await ended(runs, new())
    assert record.status is Status.CONFIRMED
    assert services.calls == ["reserve", "pay", "pay", "ship", "notify"]
    assert record.recoveries == 0, "nothing was begun again"


@sync
async def test_connections_that_are_lost_end_no_saga(postgres: Server) -> None:
    services = Services()
    services.answers["pay"] = [0.2]
    lose = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'sagas' AND pid != pg_backend_pid()"
    async with working(Dbos(postgres.database(), [order(services)], name="one")) as runs:
        sagas = [asyncio.create_task(ended(runs, new())) for _ in range(12)]
        async with await psycopg.AsyncConnection.connect(postgres.url, autocommit=True) as connection:
            for _ in range(3):
                await asyncio.sleep(0.2)
                await connection.execute(lose)
        records = await asyncio.gather(*sagas)
    assert {record.status for record in records} == {Status.CONFIRMED}
    assert Counter(turn.key for turn in services.turns).most_common(1)[0][1] <= 1 + 3, (
        "each is called as often as it was lost"
    )


async def _fresh(postgres: Server) -> str:
    """A database without any tables, in which nothing may be waited for longer than some seconds."""
    async with await psycopg.AsyncConnection.connect(postgres.url, autocommit=True) as connection:
        await connection.execute("DROP DATABASE IF EXISTS fresh")
        await connection.execute("CREATE DATABASE fresh")
        await connection.execute("ALTER DATABASE fresh SET statement_timeout = '8s'")
    return postgres.url.replace("/sagas?", "/fresh?")
