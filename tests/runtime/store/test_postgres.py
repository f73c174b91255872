"""Connections to Postgres outlive those who give up: under load, their timeouts add no load."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text
from tests.runtime.postgres import Server

from skerry_runtime.privacy import Keyring, Vault
from skerry_runtime.privacy.vault import key_id, opened
from skerry_runtime.store.database import Database, open_database
from skerry_runtime.store.tables import DATA_KEYS

CONNECTIONS = 8


def slept(seconds: float) -> Callable[[Connection], int]:
    """A job that takes so long in the database; which process of the server has done it."""

    def job(connection: Connection) -> int:
        connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds})
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())

    return job


async def processes(database: Database) -> set[int]:
    """Those of all connections."""
    return set(await asyncio.gather(*(database.read(slept(0.2)) for _ in range(CONNECTIONS))))


async def given_up(database: Database, number: int) -> None:
    """Something that takes longer than its caller has."""
    do = database.write if number % 2 else database.read
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.003 * number):
            await do(slept(0.1))


def test_whoever_gives_up_leaves_the_connections_whole(postgres: Server) -> None:
    async def story() -> None:
        database = await open_database(postgres.database(f"store_{uuid4().hex[:12]}"), "hasty-service")
        try:
            before = await processes(database)
            await asyncio.gather(*(given_up(database, number) for number in range(30)))
            assert await asyncio.wait_for(processes(database), 30) == before
        finally:
            await database.close()

    asyncio.run(story())


def test_what_was_begun_is_done_though_nobody_waits_for_it(postgres: Server) -> None:
    async def story() -> None:
        url = postgres.database(f"store_{uuid4().hex[:12]}")
        database = await open_database(url, "hasty-service")
        await database.write(lambda connection: connection.execute(text("CREATE TABLE done (number int)")).close())

        def job(connection: Connection) -> None:
            connection.execute(text("SELECT pg_sleep(0.3)"))
            connection.execute(text("INSERT INTO done VALUES (1)"))

        writing = asyncio.create_task(database.write(job))
        await asyncio.sleep(0.1)
        writing.cancel()
        await asyncio.wait([writing])
        await database.close()
        database = await open_database(url, "hasty-service")
        try:
            assert await database.read(
                lambda connection: connection.execute(text("SELECT * FROM done")).scalars().all()
            ) == [1]
        finally:
            await database.close()

    asyncio.run(story())


def test_the_keys_of_persons_are_kept_used_and_erased_in_postgres_as_well(postgres: Server) -> None:
    pytest.importorskip("cryptography")
    vault = Vault(DATA_KEYS)
    vault.unlock(Keyring("k1", {"k1": os.urandom(32)}, os.urandom(32), os.urandom(32)))

    def job(connection: Connection) -> None:
        texts = [vault.key(connection, each).seal("place", each.encode()) for each in ("ada", "ada", "grace")]
        for some in (texts, texts[:1]):
            keys = vault.keys(connection, [key_id(each) for each in some])
            assert [opened(keys, "place", each) for each in some] == [b"ada", b"ada", b"grace"][: len(some)]
        assert vault.erase(connection, "ada") == 1
        assert opened(vault.keys(connection, [key_id(texts[0])]), "place", texts[0]) is None

    async def story() -> None:
        database = await open_database(postgres.database(f"store_{uuid4().hex[:12]}"), "patient-service")
        try:
            await database.write(job)
        finally:
            await database.close()

    asyncio.run(story())
