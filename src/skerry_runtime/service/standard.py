"""A service with all that one usually has, configured by its environment: outbox and relay, bus, sagas, clients, telemetry."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from pydantic import BaseModel
from sqlalchemy import MetaData, make_url

from skerry_runtime import spec
from skerry_runtime.bus import Bus, BusUnavailable, Event, open_bus
from skerry_runtime.clients import Clients, connected
from skerry_runtime.operations import (
    BY_KIND,
    Call,
    Unavailable,
)
from skerry_runtime.saga import Await, Engine, Json, Saga
from skerry_runtime.saga.engines import opened
from skerry_runtime.service.custody import Custody
from skerry_runtime.service.operator import Operator
from skerry_runtime.service.problems import Problems
from skerry_runtime.service.service import Ended, Part, Service
from skerry_runtime.service.watched import Watched
from skerry_runtime.store import View
from skerry_runtime.store.outbox import Outbox, outbox_table, relay_table
from skerry_runtime.store.relay import Relay
from skerry_runtime.store.tables import RUNTIME
from skerry_runtime.telemetry import Telemetry, setup
from skerry_runtime.telemetry.otlp_metrics import Snapshot
from skerry_runtime.trust.own import Own as Shown

OUTBOX, LEASES = outbox_table(RUNTIME), relay_table(RUNTIME)


class Own(Protocol):
    """The service's own operations, as its sagas call them."""

    async def run(self, operation: str, call: Call, /, **values: Any) -> Json:
        """Performs an operation under the call's key; what it answers, as JSON has it."""
        ...


class Definition(Protocol):
    """A saga as it is generated: made of the service's own operations and its clients."""

    def __init__(self, own: Own, clients: Any) -> None: ...

    def definition(self) -> Saga:
        """The definition."""
        ...


def standard(
    folder: Path,
    *,
    messages: ModuleType | Mapping[str, type[BaseModel]],
    behaviour: type[Any],
    tables: ModuleType | MetaData = MetaData(),  # noqa: B008 - shared, and never written to: it is what a service without entities has
    views: Iterable[View] = (),
    clients: type[Any] | None = None,
    sagas: Sequence[type[Definition]] = (),
    faces: Sequence[Part] = (),
    environment: Mapping[str, str] = os.environ,
) -> Service:
    """A service of the package in `folder`, where `service.json` lies.

    Environment: `SKERRY_BUS` (without one, events wait in the outbox), `SKERRY_SAGAS`, `SKERRY_REGISTRY`, `SKERRY_INSTANCE`,
    `SKERRY_KEYS` and `SKERRY_AUDIT` (where data is tagged), `OTEL_EXPORTER_OTLP_ENDPOINT`, `SKERRY_TOKEN`
    (its own token), and whom it trusts (`skerry_runtime.trust.settings`).
    """
    known = spec.load(folder / "service.json")
    calls = Clients(by=known.by, shown=Shown(environment).shown)
    reached = connected(clients, calls, known.calls) if clients else None
    wires = Wires(known, environment)
    driving = Sagas(known, sagas, reached, environment) if sagas else None
    parts: list[Part] = [Traces(known, environment), Connections(calls)]
    parts += [driving] if driving else []
    parts += [wires.with_sagas(driving), *faces]
    service = Service(
        folder / "service.json", messages=messages, behaviour=behaviour, tables=tables, views=views, clients=reached,
        outbox=wires.outbox, parts=parts, instance=environment.get("SKERRY_INSTANCE", ""),
        environment=environment,
    )  # fmt: skip
    calls.metrics = service.metrics
    Watched(service, OUTBOX, calls, lambda: driving.engine if driving else None, lambda: wires.bus)
    service.operator = Operator(
        known.service, Problems(known.problems), OUTBOX, lambda: driving.engine if driving else None, lambda: wires.bus,
        lambda: service.database, Custody(known, service.keeping, lambda: service.store), lambda: wires.relay,
    )  # fmt: skip
    return service


class Traces:
    """Telemetry, from the start of the service to its end. Metrics are sent every so many seconds, and once more at the end."""

    name = "telemetry"
    every = 5.0

    def __init__(self, known: spec.Spec, environment: Mapping[str, str]) -> None:
        self._spec, self._environment = known, environment
        self._telemetry: Telemetry | None = None
        self._measuring: asyncio.Task[None] | None = None
        self._service: Service | None = None
        self._since = 0

    async def start(self, service: Service) -> None:
        """Sets it up."""
        instance = self._environment.get("SKERRY_INSTANCE", "")
        endpoint = self._environment.get("OTEL_EXPORTER_OTLP_ENDPOINT", "")
        self._telemetry = setup(self._spec.service, instance, endpoint)
        self._service, self._since = service, time.time_ns()
        if self._telemetry.offer:
            self._measuring = asyncio.create_task(self._measure())

    async def _measure(self) -> None:
        while True:
            await asyncio.sleep(self.every)
            await self._send()

    async def _send(self) -> None:
        if self._telemetry and self._telemetry.offer and self._service:
            self._telemetry.offer(Snapshot(self._since, time.time_ns(), await self._service.metrics.observed()))

    async def stop(self) -> None:
        """Sends what is left."""
        if self._measuring:
            self._measuring.cancel()
            await asyncio.gather(self._measuring, return_exceptions=True)
            await self._send()
        if self._telemetry:
            await asyncio.to_thread(self._telemetry.close)

    async def check(self) -> None:
        """A service is well without it."""


class Connections:
    """The connections to other services. That one of them is down does not make this one unready: it would spread."""

    name = "clients"

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def start(self, service: Service) -> None:
        """Nothing yet: they open with the first call."""

    async def stop(self) -> None:
        """Closes them."""
        await self._clients.close()

    async def check(self) -> None:
        """Nothing that is needed always."""


