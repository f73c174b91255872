"""A service's own database: SQLite in a file, or Postgres. Whose it is stands inside, and another service's is refused.

Functions take a synchronous SQLAlchemy connection and run in one go on a thread: for SQLite on one that owns its connection (`lanes`),
for Postgres with one of a pool. So the same code serves both, and no connection is held while a service waits for another one.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from skerry_runtime.store.lanes import Lane, Writer
from skerry_runtime.store.moments import in_utc
from skerry_runtime.store.owner import claim, claim_file

T = TypeVar("T")
READERS = 2
SOON = 20  # milliseconds that the event loop does
BUSY = 10_000  # milliseconds that SQLite waits for another process that does not stand in our queue


class StoreError(Exception):
    """The database can't be used; the text says which one, why, and what to do."""


class Database(Protocol):
    """What the rooms above need. `dialect` is sqlite or postgresql."""

    dialect: str

    async def read(self, job: Callable[[Connection], T]) -> T:
        """What the function reads, outside of a transaction: each statement sees what is committed."""

    async def peek(self, job: Callable[[Connection], T]) -> T:
        """The same for one row by its key: what is read in less time than a change of threads takes."""

    async def write(self, job: Callable[[Connection], T]) -> T:
        """What the function returns, once its changes are durable; if it raises, nothing has changed."""

    async def check(self) -> None:
        """A sign of life; raises what the driver raises."""

    async def close(self) -> None:
        """Lets go of all connections."""


async def open_database(url: str, owner: str) -> Database:
    """Opens a database for the service `owner`.

    Raises:
        StoreError: it is another service's, can't be reached, or is of an unknown kind.
    """
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    if kind not in ("sqlite", "postgresql"):
        raise StoreError(f"DATABASE_URL begins with {kind!r}: use sqlite+aiosqlite:///FILE or postgresql+psycopg://…")
    try:
        if kind == "sqlite":
            return await asyncio.to_thread(SqliteDatabase, Path(parsed.database or f"{owner}.db"), owner)
        found = PostgresDatabase(parsed)
        await found.write(lambda connection: claim(connection, owner))
        return found
    except PermissionError as error:
        raise StoreError(f"{shown(parsed)} is refused: {error}") from error
    except (DBAPIError, OSError) as error:
        raise StoreError(f"{shown(parsed)} can't be opened: {_reason(error)}") from error


def shown(url: URL) -> str:
    """An address without its password."""
    return url.render_as_string(hide_password=True)


def sync_engine(url: URL | str, **options: Any) -> Engine:
    """A synchronous engine for the same database, for migrations; its connections are not kept."""
    parsed = make_url(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    driver = "sqlite" if sqlite else "postgresql+psycopg"
    engine = create_engine(parsed.set(drivername=driver), poolclass=NullPool, hide_parameters=True, **_JSON, **options)
    return in_utc(engine) if sqlite else engine


class SqliteDatabase:
    """A file. One thread writes (WAL, synchronous=FULL), others read; nothing ever sees `database is locked`."""

    dialect = "sqlite"

    def __init__(self, path: Path, owner: str) -> None:
        self.path = path.absolute()
        self._engine = sync_engine(
            f"sqlite:///{self.path}", isolation_level="AUTOCOMMIT", connect_args={"timeout": BUSY / 1000}
        )
        event.listen(self._engine, "connect", _configured)
        with self._engine.connect() as connection:
            claim_file(connection, owner, self.path)
        self._writer = Writer(self._engine, self.path.with_name(self.path.name + ".writers"))
        self._readers = [Lane(self._engine, f"store-reader-{at}") for at in range(READERS)]
        self._next = itertools.cycle(self._readers)
        self._near = self._engine.connect()
        self._near.exec_driver_sql(f"PRAGMA busy_timeout={SOON}")

    async def read(self, job: Callable[[Connection], T]) -> T:
        """What the function reads."""
        found: T = await next(self._next).do(job)
        return found

    async def peek(self, job: Callable[[Connection], T]) -> T:
        """What the function reads, on the event loop: readers never wait for writers here."""
        try:
            return job(self._near)
        except OperationalError:  # somebody opens or closes the file this very moment
            return await self.read(job)

    async def write(self, job: Callable[[Connection], T]) -> T:
        """What the function returns, once its changes are durable."""
        found: T = await self._writer.do(job)
        return found

    async def check(self) -> None:
        """A sign of life."""
        await self.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())

    async def close(self) -> None:
        """Ends the threads; what was given to them is done before."""
        lanes = [self._writer, *self._readers]
        for lane in lanes:
            lane.stop()
        for lane in lanes:
            await asyncio.to_thread(lane.join)
        self._near.close()
        self._engine.dispose()


class PostgresDatabase:
    """A database of a server, with a pool of connections. Reads take one round trip.

    Functions run on threads, as in SQLite: a statement takes a third of what it does through SQLAlchemy's asyncio extension. And what
    has begun goes on if the caller is cancelled: a connection whose statement is cut off is lost, and to make another one costs
    more than the statement; those who give up under load would add to it.
    """

    dialect = "postgresql"

    def __init__(self, url: URL, size: int = 8) -> None:
        self._engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=size,
            max_overflow=0,
            pool_pre_ping=False,
            hide_parameters=True,
            **_JSON,
        )
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._threads = ThreadPoolExecutor(size, "store")

    async def read(self, job: Callable[[Connection], T]) -> T:
        """What the function reads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, job)

    async def peek(self, job: Callable[[Connection], T]) -> T:
        """What the function reads."""
        return await self.read(job)

    async def write(self, job: Callable[[Connection], T]) -> T:
        """What the function returns, once its changes are durable."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._written, job)

    async def check(self) -> None:
        """A sign of life."""
        await self.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())

    async def close(self) -> None:
        """Closes the pool; what was begun is done before."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _read(self, job: Callable[[Connection], T]) -> T:
        with self._reading.connect() as connection:
            return job(connection)

    def _written(self, job: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return job(connection)


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()


_JSON: dict[str, Any] = {"json_serializer": _encoded, "json_deserializer": msgspec.json.decode}


def _configured(connection: Any, _: Any) -> None:
    for statement in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY}"):
        connection.execute(f"PRAGMA {statement}")


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip()
