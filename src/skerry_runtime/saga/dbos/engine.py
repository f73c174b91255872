"""Sagas as workflows of DBOS, each call a step, on Postgres; with leases, as a worker that never returns has to be replaced."""

from __future__ import annotations

import asyncio
import hashlib
import json
import platform
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from skerry_runtime.saga.course import Course
from skerry_runtime.saga.dbos import process, reading
from skerry_runtime.saga.dbos.connection import Connection
from skerry_runtime.saga.dbos.leases import Leases
from skerry_runtime.saga.dbos.memory import Memory
from skerry_runtime.saga.dbos.tables import Tables
from skerry_runtime.saga.dbos.worker import Worker
from skerry_runtime.saga.definition import Json, Saga
from skerry_runtime.saga.log import wall_clock
from skerry_runtime.saga.news import News, first_of
from skerry_runtime.saga.pace import Paces
from skerry_runtime.saga.port import (
    Checked,
    EngineFailed,
    Filter,
    How,
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
        threads: how many transactions of DBOS run at the same time, each on a thread, beside the event loop.

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
        threads: int = 4,
    ) -> None:
        self._library = process.imported()
        self._sagas = {(saga.name, saga.version): saga for saga in sagas}
        self._newest = {name: self._sagas[name, version] for name, version in sorted(self._sagas)}
        self._recoveries, self._threads = recoveries, threads
        self._url = "postgresql://" + url.partition("://")[2]
        self._tables, self._leases, self._reads = Tables(self._url), Leases(self._url), Connection(self._url)
        self._now, self._news, self._paces, self._seen = wall_clock(), News(), Paces(), 0
        self._worker = Worker(self._leases, name or platform.node(), _version(self._sagas.values()), lease, self._news)
        self._closing, self._launched, self._kick = False, asyncio.Event(), asyncio.Event()
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
        self._news.tell(_about(correlation))

    async def get(self, saga_id: str) -> Record | None:
        """See `Engine`."""
        found = await reading.record(self._reads, saga_id)
        saga = self._sagas.get((found.saga, found.version)) if found else None
        return waited(saga, found) if saga and found else found

    async def list(self, wanted: Filter = Filter()) -> tuple[Record, ...]:  # noqa: B008 - frozen
        """See `Engine`."""
        return await reading.records(self._reads, wanted)

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
            status = await reading.status(self._reads, saga_id)
            if status is None or status.over or left <= 0:
                return status
            await asyncio.sleep(min(_POLL, left))

    async def resume(self, saga_id: str, how: How) -> None:
        """See `Engine`."""
        found = await reading.parked(self._reads, saga_id)
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
        return await reading.versions(self._reads)

    async def stats(self) -> Stats:
        """See `Engine`; what DBOS commits it does not tell."""
        counted, oldest = await reading.counts(self._reads)
        now = self._now()
        waiting, overdue = await reading.waiting(self._reads, now)
        return Stats(
            running=counted.get(Status.RUNNING, 0),
            compensating=counted.get(Status.COMPENSATING, 0),
            parked=counted.get(Status.PARKED, 0),
            waiting=waiting,
            overdue=overdue,
            ended=counted.get(Status.CONFIRMED, 0) + counted.get(Status.COMPENSATED, 0),
            oldest=0.0 if oldest is None else max(0.0, now - oldest),
            lease=self._worker.left,
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
            self._seen = await self._tables.last_signal()  # before anybody waits for one
            await self._worker.beat(first=True)
            await _until_one_ends(self._again_and_again(self._worker.beat), self._launched_work())
        except Exception as error:
            self._failed = f"sagas are not run: {error}"
            raise
        finally:
            self._failed = self._failed or "sagas are not run any more"
            self._launched.set()

    async def _launched_work(self) -> None:
        try:
            for saga in self._sagas.values():
                decorate = self._library.DBOS.workflow(name=_flow_name(saga), max_recovery_attempts=self._recoveries)
                self._flows[saga.name, saga.version] = decorate(self._flow(saga))
            await process.launch(self._library, self._url, self._worker.name, self._worker.version, self._threads)
            await self._take_over(first=True)
            self._launched.set()
            await _until_one_ends(self._again_and_again(self._take_over), self._look_for_news())
        finally:
            await process.end(self._library)

    async def _again_and_again(self, job: Callable[[], Awaitable[None]]) -> None:
        """Does it four times in a lease, until the engine is closed."""
        while not self._closing:
            await first_of(self._kick, self._worker.lease / 4)
            if not self._closing:
                await job()

    def _flow(self, saga: Saga) -> Callable[..., Awaitable[str]]:
        async def flow(start: Json, began: float, deadline: float) -> str:
            saga_id = str(self._library.DBOS.workflow_id)
            here = saga_id in self._here or saga_id in self._beginning
            about = _about(saga.correlation(start)) if saga.waits else ""
            memory = Memory(
                self._library, saga, saga_id, began, self._tables, self._now, self._news, about, self._worker.mine, here,
                self._paces,
            )  # fmt: skip
            return str(await Course(saga, saga_id, start, memory).run())

        flow.__qualname__ = flow.__name__ = _flow_name(saga)
        return flow

    async def _take_over(self, first: bool = False) -> None:
        known = [_flow_name(saga) for saga in self._sagas.values()]
        gone = await self._leases.adopt(self._worker.name, self._worker.version, known, first)
        if first:
            gone.append(self._worker.name)  # of this name, and now of our version
        if gone:
            await process.recover(self._library, gone)

    async def _look_for_news(self) -> None:
        """Wakes the sagas that wait for events which other processes have written."""
        while True:
            await asyncio.sleep(_POLL)
            for number, correlation in await self._tables.signals_after(self._seen):
                self._seen = number
                self._news.tell(_about(correlation))

    async def close(self) -> None:
        """See `Engine`."""
        if self._closing:
            return
        self._closing = True
        self._worker.resign()
        connections = (self._tables, self._leases, self._reads)
        for each in connections:
            each.hurry()
        self._kick.set()
        if self._running is not None:
            await asyncio.wait([self._running])
        with suppress(Exception):  # without the database the lease ends by itself
            await self._worker.release()
        for each in connections:
            await each.close()


async def _until_one_ends(*jobs: Coroutine[Any, Any, None]) -> None:
    """Does all of it side by side until one of them ends; then ends the others, and raises what that one has raised."""
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()


def _about(correlation: str) -> str:
    """What is told when there are events about this."""
    return f"signals {correlation}"


def _version(sagas: Iterable[Saga]) -> str:
    """Who has the same definitions may take each other's workflows from the queue; else `adopt` decides."""
    return "skerry-" + hashlib.sha256(" ".join(sorted(map(_flow_name, sagas))).encode()).hexdigest()[:16]


def _flow_name(saga: Saga) -> str:
    return f"{saga.name}@{saga.version}"
