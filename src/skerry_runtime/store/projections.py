"""Read models: tables that follow events, the service's own (in the same transaction) and others' (as the bus brings them).

Every event that a read model hears is logged once, in the service's database; so a read model can be made again at any time, whatever
the broker still remembers, and a new one begins with what has been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from skerry_runtime.clock import wall
from skerry_runtime.store.database import Database
from skerry_runtime.store.happened import Happened
from skerry_runtime.store.tables import LOG, VIEWS


class Rows:
    """The table of one read model, inside of a transaction."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.connection, self.table = connection, table
        self._key = next(iter(table.primary_key))

    def get(self, key: Any) -> dict[str, Any] | None:
        """One row."""
        found = self.connection.execute(select(self.table).where(self._key == key)).first()
        return dict(found._mapping) if found else None

    def put(self, values: Mapping[str, Any]) -> None:
        """A row with these values; those of an older one stay where they are not named."""
        table, rest = self.table, {name: value for name, value in values.items() if name != self._key.name}
        known = self.connection.execute(select(self._key).where(self._key == values[self._key.name])).first()
        if known is None:
            self.connection.execute(insert(table), dict(values))
        elif rest:
            self.connection.execute(update(table).where(self._key == values[self._key.name]).values(rest))

    def remove(self, key: Any) -> None:
        """Takes a row away."""
        self.connection.execute(delete(self.table).where(self._key == key))


Apply = Callable[[Rows, Happened], None]


def followed(rows: Rows, event: Happened) -> None:
    """What a read model does unless it says otherwise: it keeps the fields of the event that it has columns for."""
    values = {name: event.data[name] for name in rows.table.columns.keys() if name in event.data}  # noqa: SIM118 - iterating gives columns
    rows.put({name: _typed(rows.table, name, value) for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class View:
    """A read model: its table (with one primary key), the types of events that it hears, and what it does with one.

    `lag` is how many seconds it may be behind. Columns are named as the fields of the events. `apply` runs in a transaction.
    """

    name: str
    table: Table
    events: tuple[str, ...]
    apply: Apply = followed
    lag: float = 60.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a read model is: what it has read last, how many logged events it has not, and how late (seconds) the last one was read."""

    position: int
    behind: int
    delay: float


@dataclass(frozen=True, slots=True)
class Views:
    """The read models of a service."""

    views: tuple[View, ...] = ()
    heard: frozenset[str] = field(default=frozenset())

    @staticmethod
    def of(views: Iterable[View]) -> Views:
        """All of them."""
        found = tuple(views)
        return Views(found, frozenset(name for view in found for name in view.events))

    def feed(self, connection: Connection, events: Sequence[Happened]) -> None:
        """Logs events and brings the read models that hear them up to date; an event that was logged before does nothing."""
        for event in events:
            if event.type in self.heard and (position := _logged(connection, event)):
                for view in self.views:
                    if event.type in view.events:
                        _apply(connection, view, event, position)

    async def catch_up(self, database: Database) -> None:
        """Shows read models the events that were logged before they existed."""
        for view in self.views:
            if await database.read(partial(_position, name=view.name)) is None:
                await self.rebuild(database, view.name)

    async def rebuild(self, database: Database, name: str) -> int:
        """Makes a read model again from the log; how many events went into it. Readers see the old one until it is done."""
        view = self._named(name)
        return await database.write(lambda connection: _rebuilt(connection, view))

    async def standing(self, database: Database, name: str) -> Standing:
        """How far a read model is."""
        view = self._named(name)
        return await database.read(lambda connection: _standing(connection, view))

    def reader(self, database: Database, name: str) -> ViewReader:
        """Reads a read model."""
        return ViewReader(database, self._named(name).table)

    def _named(self, name: str) -> View:
        found = next((each for each in self.views if each.name == name), None)
        if found is None:
            raise KeyError(f"there is no view {name}; there are {', '.join(each.name for each in self.views)}")
        return found


@dataclass(frozen=True, slots=True)
class ViewReader:
    """Reads the table of a read model."""

    database: Database
    table: Table

    async def find(self, key: Any) -> dict[str, Any] | None:
        """One row."""
        return await self.database.read(lambda connection: Rows(connection, self.table).get(key))

    async def list(self, filters: Mapping[str, Any] | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """The rows with these values, in the order of their key."""
        statement = select(self.table).order_by(*self.table.primary_key).limit(limit)
        for name, value in (filters or {}).items():
            statement = statement.where(self.table.c[name] == value)
        return await self.database.read(
            lambda connection: [dict(row._mapping) for row in connection.execute(statement).all()]
        )


def _logged(connection: Connection, event: Happened) -> int | None:
    """The place of an event in the log, None if it was there."""
    making = postgres_insert if connection.dialect.name == "postgresql" else sqlite_insert
    values = {
        "source": event.source, "id": event.id, "type": event.type,
        "happened": _moment(event.time), "data": msgspec.json.encode(_plain(event)),
    }  # fmt: skip
    return connection.execute(making(LOG).values(values).on_conflict_do_nothing().returning(LOG.c.position)).scalar()


def _plain(event: Happened) -> dict[str, Any]:
    return {name: getattr(event, name) for name in Happened.__dataclass_fields__}


def _apply(connection: Connection, view: View, event: Happened, position: int) -> None:
    view.apply(Rows(connection, view.table), event)
    delay = max(0.0, wall() - _moment(event.time))
    values = {"position": position, "delay": delay}
    done = connection.execute(update(VIEWS).where(VIEWS.c.view == view.name).values(values))
    if not done.rowcount:
        connection.execute(insert(VIEWS).values(view=view.name, **values))


def _rebuilt(connection: Connection, view: View) -> int:
    connection.execute(delete(view.table))
    connection.execute(delete(VIEWS).where(VIEWS.c.view == view.name))
    connection.execute(insert(VIEWS).values(view=view.name, position=0, delay=0.0))
    rows, count = Rows(connection, view.table), 0
    logged = connection.execute(select(LOG).where(LOG.c.type.in_(view.events)).order_by(LOG.c.position)).all()
    for count, row in enumerate(logged, 1):  # noqa: B007 - how many there were
        view.apply(rows, Happened(**msgspec.json.decode(row.data)))
    if logged:
        connection.execute(update(VIEWS).where(VIEWS.c.view == view.name).values(position=logged[-1].position))
    return count


def _position(connection: Connection, name: str) -> int | None:
    return connection.execute(select(VIEWS.c.position).where(VIEWS.c.view == name)).scalar()


def _standing(connection: Connection, view: View) -> Standing:
    row = connection.execute(select(VIEWS).where(VIEWS.c.view == view.name)).first()
    position, delay = (row.position, row.delay) if row else (0, 0.0)
    behind = select(func.count()).select_from(LOG).where(LOG.c.type.in_(view.events), LOG.c.position > position)
    return Standing(position, connection.execute(behind).scalar() or 0, delay)


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp() if text else wall()


def _typed(table: Table, name: str, value: Any) -> Any:
    """A value of JSON as its column has it."""
    kind = table.c[name].type.python_type
    return kind(value) if isinstance(value, str) and kind.__name__ in ("UUID", "Decimal") else _dated(kind, value)


def _dated(kind: type[Any], value: Any) -> Any:
    return kind.fromisoformat(value) if isinstance(value, str) and hasattr(kind, "fromisoformat") else value
