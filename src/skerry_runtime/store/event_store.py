"""Event-sourced entities: what happened to each is kept for good, and its table is a read model of that, written along with it.

The events, their mapping to rows and the snapshots are those of the `eventsourcing` library; only the recorder is ours, since the
library's opens a transaction of its own and this has to be the unit of work's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from eventsourcing.domain import Aggregate, Snapshot
from eventsourcing.persistence import DatetimeAsISO, DecimalAsStr, JSONTranscoder, Mapper, StoredEvent, UUIDAsHex
from eventsourcing.utils import register_topic
from pydantic import BaseModel
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from skerry_runtime.operations import NotFound, made_id
from skerry_runtime.prepared import Prepared
from skerry_runtime.store.change import Act, Change, Stale
from skerry_runtime.store.database import Database
from skerry_runtime.store.mapping import VERSION, Mapped
from skerry_runtime.store.tables import EVENTS, KEYS, SNAPSHOTS

E = TypeVar("E", bound=BaseModel)
EVERY = 50  # versions between snapshots


class Recorded(Aggregate):
    """A thing whose state follows from what happened to it."""

    state: dict[str, Any] | None

    class Added(Aggregate.Created):
        """It came to be, or came back."""

        state: dict[str, Any]
        operation: str
        call: str

        def mutate(self, aggregate: Any) -> Any:
            """The thing as it began."""
            if aggregate is None:
                aggregate = object.__new__(Recorded)
                aggregate.__dict__.update(_id=self.originator_id, _pending_events=[], _created_on=self.timestamp)
            aggregate.__dict__.update(
                _version=self.originator_version, _modified_on=self.timestamp, state=dict(self.state)
            )
            return aggregate

    class Changed(Aggregate.Event):
        """Some of its values are others now."""

        changes: dict[str, Any]
        operation: str
        call: str

        def apply(self, aggregate: Any) -> None:
            """Puts them in."""
            aggregate.state = {**(aggregate.state or {}), **self.changes}

    class Removed(Aggregate.Event):
        """It is gone; its history is not."""

        operation: str
        call: str

        def apply(self, aggregate: Any) -> None:
            """Leaves nothing."""
            aggregate.state = None


_WORDS: dict[Any, str] = {Recorded.Added: "added", Recorded.Changed: "changed", Recorded.Removed: "removed"}
register_topic("skerry:thing", Recorded)
for _kind, _word in _WORDS.items():
    register_topic(f"skerry:{_word}", _kind)
register_topic("skerry:snapshot", Snapshot)


def _mapper() -> Mapper[UUID]:
    transcoder = JSONTranscoder()
    for each in (UUIDAsHex(), DecimalAsStr(), DatetimeAsISO()):
        transcoder.register(each)
    return Mapper(transcoder)


_MAPPER = _mapper()


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: `what` is added, changed or removed, `changes` the values that it set."""

    version: int
    at: datetime
    what: str
    changes: dict[str, Any]
    operation: str
    call: str


def recorded(connection: Connection, change: Change, version: int, operation: str, call: str) -> int:
    """Appends what happens; the version that it happened to.

    Raises:
        Stale: something else has happened in between.
    """
    mapping, id_ = change.mapping, originator(change.mapping, change.key)
    state = change.entity.model_dump(mode="json") if change.entity else None
    if change.act is Act.ADD:
        version = connection.execute(_LAST, {"id": id_}).scalar() or 0
        if not version:
            connection.execute(insert(KEYS), {"originator_id": id_, "entity": mapping.name})
    before = _state(connection, mapping, change.key) if change.act is Act.SAVE else None
    changes = {name: value for name, value in (state or {}).items() if before is None or before.get(name) != value}
    if change.entity is not None and mapping.sealing.on:
        subject = mapping.subject_of(change.entity)
        changes = mapping.sealing.said(connection, subject, change.key, changes)
        state = mapping.sealing.said(connection, subject, change.key, state or {})
    happened: type[Any] = Recorded.Added if before is None else Recorded.Changed
    what = Recorded.Removed if state is None else happened
    _append(connection, _event(id_, version + 1, what, changes, operation, call))
    if state is not None and (version + 1) % EVERY == 0:
        _append(connection, _snapshot(id_, version + 1, state), SNAPSHOTS)
    return version


def originator(mapping: Mapped[Any], key: Any) -> UUID:
    """What a thing is called in the store of events."""
    return key if isinstance(key, UUID) else made_id(str(key), mapping.name)


