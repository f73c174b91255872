"""A small store of accounts (event-sourced) and notes (not), with a read model, for the tests of this folder."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy import JSON, Column, DateTime, Integer, MetaData, String, Table, Uuid

from skerry_runtime import spec
from skerry_runtime.operations import Call
from skerry_runtime.store import Happened, Mapped, Store, View, Views, Work, open_database
from skerry_runtime.store.migrate import create


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Account(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: UUID
    owner: str
    state: State = State.OPEN
    limits: dict[str, int] = {}


class Note(BaseModel):
    model_config = ConfigDict(frozen=True)
    code: str
    text: str | None = None
    at: AwareDatetime | None = None


class Opened(BaseModel):
    id: UUID
    owner: str


class Outbox:
    def __init__(self) -> None:
        self.written: list[Any] = []

    async def publish(self, connection: Any, events: Sequence[Any]) -> None:
        self.written += events

    async def start(self, connection: Any, saga: str, identifier: str, start: Any) -> None:
        self.written.append((saga, identifier, start))

    def committed(self) -> None:
        return


def happened(data: dict[str, Any], type_: str = "opened", id_: str = "") -> Happened:
    return Happened(id=id_ or str(uuid4()), source="/test", type=type_, data=data, time=datetime.now(UTC).isoformat())


def _told(messages: Sequence[BaseModel], call: Call) -> Sequence[Happened]:
    return [happened(each.model_dump(mode="json")) for each in messages]


class Bank:
    """The opened store."""

    def __init__(self, store: Store, outbox: Outbox, url: str) -> None:
        self.store, self.outbox, self.url = store, outbox, url

    def work(self, operation: str = "test", key: str = "") -> Work[None]:
        return Work(self.store, Call(key=key or str(uuid4())), None, operation)

    async def add(self, **values: Any) -> Account:
        account = Account(id=uuid4(), **{"owner": "a", **values})
        work = self.work("open")
        await work.repository(Account).add(account)
        await work.commit()
        return account


@contextlib.asynccontextmanager
async def bank(url: str) -> AsyncIterator[Bank]:
    metadata = MetaData()
    accounts = Table(
        "accounts", metadata,
        Column("id", Uuid, primary_key=True), Column("owner", String, unique=True), Column("state", String), Column("limits", JSON),
    )  # fmt: skip
    notes = Table(
        "notes", metadata,
        Column("code", String, primary_key=True), Column("text", String), Column("at", DateTime(timezone=True)),
    )  # fmt: skip
    owners = Table(
        "owners", metadata, Column("id", Uuid, primary_key=True), Column("owner", String), Column("seen", Integer)
    )
    accounts_ = Mapped(
        Account, accounts, spec.Entity("Account", "accounts", state=spec.State("state", "open"), event_sourced=True)
    )
    notes_ = Mapped(Note, notes, spec.Entity("Note", "notes", key="code"))
    database = await open_database(url, "bank")
    create(url, metadata)
    outbox = Outbox()
    views = Views.of([View("Owners", owners, ("opened", "seen"))])
    try:
        yield Bank(Store(database, {Account: accounts_, Note: notes_}, _told, outbox, views), outbox, url)
    finally:
        await database.close()
