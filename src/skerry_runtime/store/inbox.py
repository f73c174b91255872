"""The inbox: what a group has handled, noted in the transaction of its effects, so that an event that comes again has none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sqlalchemy import Column, Double, MetaData, String, Table, Text, delete
from sqlalchemy.dialects import postgresql, sqlite

from skerry_runtime.bus import Event

if TYPE_CHECKING:  # it brings the ORM, 7 MB that no service needs
    from sqlalchemy.ext.asyncio import AsyncConnection

HORIZON = 14 * 86400.0


def inbox_table(metadata: MetaData) -> Table:
    """The table `inbox` in a service's metadata; `at` is in seconds since 1970."""
    return Table(
        "inbox",
        metadata,
        Column("grp", String(64), primary_key=True),
        Column("source", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        Column("at", Double, nullable=False, index=True),
    )


class Inbox:
    """What groups of a service have handled. `horizon` (seconds) has to be longer than the bus keeps events: 14 days against 7."""

    def __init__(self, table: Table, horizon: float = HORIZON) -> None:
        self.table, self.horizon = table, horizon

    async def first(self, connection: AsyncConnection, group: str, event: Event) -> bool:
        """Notes in the caller's transaction that the group handles the event; False if it has done so before: then do nothing.

        Where another transaction is about to note the same, Postgres waits for its end.
        """
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        values = {"grp": group, "source": event.source, "id": event.id, "at": time.time()}
        noted = insert(self.table).values(values).on_conflict_do_nothing().returning(self.table.c.id)
        return (await connection.execute(noted)).first() is not None

    async def prune(self, connection: AsyncConnection) -> int:
        """Forgets what is older than the horizon; says how much."""
        found = await connection.execute(delete(self.table).where(self.table.c.at < time.time() - self.horizon))
        return found.rowcount