class History(Generic[E]):
    """What has happened to the entities of one type. `saw` hears of each whose history is read; an erased one has no values there."""

    def __init__(self, database: Database, mapping: Mapped[E], saw: Callable[[Any], None] = lambda _: None) -> None:
        self._database, self._mapping, self._saw = database, mapping, saw

    async def of(self, key: Any) -> tuple[Moment, ...]:
        """Everything that happened to one, the oldest first."""
        id_ = originator(self._mapping, key)
        self._saw(key)
        found = await self._database.read(lambda connection: list(self._moments(connection, id_, key)))
        return tuple(found)

    def _moments(self, connection: Connection, id_: UUID, key: Any) -> Iterable[Moment]:
        for each in _events(connection, EVENTS, id_):
            moment, sealing = _moment(each), self._mapping.sealing
            heard = sealing.heard(connection, key, moment.changes)
            kept = {name: value for name, value in moment.changes.items() if name not in sealing.fields}
            yield replace(moment, changes=kept if heard is None else heard)

    async def at(self, key: Any, version: int | None = None) -> E:
        """What one was in this version, or is according to its history: from the last snapshot on.

        Raises:
            NotFound: there was none.
        """
        id_ = originator(self._mapping, key)
        self._saw(key)
        state = await self._database.read(lambda connection: self._replayed(connection, id_, key, version))
        if state is None:
            raise NotFound(f"there is no {self._mapping.name} {key}")
        return self._mapping.of_history(state)

    async def rebuild(self) -> int:
        """Makes the table again out of the history; how many are in it."""
        return await self._database.write(self._rebuilt)

    def _replayed(self, connection: Connection, id_: UUID, key: Any, version: int | None) -> dict[str, Any] | None:
        state = _replayed(connection, id_, version)
        return None if state is None else self._mapping.sealing.heard(connection, key, state)

    def _rebuilt(self, connection: Connection) -> int:
        mapping, count = self._mapping, 0
        connection.execute(delete(mapping.table))
        for id_ in (
            connection.execute(select(KEYS.c.originator_id).where(KEYS.c.entity == mapping.name)).scalars().all()
        ):
            thing = _thing(connection, id_, None)
            state = thing.state if thing is not None else None
            heard = mapping.sealing.heard(connection, (state or {}).get(mapping.key), state) if state else None
            if thing is not None and heard is not None:
                row = mapping.stored(connection, mapping.of_history(heard))
                mapping.insert.count(connection, {**row, VERSION: thing.version})
                count += 1
        return count


_LAST = select(func.max(EVENTS.c.originator_version)).where(EVENTS.c.originator_id == bindparam("id"))


def _event(id_: UUID, version: int, what: type[Any], changes: dict[str, Any], operation: str, call: str) -> Any:
    said: dict[str, Any] = {
        "originator_id": id_, "originator_version": version, "timestamp": Recorded.Event.create_timestamp(),
        "operation": operation, "call": call,
    }  # fmt: skip
    if what is Recorded.Removed:
        return _made(what, said)
    return _made(what, {**said, "state" if what is Recorded.Added else "changes": changes})


def _made(kind: type[Any], values: dict[str, Any]) -> Any:
    """An event as the mapper makes it, without a constructor that differs between kinds."""
    found = object.__new__(kind)
    found.__dict__.update(values)
    return found


def _snapshot(id_: UUID, version: int, state: dict[str, Any]) -> Any:
    now = Recorded.Event.create_timestamp()
    kept = {"state": state, "_created_on": now, "_modified_on": now}
    return Snapshot(originator_id=id_, originator_version=version, timestamp=now, topic="skerry:thing", state=kept)


def _append(connection: Connection, event: Any, table: Table = EVENTS) -> None:
    stored = _MAPPER.to_stored_event(event)
    try:
        _INSERTS[table.name].count(connection, {name: getattr(stored, name) for name in _COLUMNS})
    except IntegrityError as error:
        raise Stale(f"{stored.originator_id} has a version {stored.originator_version} already") from error


_COLUMNS = ("originator_id", "originator_version", "topic", "state")
_INSERTS = {table.name: Prepared(insert(table)) for table in (EVENTS, SNAPSHOTS)}


def _state(connection: Connection, mapping: Mapped[Any], key: Any) -> dict[str, Any]:
    row = mapping.found(connection, key)
    return mapping.of_row(row)[0].model_dump(mode="json") if row else {}


def _events(connection: Connection, table: Table, id_: UUID, after: int = 0, until: int | None = None) -> Iterable[Any]:
    statement = select(table).where(table.c.originator_id == id_, table.c.originator_version > after)
    if until is not None:
        statement = statement.where(table.c.originator_version <= until)
    for row in connection.execute(statement.order_by(table.c.originator_version)):
        yield _MAPPER.to_domain_event(
            StoredEvent(row.originator_id, row.originator_version, row.topic, bytes(row.state))
        )


def _thing(connection: Connection, id_: UUID, version: int | None) -> Recorded | None:
    snapshots = list(_events(connection, SNAPSHOTS, id_, until=version))
    thing = cast(Recorded, snapshots[-1].mutate(None)) if snapshots else None
    for event in _events(connection, EVENTS, id_, thing.version if thing else 0, version):
        thing = event.mutate(thing)
    return thing


def _replayed(connection: Connection, id_: UUID, version: int | None) -> dict[str, Any] | None:
    thing = _thing(connection, id_, version)
    return None if thing is None else thing.state


def _moment(event: Any) -> Moment:
    changes = getattr(event, "changes", None) or getattr(event, "state", None) or {}
    return Moment(event.originator_version, event.timestamp, _WORDS[type(event)], changes, event.operation, event.call)
