"""The outbox: events to be published and sagas to be started, written in the transaction that causes them. `relay.py` hands them on."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import BigInteger, Column, Double, Index, Integer, MetaData, String, Table, Text

from skerry_runtime.bus import Event

if TYPE_CHECKING:  # it brings the ORM, 7 MB that no service needs
    from sqlalchemy.ext.asyncio import AsyncConnection

EVENT, SAGA = "event", "saga"


def outbox_table(metadata: MetaData) -> Table:
    """The table `skerry_outbox` in a service's metadata; times are seconds since 1970."""
    number = BigInteger().with_variant(Integer, "sqlite")
    table = Table(
        "skerry_outbox",
        metadata,
        Column("seq", number, primary_key=True, autoincrement=True),
        Column("kind", String(8), nullable=False),
        Column("id", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("at", Double, nullable=False),
        Column("published", Double),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("due", Double, nullable=False, server_default="0"),
        Column("error", Text),
        sqlite_autoincrement=True,
    )
    still = table.c.published.is_(None)
    Index("skerry_outbox_open", table.c.seq, sqlite_where=still, postgresql_where=still)
    Index("skerry_outbox_published", table.c.published)
    return table


def relay_table(metadata: MetaData) -> Table:
    """The table `skerry_relay`: which of a service's processes hands the outbox on, until when."""
    return Table(
        "skerry_relay",
        metadata,
        Column("name", String(32), primary_key=True),
        Column("owner", Text, nullable=False),
        Column("until", Double, nullable=False),
    )


class Outbox:
    """Writes rows of the outbox."""

    def __init__(self, table: Table) -> None:
        self.table = table

    async def publish(self, connection: AsyncConnection, events: Sequence[Event]) -> None:
        """Writes events into the caller's transaction: they are published, in this order, if it commits."""
        rows = [_row(EVENT, event.id, event.partitionkey, event.encoded().decode()) for event in events]
        if rows:
            await connection.execute(self.table.insert(), rows)

    async def start(self, connection: AsyncConnection, saga: str, identifier: str, start: Mapping[str, Any]) -> None:
        """Writes a saga's start into the caller's transaction: it begins if that commits."""
        body = msgspec.json.encode({"saga": saga, "start": start}).decode()
        await connection.execute(self.table.insert(), [_row(SAGA, identifier, identifier, body)])

    def committed(self) -> None:
        """Called once the transaction is durable; whoever relays may want to know."""


def _row(kind: str, identifier: str, key: str, body: str) -> dict[str, Any]:
    return {"kind": kind, "id": identifier, "key": key, "body": body, "at": time.time()}
