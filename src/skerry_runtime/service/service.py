"""A service: built from `service.json`, its messages, its behaviour and its tables; an ASGI application."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import msgspec
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import MetaData, Table
from starlette.types import ASGIApp, Receive, Scope, Send

from skerry_runtime.clock import wall
from skerry_runtime.operations import OWN, Call, Unavailable
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.assembly import Assembly
from skerry_runtime.service.events import Listener
from skerry_runtime.service.health import Phase
from skerry_runtime.service.keeping import Keeping
from skerry_runtime.service.rates import RateLimits
from skerry_runtime.service.routes import Routes
from skerry_runtime.spec import Spec, load
from skerry_runtime.store import Database, Outbox, Store, View, open_database
from skerry_runtime.store.answers import KEPT, forget
from skerry_runtime.store.migrate import create, migrate
from skerry_runtime.trust.opening import opened
from skerry_runtime.trust.peer import Peer

log = logging.getLogger("skerry.service")
SWEEP = 3600.0  # seconds between looking for answers that are old enough to be forgotten


class Part(Protocol):
    """Something that runs in a service beside its requests: a relay, consumers, an engine of sagas."""

    name: str

    async def start(self, service: Service) -> None:
        """Begins; the database is open."""

    async def stop(self) -> None:
        """Ends what runs, and gives back the rest."""

    async def check(self) -> None:
        """Raises if it, or what it needs, is down."""


class Service:
    """A service.

    Args:
        spec: `service.json`, read, or it or the folder where it is. `contract/` and `migrations/` are looked for beside it.
        messages: the module with the classes of types and events, or the classes by their names.
        behaviour: the class with a method for each operation; an object of it, made with a `Work`, serves one call.
        tables: the entities' tables by their classes, their `MetaData`, or the module that has it as `metadata`.
        clients: what behaviours reach other services with; where it has `within(call)`, each call gets what that returns.
        views: read models.
        outbox: where events and starts of sagas are written; without one, publishing is an error.
        parts: what runs beside the requests, in the order in which it is started; stopped in the reverse one.
        environment: whose tokens are believed (`skerry_runtime.trust.settings`); where the keyring and the audit log are, if the service
            has tagged data.
    """

    def __init__(
        self,
        spec: Spec | Path,
        *,
        messages: ModuleType | Mapping[str, type[BaseModel]],
        behaviour: type[Any],
        tables: ModuleType | MetaData | Mapping[type[BaseModel], Table] = MetaData(),  # noqa: B008 - empty
        clients: Any = None,
        views: Iterable[View] = (),
        outbox: Outbox | None = None,
        parts: Sequence[Part] = (),
        instance: str = "",
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        place = spec / "service.json" if isinstance(spec, Path) and spec.is_dir() else spec
        self.spec = load(place) if isinstance(place, Path) else place
        self._folder = place.parent if isinstance(place, Path) else None
        self._metadata = _metadata(tables)
        self.parts = list(parts)
        self.keeping = Keeping(self.spec, environment, instance)
        self._assembly = Assembly(
            self.spec,
            messages,
            behaviour,
            self._metadata,
            clients,
            tuple(views),
            outbox,
            instance,
            self._folder,
            self.keeping,
        )
        self.health, self.metrics = self._assembly.health, self._assembly.metrics
        self._environment = environment
        self.peer: Peer | None = None  # how callers are known, where that is not for the environment to say
        self.url = ""
        self.prepared = False
        self.ports: dict[str, int] = {}  # of faces that listen beside REST, by their names
        self._database: Database | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._app: FastAPI | None = None
        self._edge: Any = None
        self._listener: Listener | None = None
        self.operator: ASGIApp | None = None
        self.lost = ""  # what it can't work without, and why that has ended for good
        self.losing: Callable[[], None] = lambda: None  # called then

    # — as a process has it —

    async def prepare(self, url: str) -> None:
        """Makes the database its own and brings it up to date. `start` does that too, unless `prepared` says that it is done.

        Raises:
            StoreError: the database is another service's, can't be used, or a revision failed.
            TrustError: it would not start afterwards, as nothing says whose tokens to believe.
        """
        opened(self.spec, self._environment, self.peer)  # whoever can't start leaves no database behind
        await (await open_database(url, self.spec.service)).close()
        await self._migrated(url)

    async def start(self, url: str) -> None:
        """Opens the database, brings it up to date, and starts the parts.

        Raises:
            StoreError: the database is another service's, or can't be used.
            KeyringError, OSError: the keyring or the audit log can't be used.
            TrustError: the model says who may do what, and nothing says whose tokens to believe.
        """
        self.url = url
        guard = opened(self.spec, self._environment, self.peer)
        await asyncio.to_thread(self.keeping.open)
        database = self._database = await open_database(url, self.spec.service)
        if not self.prepared:
            await self._migrated(url)
        self._edge, self._listener = self._assembly.build(database, guard)
        await self.store.views.catch_up(database)
        self.health.checks["database"] = database.check
        for part in self.parts:
            await part.start(self)
            self.health.checks[part.name] = part.check
        self._sweeping = asyncio.create_task(self._sweep(database))
        self.health.phase = Phase.RUNNING

    async def stop(self, patience: float = 10.0) -> None:
        """Takes nothing new, waits at most `patience` seconds for what runs, stops the parts, closes the database."""
        self.health.phase = Phase.DRAINING
        until = time.monotonic() + patience
        while self._edge is not None and self._edge.running and time.monotonic() < until:
            await asyncio.sleep(0.01)
        for part in reversed(self.parts):
            try:
                async with asyncio.timeout(max(0.5, until - time.monotonic())):
                    await part.stop()
            except Exception:
                log.exception("%s could not be stopped", part.name)
        if self._sweeping:
            self._sweeping.cancel()
        if self._database:
            await self._database.close()
        await asyncio.to_thread(self.keeping.close)

    def lose(self, why: str) -> None:
        """A part has ended for good, and only a new process gets it back: whoever runs this one ends it."""
        log.critical("%s can't go on: %s", self.spec.service, why)
        self.lost = why
        self.losing()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI. Where a server speaks the lifespan protocol, it has called `start` before."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif self._edge is None:
            await _early(scope, receive, send)
        elif self.operator is not None and scope["path"].startswith("/operator/"):
            await self.operator(scope, receive, send)
        else:
            await self._edge(scope, receive, send)

    @asynccontextmanager
    async def running(self, url: str) -> AsyncIterator[Service]:
        """Started, and stopped at the end: for tests and for embedding."""
        await self.start(url)
        try:
            yield self
        finally:
            await self.stop()

    # — as parts and sagas have it —

    @property
    def store(self) -> Store:
        """Its units of work."""
        return self._assembly.store

    @property
    def database(self) -> Database:
        """Its database.

        Raises:
            Unavailable: it is not open yet.
        """
        if self._database is None:
            raise Unavailable(f"{self.spec.service} has not started")
        return self._database

    @property
    def routes(self) -> Routes:
        """Its operations, as they are asked from outside; they are there once the database is open."""
        return self._assembly.routes

    @property
    def rates(self) -> RateLimits:
        """How many requests callers may make, counted over all faces."""
        return self._assembly.rates

    def mount(self, path: str, face: ASGIApp) -> None:
        """Serves a path by another application, behind the same bounds and rates; it is of no version."""
        self._edge.mount(path, face)

    @property
    def contract(self) -> Path | None:
        """The folder of the documents that it was generated with."""
        return self._folder / "contract" if self._folder else None

    @property
    def hears(self) -> tuple[str, ...]:
        """The types of the events that it wants."""
        return self._listener.types if self._listener else ()

    async def hear(self, event: Any) -> None:
        """Handles an event (CloudEvents' attributes); an exception asks for it again."""
        if self._listener is None:
            raise Unavailable(f"{self.spec.service} has not started")
        await self._listener.hear(event)

    async def perform(self, operation: str, values: Mapping[str, Any], call: Call) -> Any:
        """Performs an operation from within, under the call's key; what it answers, as JSON has it.

        Raises:
            Ended: it was answered with a problem.
        """
        answer = await self._assembly.internal.perform(operation, values, replace(call, identity=OWN))
        if answer.status >= 400:
            raise Ended(answer)
        return msgspec.json.decode(answer.body) if answer.body else None

    async def _migrated(self, url: str) -> None:
        folder = self._folder / "migrations" if self._folder else None
        if folder is not None and folder.is_dir():
            await asyncio.to_thread(migrate, url, folder)
        else:
            await asyncio.to_thread(create, url, self._metadata)

    async def _sweep(self, database: Database) -> None:
        while True:
            try:
                await database.write(partial(forget, before=wall() - KEPT))
            except Exception as error:
                log.warning("old answers are still there: %s", error)
            await asyncio.sleep(SWEEP)


def _metadata(tables: ModuleType | MetaData | Mapping[type[BaseModel], Table]) -> MetaData:
    if isinstance(tables, Mapping):
        return next((each.metadata for each in tables.values()), MetaData())
    found: MetaData = tables if isinstance(tables, MetaData) else tables.metadata
    return found


class Ended(Exception):
    """An operation answered with a problem; `status` and `kind` say which."""

    def __init__(self, answer: Answer) -> None:
        self.problem: dict[str, Any] = msgspec.json.decode(answer.body)
        self.status, self.kind = answer.status, str(self.problem.get("type", "")).rpartition("/")[2]
        super().__init__(f"{self.status} {self.problem.get('detail') or self.problem.get('title')}")


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _early(scope: Scope, receive: Receive, send: Send) -> None:
    lives = scope["path"] == "/health"
    await Answer(200 if lives else 503, (("retry-after", "1"),))(scope, receive, send)
