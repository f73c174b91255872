"""The databases that the outbox and the inbox are tried on."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from skerry_runtime.store.inbox import inbox_table
from skerry_runtime.store.outbox import outbox_table, relay_table

METADATA = MetaData()
OUTBOX, LEASES, INBOX = outbox_table(METADATA), relay_table(METADATA), inbox_table(METADATA)
EFFECTS = Table(
    "effects", METADATA, Column("n", Integer, primary_key=True), Column("key", Text), Column("number", Integer)
)
T = TypeVar("T")


class Rows:
    """An engine, as a relay has its database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine, self.dialect = engine, engine.dialect.name
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def read(self, job: Callable[[Connection], T]) -> T:
        async with self._reading.connect() as connection:
            return await connection.run_sync(job)

    async def write(self, job: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(job)


@contextlib.asynccontextmanager
async def engine_of(url: str, fresh: bool = True) -> AsyncIterator[AsyncEngine]:
    """An engine; with the tables made anew where asked for."""
    engine = create_async_engine(url, **({"connect_args": {"timeout": 30}} if url.startswith("sqlite") else {}))
    if url.startswith("sqlite"):
        event.listen(engine.sync_engine, "connect", _wal)
    try:
        if fresh:
            async with engine.begin() as connection:
                await connection.run_sync(METADATA.drop_all)
                await connection.run_sync(METADATA.create_all)
        yield engine
    finally:
        await engine.dispose()


def _wal(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
