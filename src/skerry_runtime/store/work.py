"""A unit of work: everything that one operation reads and changes, written in one transaction at its end, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection

from skerry_runtime.operations import Call
from skerry_runtime.privacy import Vault
from skerry_runtime.store.bridge import driven
from skerry_runtime.store.change import Change, Held, written
from skerry_runtime.store.database import Database
from skerry_runtime.store.event_store import History, recorded
from skerry_runtime.store.happened import Begun, Happened, Outbox
from skerry_runtime.store.mapping import Mapped
from skerry_runtime.store.projections import ViewReader, Views
from skerry_runtime.store.repository import Repository
from skerry_runtime.store.tables import DATA_KEYS

C = TypeVar("C")
E = TypeVar("E", bound=BaseModel)
T = TypeVar("T")
Write = Callable[[Connection], None]


class ChangedSince(Exception):
    """The thing has another version than the caller's `If-Match` names."""


@dataclass(frozen=True, slots=True)
class Store:
    """What all units of work of a service have in common. `told` makes events of messages."""

    database: Database
    mappings: dict[type[BaseModel], Mapped[Any]]
    told: Callable[[Sequence[BaseModel], Call], Sequence[Happened]]
    outbox: Outbox | None = None
    views: Views = field(default_factory=Views)
    vault: Vault = field(default_factory=lambda: Vault(DATA_KEYS))


