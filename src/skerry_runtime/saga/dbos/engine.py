"""Sagas as workflows of DBOS, each call a step, on Postgres; with leases, as a worker that never returns has to be replaced."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import json
import platform
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from skerry_runtime.saga.course import Course
from skerry_runtime.saga.dbos import reading
from skerry_runtime.saga.dbos.memory import Memory
from skerry_runtime.saga.dbos.tables import Tables
from skerry_runtime.saga.definition import Json, Saga
from skerry_runtime.saga.log import wall_clock
from skerry_runtime.saga.news import News, first_of
from skerry_runtime.saga.port import (
    Checked,
    EngineFailed,
    Filter,
    How,
    MissingExtra,
    NotHere,
    NotParked,
    Record,
    Stats,
    Status,
    UnknownSaga,
)
from skerry_runtime.saga.waiting import waited

_POLL = 0.25  # seconds between two looks for events that other processes wrote
_LOOK = 1.0  # seconds after which `wait` asks the database: a saga may have been parked before it began to listen


class Dbos:
    """Runs sagas on DBOS. DBOS knows one instance a process, so there is one of these at a time.

    Args:
        url: of the database, `postgresql://…`; the schemas `dbos` and `skerry` are made in it.
        sagas: every definition that this process can run; old versions as long as `versions()` has them.
        name: the worker's, unique among those that live; one that is started again under it takes its sagas up at once.
        lease: seconds after which others take over from a worker that does not answer, by the clock of the database.
        recoveries: how often a saga is taken up in all before it is parked.
        connections: how many DBOS may have to the database.

    Raises:
        MissingExtra: DBOS is not installed.
    """

    def __init__(
        self,
        url: str,
        sagas: Iterable[Saga],
        *,
        name: str = "",
        lease: float = 10.0,
        recoveries: int = 100,
        connections: int = 20,
    ) -> None:
        self._library = _library()
        self._sagas = {(saga.name, saga.version): saga for saga in sagas}
        self._newest = {name: self._sagas[name, version] for name, version in sorted(self._sagas)}
        self._name, self._incarnation, self._lease = name or platform.node(), uuid4().hex, lease
        self._recoveries, self._connections = recoveries, connections
        self._url = "postgresql://" + url.partition("://")[2]
        self._tables, self._now, self._news = Tables(self._url), wall_clock(), News()
        self._until, self._closing, self._launched, self._kick = 0.0, False, asyncio.Event(), asyncio.Event()
        self._flows: dict[tuple[str, int], Callable[..., Awaitable[str]]] = {}
        self._here: dict[str, asyncio.Future[str]] = {}
        self._beginning: set[str] = set()
        self._running: asyncio.Task[None] | None = None
        self._failed = ""

    async def begin(self, saga: str, saga_id: str, start: Json) -> None:
        """See `Engine`. Waits until `run` has begun."""
        if (definition := self._newest.get(saga)) is None:
            raise UnknownSaga(f"no saga {saga} is registered; there are: {', '.join(sorted(self._newest)) or 'none'}")
        await self.ready()
        if definition.waits:
            await self._tables.opened(saga_id, saga, definition.correlation(start))
        began = self._now()
        flow = self._flows[saga, definition.version]
        self._beginning.add(saga_id)
        try:
            with self._library.SetWorkflowID(saga_id):
                handle = await self._library.DBOS.start_workflow_async(flow, start, began, began + definition.deadline)
        except self._library.error.DBOSConflictingWorkflowError:
            return  # it has begun, in another version
        finally:
            self._beginning.discard(saga_id)
        self._watch(saga_id, handle)

    def _watch(self, saga_id: str, handle: Any) -> None:
        if saga_id in self._here or not hasattr(handle, "task"):  # it runs elsewhere, or has ended
            return
        task: asyncio.Future[str] = handle.task
        self._here[saga_id] = task

        def over(task: asyncio.Future[str]) -> None:
            del self._here[saga_id]
            self._news.tell(saga_id)
            if not task.cancelled():
                task.exception()

        task.add_done_callback(over)

    async def signal(self, event_type: str, correlation: str, data: Json, event: str = "") -> None:
        """See `Engine`."""
        await self.ready()
        known_by = event or hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
        await self._tables.keep_signal(event_type, correlation, known_by, data, self._now())
        self._news.tell("signals")

    async def get(self, saga_id: str) -> Record | None:
        """See `Engine`."""
        found = await reading.record(self._tables, saga_id)
        saga = self._sagas.get((found.saga, found.version)) if found else None
        return waited(saga, found) if saga and found else found

    async def list(self, wanted: Filter = Filter()) -> tuple[Record, ...]:  # noqa: B008 - frozen
        """See `Engine`."""
        if wanted.waiting:
            return tuple([each async for each in self._waiting(wanted)])
        return await reading.records(self._tables, wanted)

    async def _waiting(self, wanted: Filter) -> AsyncIterator[Record]:
        """Those that wait: their histories say so, one by one."""
        left, page = wanted.limit, replace(wanted, waiting=False, status=Status.RUNNING)
        while found := await reading.records(self._tables, page):
            for each in found:
                saga = self._sagas.get((each.saga, each.version))
                known = await self.get(each.id) if saga and saga.waits and left else None
                if known and known.due is not None:
                    left -= 1
                    yield known
            page = replace(page, after=found[-1].id)

    async def wait(self, saga_id: str, seconds: float) -> Status | None:
        """See `Engine`."""
        until = self._now() + seconds
        while True:
            task, left = self._here.get(saga_id), until - self._now()
            if task and left > 0:
                with self._news.waiting(saga_id) as news:
                    await first_of(news, min(_LOOK, left))
                if task.done() and not task.cancelled() and not task.exception():
                    return Status(task.result())
            status = await reading.status(self._tables, saga_id)
            if status is None or status.over or left <= 0:
                return status
            await asyncio.sleep(min(_POLL, left))

    async def resume(self, saga_id: str, how: How) -> None:
        """See `Engine`."""
        found = await reading.parked(self._tables, saga_id)
        if found is None:
            raise NotParked(f"saga {saga_id} is not parked; list the sagas that are")
        if found.on_its_way:
            await self._tables.decide(saga_id, found.step, how, self._now())
            await self._tables.unpark(saga_id)
            self._news.tell(f"repair {saga_id}")
        elif how is How.FORCE:
            await self._tables.forced(saga_id, found.saga)
        else:
            await self._tables.decide(saga_id, "", how, self._now())
            await self._library.DBOS.resume_workflow_async(saga_id)

    async def versions(self) -> Mapping[tuple[str, int], int]:
        """See `Engine`."""
        return await reading.versions(self._tables)

    async def stats(self) -> Stats:
        """See `Engine`; what DBOS commits it does not tell."""
        counted, oldest = await reading.counts(self._tables)
        waits, now = await self.list(Filter(waiting=True, limit=1000)), self._now()
        return Stats(
            running=counted.get(Status.RUNNING, 0),
            compensating=counted.get(Status.COMPENSATING, 0),
            parked=counted.get(Status.PARKED, 0),
            waiting=len(waits),
            overdue=sum(each.due is not None and each.due < now for each in waits),
            ended=counted.get(Status.CONFIRMED, 0) + counted.get(Status.COMPENSATED, 0),
            oldest=0.0 if oldest is None else max(0.0, now - oldest),
            lease=self._until - time.monotonic() if self._until else None,
            trouble=self.ailing,
        )

    async def backup(self, to: Path) -> None:
        """See `Engine`."""
        raise NotHere(f"these sagas are in Postgres: `pg_dump --file {to}` copies that database while work goes on")

    async def check(self) -> Checked:
        """See `Engine`."""
        raise NotHere("these sagas are in Postgres, which checks its own pages (`pg_amcheck`)")

    @property
    def ailing(self) -> str:
        """See `Engine`."""
        return self._failed

    async def ready(self) -> None:
        """Return once `run` has begun its work.

        Raises:
            EngineFailed: it did not get that far, or has ended.
        """
        await self._launched.wait()
        if self._failed:
            raise EngineFailed(self._failed)

    async def run(self) -> None:
        """See `Engine`."""
        self._running = asyncio.current_task()
        try:
            await self._tables.upgrade()
            await self._beat(first=True)
            await self._launched_work()
        except Exception as error:
            self._failed = f"sagas are not run: {error}"
            raise
        finally:
            self._failed = self._failed or "sagas are not run any more"
            self._launched.set()

    async def _launched_work(self) -> None:
        try:
            self._launch()
            await self._take_over(first=True)
            self._launched.set()
            await self._work()
        finally:
            await self._stop()

    async def _work(self) -> None:
        news = asyncio.create_task(self._look_for_news())
        try:
            while not self._closing:
                await first_of(self._kick, self._lease / 4)
                await self._beat()
                await self._take_over()
        finally:
            news.cancel()

    def _launch(self) -> None:
        """Register each definition as a workflow, and start DBOS on this event loop: what runs here may use its connections."""
        for saga in self._sagas.values():
            decorate = self._library.DBOS.workflow(name=_flow_name(saga), max_recovery_attempts=self._recoveries)
            self._flows[saga.name, saga.version] = decorate(self._flow(saga))
        self._library.DBOS(config=self._config())
        self._library.DBOS.launch()

    def _config(self) -> dict[str, Any]:
        return {
            "name": "skerry",
            "system_database_url": self._url,
            "sys_db_pool_size": self._connections,
            "application_version": self._version,
            "executor_id": self._name,
            "serializer": self._library.DBOSPortableJSONSerializer(),
            "log_level": "ERROR",
        }

    @property
    def _version(self) -> str:
        """Who has the same definitions may take each other's workflows from the queue; else `adopt` decides."""
        return (
            "skerry-"
            + hashlib.sha256(" ".join(sorted(map(_flow_name, self._sagas.values()))).encode()).hexdigest()[:16]
        )

    def _flow(self, saga: Saga) -> Callable[..., Awaitable[str]]:
        async def flow(start: Json, began: float, deadline: float) -> str:
            saga_id = str(self._library.DBOS.workflow_id)
            here = saga_id in self._here or saga_id in self._beginning
            memory = Memory(
                self._library, saga, saga_id, began, self._tables, self._now, self._news, self._leased, here
            )
            return str(await Course(saga, saga_id, start, memory).run())

        flow.__qualname__ = flow.__name__ = _flow_name(saga)
        return flow

    def _leased(self) -> bool:
        return time.monotonic() < self._until

    async def _beat(self, first: bool = False) -> None:
        """Renew the lease. Where it has run out, others may have our workflows: take up again those that nobody took."""
        if self._closing:
            return
        lapsed, asked = not first and not self._leased(), time.monotonic()
        kept = await self._tables.heartbeat(self._name, self._incarnation, self._version, self._lease, first)
        if not kept:
            self._until = 0.0
            raise EngineFailed(f"another process runs sagas as {self._name}; give each a name of its own")
        self._until = asked + self._lease
        if lapsed:
            await self._recover([self._name])

    async def _take_over(self, first: bool = False) -> None:
        if self._closing:
            return
        known = [_flow_name(saga) for saga in self._sagas.values()]
        gone = await self._tables.adopt(self._name, self._version, known, first)
        if first:
            gone.append(self._name)  # of this name, and now of our version
        if gone:
            await self._recover(gone)

    async def _recover(self, executors: Sequence[str]) -> None:
        """Have their workflows run by somebody else. A private call: DBOS sells its own replacement of workers (Conductor)."""
        await asyncio.to_thread(self._library.DBOS._recover_pending_workflows, [*executors])

    async def _look_for_news(self) -> None:
        seen = 0
        while True:
            await asyncio.sleep(_POLL)
            if self._news.has("signals") and (last := await self._tables.last_signal()) != seen:
                seen = last
                self._news.tell("signals")

    async def close(self) -> None:
        """See `Engine`."""
        if self._closing:
            return
        self._closing, self._until = True, 0.0
        self._tables.hurry()
        self._kick.set()
        if self._running is not None:
            await asyncio.wait([self._running])
        with suppress(Exception):  # without the database the lease ends by itself
            await self._tables.release(self._name, self._incarnation)
        await self._tables.close()

    async def _stop(self) -> None:
        """DBOS leaves workflows running on our loop when it ends; a cancelled one is recorded as nothing, and recovered later.

        It has made its threads those of the loop, too, so what needs a thread afterwards gets new ones.
        """
        tasks = list(self._library._dbos._get_dbos_instance()._workflow_tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        loop, thread = asyncio.get_running_loop(), ThreadPoolExecutor(1)
        await loop.run_in_executor(thread, functools.partial(self._library.DBOS.destroy, destroy_registry=True))
        loop.set_default_executor(thread)


def _flow_name(saga: Saga) -> str:
    return f"{saga.name}@{saga.version}"


def _library() -> Any:
    """DBOS, imported only where it is used.

    Raises:
        MissingExtra: it isn't there.
    """
    try:
        import dbos  # noqa: PLC0415 - an optional extra
        import psycopg  # noqa: F401, PLC0415
    except ImportError as error:
        raise MissingExtra(
            f"sagas on Postgres need the library {error.name}; install it with: pip install 'skerry[postgres]'"
        ) from None
    return dbos