class Sagas:
    """The engine, with the sagas that this service drives."""

    name = "sagas"

    def __init__(
        self, known: spec.Spec, sagas: Sequence[type[Definition]], clients: Any, environment: Mapping[str, str]
    ) -> None:
        self._spec, self._kinds, self._clients, self._environment = known, sagas, clients, environment
        self.engine: Engine | None = None
        self.waits: dict[str, set[str]] = {}
        self._running: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self, service: Service) -> None:
        """Takes up what was left."""
        definitions = [kind(Local(service), self._clients).definition() for kind in self._kinds]
        for wait in (step for each in definitions for step in each.steps if isinstance(step, Await)):
            for kind in filter(None, (wait.ok, wait.fail)):
                self.waits.setdefault(kind, set()).add(wait.by)
        url = self._environment.get("SKERRY_SAGAS") or f"journal:///{Path(f'{self._spec.service}.sagas.db').absolute()}"
        name = self._environment.get("SKERRY_INSTANCE", "") or self._spec.service
        self.engine = opened(url, definitions, name=name)
        self._running = asyncio.create_task(self.engine.run())
        self._running.add_done_callback(partial(self._ended, service))

    async def stop(self) -> None:
        """Leaves what is under way to whoever comes next."""
        self._stopping = True
        if self.engine:
            await self.engine.close()
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    def _ended(self, service: Service, running: asyncio.Task[None]) -> None:
        """An engine that stops by itself stops for good: a process without it would take orders that nobody carries out."""
        if not self._stopping and not running.cancelled():
            service.lose(f"the engine of sagas has stopped: {running.exception() or 'it ended'}")

    async def check(self) -> None:
        """Whether the engine runs, and can write."""
        ailing = self.engine.ailing if self.engine else ""
        if self._running is None or self._running.done():
            raise Unavailable(f"the engine of sagas has stopped{': ' if ailing else ''}{ailing}")
        if ailing:
            raise Unavailable(f"sagas wait: {ailing}")

    async def begin(self, saga: str, identifier: str, start: Mapping[str, Any]) -> None:
        """Begins a saga; again the same id is the same saga."""
        if self.engine is None:
            raise Unavailable("the engine of sagas has not started")
        await self.engine.begin(saga, identifier, dict(start))

    async def hear(self, event: Event) -> None:
        """Tells the sagas that wait for such an event."""
        data = event.data if isinstance(event.data, dict) else {}
        for by in self.waits.get(event.type, ()):
            if self.engine and data.get(by) is not None:
                await self.engine.signal(event.type, str(data[by]), data, event.id)


class Local:
    """The service's own operations for its sagas: in process, with the same keys and tombstones as any other caller has."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def run(self, operation: str, call: Call, /, **values: Any) -> Json:
        """Performs an operation.

        Raises:
            Refused, Undone, Conflict, NotFound, Forbidden, Invalid: it said so.
            Unavailable: nobody knows.
        """
        try:
            found = await self._service.perform(operation, values, call)
        except Ended as error:
            kind = BY_KIND.get(error.kind, Unavailable)
            raise kind(str(error.problem.get("detail") or error)) from error
        return found if isinstance(found, dict) else {}


class Sending(Outbox):
    """The outbox, which wakes its relay."""

    relay: Relay | None = None

    def committed(self) -> None:
        """There is something to hand on."""
        if self.relay:
            self.relay.wake()


class Wires:
    """The bus, the outbox with its relay, and what is heard: everything between this service and the others' events."""

    name = "bus"

    def __init__(self, known: spec.Spec, environment: Mapping[str, str]) -> None:
        self._spec, self._environment = known, environment
        self.outbox = Sending(OUTBOX)
        self._sagas: Sagas | None = None
        self.bus: Bus | None = None
        self.relay: Relay | None = None
        self._relaying: asyncio.Task[None] | None = None

    def with_sagas(self, sagas: Sagas | None) -> Wires:
        """The same, which also begins sagas and tells them what they wait for."""
        self._sagas = sagas
        return self

    async def start(self, service: Service) -> None:
        """Connects, hands on what waits, listens."""
        url = self._environment.get("SKERRY_BUS", "")
        self.bus = await open_bus(url) if url else None
        if self.bus is None and self._sagas is None:
            return
        database = make_url(self._environment.get("DATABASE_URL") or service.url)
        sqlite = database.get_backend_name() == "sqlite"
        begin = self._sagas.begin if self._sagas else None
        beside = Path(database.database or ".").absolute().parent if sqlite else None
        name = self._environment.get("SKERRY_INSTANCE", "")
        self.relay = Relay(service.database, OUTBOX, LEASES, self.bus or _Nowhere(), begin, beside=beside, name=name)
        self.outbox.relay = self.relay
        self._relaying = asyncio.create_task(self.relay.run())
        types = {*service.hears, *(self._sagas.waits if self._sagas else ())}
        if self.bus and types:
            await self.bus.subscribe(self._spec.service, sorted(types), self._heard(service))

    def _heard(self, service: Service) -> Any:
        async def hear(event: Event) -> None:
            if self._sagas:
                await self._sagas.hear(event)
            if event.type in service.hears:
                await service.hear(event)

        return hear

    async def stop(self) -> None:
        """Takes no more, hands on no more."""
        if self.bus:
            await self.bus.close()
        if self._relaying:
            self._relaying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._relaying

    async def check(self) -> None:
        """A sign of life of the bus."""
        if self.bus:
            await self.bus.check()


class _Nowhere:
    """A bus that is not there: events wait."""

    async def publish(self, events: Sequence[Event]) -> None:
        """Never confirms."""
        raise BusUnavailable("SKERRY_BUS is not set, so events wait in the outbox")