class Work(Generic[C]):
    """What a behaviour is given: the call, clients, repositories, and what is to happen when it has succeeded.

    `expected` is the version that the caller demands of the thing of type `guarded`.
    """

    def __init__(self, store: Store, call: Call, clients: C, operation: str = "") -> None:
        self.call, self.clients, self.operation = call, clients, operation
        self._store = store
        self._held: dict[tuple[str, Any], Held] = {}
        self._changes: dict[tuple[str, Any], Change] = {}
        self._events: list[BaseModel] = []
        self._sagas: list[Begun] = []
        self._writes: list[Write] = []
        self._guarded: Mapped[Any] | None = None
        self._expected: frozenset[int] | None = None
        self._seen: dict[str, dict[str, None]] = {}
        self.subject = ""
        self._narrowed: dict[str, ColumnElement[bool]] = {}

    # — for behaviours —

    def repository(self, kind: type[E]) -> Repository[E]:
        """The entities of a type that the service owns."""
        return Repository(self, cast(Mapped[E], self._store.mappings[kind]))

    def history(self, kind: type[E]) -> History[E]:
        """What has happened to the event-sourced entities of a type."""
        mapping = cast(Mapped[E], self._store.mappings[kind])
        return History(self._store.database, mapping, lambda key: self._noted(mapping, key))

    def view(self, name: str) -> ViewReader:
        """A read model."""
        return self._store.views.reader(self._store.database, name)

    def publish(self, *messages: BaseModel) -> None:
        """Says what has happened, once this unit of work is committed."""
        self._events += messages

    def start(self, saga: Any, output: BaseModel, input: BaseModel | None = None) -> None:  # noqa: A002 - as the saga sees it
        """Starts a saga (a definition, or its name), once this unit of work is committed. Its id follows from the call's key."""
        name = saga if isinstance(saga, str) else str(saga.name)
        start = {"input": _json(input), "output": _json(output)}
        if trace := self.call.headers.get("traceparent"):
            start["traceparent"] = trace
        if began := self.call.began:
            start["began"] = began
        self._sagas.append(Begun(name, str(self.call.new_id(f"saga/{name}")), start))

    def also(self, write: Write) -> None:
        """Has a function write with the rest, in the same transaction: what repositories can't say, in SQLAlchemy's words."""
        self._writes.append(write)

    async def read(self, job: Callable[[Connection], T]) -> T:
        """What a function reads with SQLAlchemy. It sees what is committed."""
        return await self._store.database.read(job)

    # — for repositories and the service —

    async def peek(self, job: Callable[[Connection], T]) -> T:
        """What a function reads by a key."""
        return await self._store.database.peek(job)

    def guard(self, mapping: Mapped[Any], versions: frozenset[int] | None) -> None:
        """Demands that the thing that the operation is about has one of these versions; None: that it exists."""
        self._guarded, self._expected = mapping, versions

    @property
    def guarded(self) -> bool:
        """Whether a version is demanded of a thing that was not read yet."""
        return self._guarded is not None

    def narrow(self, mapping: Mapped[Any], clause: ColumnElement[bool]) -> None:
        """Has pages of these things contain only rows for which this holds: what the caller may see."""
        self._narrowed[mapping.name] = clause

    def narrowed(self, mapping: Mapped[Any]) -> ColumnElement[bool] | None:
        """What has to hold of the rows of a page, None for nothing."""
        return self._narrowed.get(mapping.name)

    def held(self, mapping: Mapped[Any], key: Any) -> Held | None:
        """A thing that was read or changed before."""
        return self._held.get((mapping.name, key))

    def hold(self, mapping: Mapped[Any], key: Any, entity: Any, version: int) -> Held:
        """Remembers a thing that was read.

        Raises:
            ChangedSince: it is not as the caller knows it.
        """
        if mapping is self._guarded:
            self._guarded = None
            if version and self._expected is not None and version not in self._expected:
                raise ChangedSince(f"{mapping.name} {key}")
        found = self._held[mapping.name, key] = Held(entity, version)
        if mapping.tagged and entity is not None:
            self.saw(mapping, (entity,))
        return found

    def saw(self, mapping: Mapped[Any], entities: Sequence[Any]) -> None:
        """Remembers that things with tagged data were read."""
        for each in entities if mapping.tagged else ():
            self._noted(mapping, mapping.key_of(each))
            self.subject = self.subject or mapping.subject_of(each)

    def _noted(self, mapping: Mapped[Any], key: Any) -> None:
        if mapping.tagged:
            self._seen.setdefault(mapping.name, {})[str(key)] = None

    def change(self, change: Change) -> None:
        """Notes a change, to be written at the end."""
        at = (change.mapping.name, change.key)
        merged = change.after(self._changes.pop(at, None))
        if merged is not None:
            self._changes[at] = merged
        known = self._held.get(at)
        self._held[at] = Held(change.entity, known.version if known else 0)
        if change.mapping.tagged and change.entity is not None:
            self.subject = self.subject or change.mapping.subject_of(change.entity)

    def version(self, entity: Any) -> int:
        """The version that a thing has once this is committed; 0 if it is not a stored one."""
        mapping = self._store.mappings.get(type(entity))
        if mapping is None:
            return 0
        at = (mapping.name, mapping.key_of(entity))
        held = self._held.get(at)
        return held.version + (at in self._changes) if held else 0

    def things(self) -> list[Any]:
        """What it has read and is about to write."""
        return [each.entity for each in self._held.values()]

    @property
    def seen(self) -> dict[str, list[str]]:
        """The keys of the things with tagged data that were read, by the name of their entity."""
        return {name: list(keys) for name, keys in self._seen.items()}

    @property
    def changed(self) -> dict[str, list[str]]:
        """The keys of those that are about to be written."""
        found: dict[str, list[str]] = {}
        for (name, key), change in self._changes.items():
            if change.mapping.tagged:
                found.setdefault(name, []).append(str(key))
        return found

    @property
    def published(self) -> tuple[BaseModel, ...]:
        """What it says has happened."""
        return tuple(self._events)

    def forget(self, kept: Sequence[BaseModel] = ()) -> None:
        """Drops everything that was to be done, except these events."""
        self._changes.clear()
        self._sagas.clear()
        self._writes.clear()
        self._events = list(kept)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to write."""
        return not (self._changes or self._events or self._sagas or self._writes)

    async def commit(self, first: Write | None = None) -> None:
        """Writes everything; `first` before all else, and what it raises stops it.

        Raises:
            Conflict, Stale: nothing was written.
        """
        events = self._store.told(self._events, self.call)
        outbox = self._store.outbox
        if (events or self._sagas) and outbox is None:
            raise RuntimeError(f"{self.operation} publishes events or starts sagas, but the service has no outbox")

        def job(connection: Connection) -> None:
            if first is not None:
                first(connection)
            for at, change in self._changes.items():
                self._write(connection, at, change)
            for write in self._writes:
                write(connection)
            if outbox is not None:
                self._told(connection, outbox, events)

        await self._store.database.write(job)
        if outbox is not None and (events or self._sagas):
            outbox.committed()

    def _told(self, connection: Connection, outbox: Outbox, events: Sequence[Happened]) -> None:
        if events:
            driven(outbox.publish, connection, events)
            self._store.views.feed(connection, events)
        for each in self._sagas:
            driven(outbox.start, connection, each.saga, each.id, each.start)

    def _write(self, connection: Connection, at: tuple[str, Any], change: Change) -> None:
        held = self._held[at]
        version = held.version
        if change.mapping.entity.event_sourced:
            held.version = version = recorded(connection, change, version, self.operation, self.call.key)
        written(connection, change, version)


def _json(value: BaseModel | None) -> Any:
    return None if value is None else value.model_dump(mode="json", by_alias=True, exclude_none=True)
