"""Which of a service's processes hands the outbox on, until when: a row that is taken for a while, and for more of it in time.

Where processes share a file they share a machine, and its time since it was started measures the lease; on Postgres the database's clock
does.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Table, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from skerry_runtime.clock import since_start

T = TypeVar("T")
_BEYOND = 86_400.0  # seconds: a lease that seems longer is from before the machine was started again


class Rows(Protocol):
    """What the relay needs of the service's database, which is one; what it writes is committed together with what requests write."""

    dialect: str

    async def read(self, job: Callable[[Connection], T]) -> T:
        """What the function reads; each statement commits itself."""

    async def write(self, job: Callable[[Connection], T]) -> T:
        """What the function returns, once its changes are durable."""


class Turn:
    """The place of one process. `owner` is who has it, as far as is known here."""

    def __init__(self, database: Rows, table: Table, name: str, lease: float) -> None:
        self._database, self._table, self._name, self._lease = database, table, name, lease
        self._until = 0.0
        self.owner = ""

    async def mine(self) -> bool:
        """Whether it is this one's; asks the database for the place, or for more time, when a third of the lease has passed.

        Raises:
            SQLAlchemyError: the database can't be reached.
        """
        if time.monotonic() < self._until - self._lease * 2 / 3:
            return True
        asked, table = time.monotonic(), self._table
        on_postgres = self._database.dialect == "postgresql"
        now: Any = func.extract("epoch", func.clock_timestamp()) if on_postgres else since_start()
        insert: Any = (postgresql.insert if on_postgres else sqlite.insert)(table)
        taken = {"owner": self._name, "until": now + self._lease}
        free = or_(table.c.owner == self._name, table.c.until < now, table.c.until > now + _BEYOND)
        asking = insert.values(name="relay", **taken).on_conflict_do_update(
            index_elements=["name"], set_=taken, where=free
        )

        def owner(connection: Connection) -> str:
            connection.execute(asking)
            return str(connection.execute(select(table.c.owner)).scalar_one())

        self.owner = await self._database.write(owner)
        self._until = asked + self._lease if self.owner == self._name else 0.0
        return self.owner == self._name

    async def resign(self) -> None:
        """Gives the place back."""
        mine = delete(self._table).where(self._table.c.owner == self._name)
        with contextlib.suppress(SQLAlchemyError, OSError):
            await self._database.write(lambda connection: connection.execute(mine).rowcount)
