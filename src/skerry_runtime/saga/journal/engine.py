"""The journal: sagas on one host, in one SQLite file, without a server. Several processes may work on the same file."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import platform
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from skerry_runtime.saga.course import Course
from skerry_runtime.saga.definition import Json, Saga
from skerry_runtime.saga.journal import backup, checking, reading, rows
from skerry_runtime.saga.journal.clock import moment
from skerry_runtime.saga.journal.memory import Memory, Parked
from skerry_runtime.saga.journal.opening import opened
from skerry_runtime.saga.journal.rows import Claim, Head, Lost, Past, Worker
from skerry_runtime.saga.journal.store import Store
from skerry_runtime.saga.journal.watcher import Watcher
from skerry_runtime.saga.journal.writer import Writer
from skerry_runtime.saga.news import News, first_of
from skerry_runtime.saga.pace import Paces
from skerry_runtime.saga.port import Checked, EngineFailed, Filter, How, Record, Stats, Status, UnknownSaga

_POLL = 0.25  # seconds between two looks for events that other processes wrote
_SLICE = 200  # sagas taken over at a time, so that the heartbeat is never late for them
_NOTHING = Past({}, {}, 0)
_logger = logging.getLogger(__name__)


class Journal:
    """Runs sagas from a file that belongs to one host: WAL and the lock need a local disk.

    Args:
        path: the file, made where it is missing; beside it come `-wal`, `-shm` and `.lock`.
        sagas: every definition that this process can run; old versions as long as `versions()` has them.
        name: the worker's, unique among those that live; one that is started again under it takes its sagas up at once.
        lease: seconds after which others take over from a worker that does not answer. At least a few times what a commit takes.
        recoveries: how often a saga is taken up without getting further before it is parked.
        keep: seconds for which an ended saga is kept; an outbox may not repeat a `begin` after that.

    Raises:
        NewerStore: the file is of a newer version of this library.
    """

    def __init__(
        self,
        path: Path | str,
        sagas: Iterable[Saga],
        *,
        name: str = "",
        lease: float = 10.0,
        recoveries: int = 10,
        keep: float = 604_800.0,
    ) -> None:
        self._sagas = {(saga.name, saga.version): saga for saga in sagas}
        self._newest = {name: self._sagas[name, version] for name, version in sorted(self._sagas)}
        self._me = Worker(name or platform.node(), uuid4().hex, os.getpid(), lease)
        self._recoveries, self._keep = recoveries, keep
        self._path, self._removed = Path(path), 0
        store = Store(self._path)
        self._now = opened(store)
        self._news, self._paces, self._kick, self._closing = News(), Paces(), asyncio.Event(), False
        self._writer, self._watcher = Writer(store, self._kick.set), Watcher()
        self._until: float | None = None  # of the lease, on the clock of `moment`; None: this worker doesn't run
        self._following: dict[str, asyncio.Task[None]] = {}
        self._beginning: set[str] = set()
        self._running: asyncio.Task[None] | None = None

    async def begin(self, saga: str, saga_id: str, start: Json) -> None:
        """See `Engine`."""
        if (definition := self._newest.get(saga)) is None:
            raise UnknownSaga(f"no saga {saga} is registered; there are: {', '.join(sorted(self._newest)) or 'none'}")
        began = self._now()
        correlation = definition.correlation(start) if definition.waits else ""
        new = Head(0, saga_id, saga, definition.version, correlation, start, began, 1, 0)
        owner = self._me.name if self._leased() else ""
        self._beginning.add(saga_id)
        try:
            head = await self._writer.write(lambda c: rows.begin(c, new, began + definition.deadline, owner), new=True)
            if head and owner and saga_id not in self._following:
                self._follow(head, _NOTHING)
            elif saga_id not in self._following:
                self._kick.set()  # begun before this worker had its lease, or known, and passed over while it was in `_beginning`
        finally:
            self._beginning.discard(saga_id)

    async def signal(self, event_type: str, correlation: str, data: Json, event: str = "") -> None:
        """See `Engine`."""
        known_by = event or hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
        await self._writer.write(
            lambda c: rows.keep_signal(c, event_type, correlation, known_by, data, self._now()), new=True
        )
        self._news.tell(correlation)

    async def get(self, saga_id: str) -> Record | None:
        """See `Engine`."""
        return await self._writer.read(lambda c: reading.record(c, saga_id))

    async def list(self, wanted: Filter = Filter()) -> tuple[Record, ...]:  # noqa: B008 - frozen
        """See `Engine`."""
        return await self._writer.read(lambda c: reading.records(c, wanted))

    async def resume(self, saga_id: str, how: How) -> None:
        """See `Engine`."""
        await self._writer.write(lambda c: rows.resume(c, saga_id, how, self._now()), new=True)
        self._kick.set()

    async def versions(self) -> Mapping[tuple[str, int], int]:
        """See `Engine`."""
        return await self._writer.read(reading.versions)

    async def stats(self) -> Stats:
        """See `Engine`."""
        counted = await self._writer.read(lambda c: reading.counts(c, self._now()))
        recent = self._writer.recent or [(0, 0.0)]
        return Stats(
            **counted,
            removed=self._removed,
            lease=None if self._until is None else self._until - moment().seconds,
            commits=self._writer.commits,
            written=self._writer.jobs,
            batch=sum(jobs for jobs, _ in recent) / len(recent),
            commit=sum(seconds for _, seconds in recent) / len(recent),
            slowest=max(seconds for _, seconds in recent),
            trouble=self.ailing,
        )

    async def backup(self, to: Path) -> None:
        """See `Engine`; a process that opens the copy says what may be missing in it."""
        await asyncio.to_thread(backup.backup, self._path, to, self._now())

    async def check(self) -> Checked:
        """See `Engine`."""
        return await asyncio.to_thread(checking.checked, self._path, self._sagas)

    @property
    def ailing(self) -> str:
        """See `Engine`."""
        return str(self._writer.failed or self._writer.ailing)

    async def wait(self, saga_id: str, seconds: float) -> Status | None:
        """See `Engine`."""
        until = self._now() + seconds
        while True:
            left = until - self._now()
            if (task := self._following.get(saga_id)) and left > 0:
                await asyncio.wait([task], timeout=left)
            status = await self._writer.read(lambda c: reading.status(c, saga_id))
            if status is None or status.over or left <= 0:
                return status
            await asyncio.sleep(min(_POLL, left))

    async def run(self) -> None:
        """See `Engine`."""
        self._running = asyncio.current_task()
        news = asyncio.create_task(self._look_for_news())
        try:
            await self._beat(first=True)
            while not self._closing:
                if await self._take() < _SLICE:
                    await first_of(self._kick, self._me.lease / 4)
                await self._beat()
                await self._watcher.look(self._writer, self._now, self._news)
        finally:
            news.cancel()

    async def close(self) -> None:
        """See `Engine`."""
        if self._closing:
            return
        self._closing, self._until, self._writer.patient = True, None, False
        self._kick.set()
        await self._drop()
        if self._running is not None:
            await asyncio.wait([self._running])
        with suppress(EngineFailed):
            await self._writer.write(lambda c: rows.release(c, self._me))
        await self._writer.close()

    def _leased(self) -> bool:
        return self._until is not None and moment().seconds < self._until

    async def _beat(self, first: bool = False) -> None:
        """Renew the lease. Where it has run out, others may have our sagas: leave all, and take up again what nobody took."""
        if self._closing:
            return
        if not first and not self._leased():
            _logger.warning("the lease of %s has run out before it was renewed", self._me.name)
            await self._drop()
        until = await self._writer.write(lambda c: rows.heartbeat(c, self._me, moment(), first))
        if until is None:
            self._until = None
            await self._drop()
            raise EngineFailed(f"another process runs sagas as {self._me.name}; give each a name of its own")
        self._until = None if self._closing else until

    async def _drop(self) -> None:
        tasks = list(self._following.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _take(self) -> int:
        """Take over what nobody has, and forget what is long over."""
        self._kick.clear()
        if self._closing:
            return 0
        busy = frozenset(self._following) | self._beginning
        wanted = Claim(frozenset(self._sagas), busy, _SLICE, self._recoveries)
        heads = await self._writer.write(lambda c: rows.claim(c, self._me, moment(), wanted, self._now()))
        if self._leased():
            for head in heads:
                self._follow(head)
        self._removed += await self._writer.write(lambda c: rows.forget(c, self._now() - self._keep, _SLICE))
        return len(heads)

    def _follow(self, head: Head, past: Past | None = None) -> None:
        self._following[head.id] = asyncio.create_task(self._followed(head, past), name=f"saga {head.id}")

    async def _followed(self, head: Head, past: Past | None) -> None:
        try:
            known = await self._writer.read(lambda c: rows.past(c, head.number)) if past is None else past
            memory = Memory(head, known, self._me.name, self._writer, self._now, self._news, self._leased, self._paces)
            await Course(self._sagas[head.name, head.version], head.id, head.start, memory).run()
        except Lost as lost:
            _logger.warning("saga %s is left: %s", head.id, lost)
        except (Parked, EngineFailed):
            pass
        except Exception:  # it is taken up again, and parked if that does not help
            _logger.exception("saga %s can't go on", head.id)
        finally:
            if self._following.get(head.id) is asyncio.current_task():
                del self._following[head.id]

    async def _look_for_news(self) -> None:
        """Wake those who wait when another process has written an event."""
        seen = 0
        while True:
            await asyncio.sleep(_POLL)
            if self._news and not self._writer.failed:
                with suppress(sqlite3.Error):  # the next look may read; the writer says what is wrong
                    last = await self._writer.read(rows.last_signal)
                    if last != seen:
                        seen = last
                        self._news.tell()
