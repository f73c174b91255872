"""One writer for many sagas: what they want to write while a commit is under way goes into the next one, together."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from skerry_runtime.saga.journal.store import Store
from skerry_runtime.saga.port import EngineFailed, NotNow, SagaError

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

# What passes by itself: no room on the disk, or somebody else's lock on the file. All else is not trusted to be repeated:
# after a failed fsync the system may have dropped what it could not write, and a second one would succeed without it.
_PASSING = ("SQLITE_FULL", "SQLITE_BUSY", "SQLITE_IOERR_SHMSIZE")
_ONES_OWN = ("SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_TOOBIG")  # the fault of one job
_PAUSE = 0.5  # seconds before the disk is tried again
_LONG = 5.0  # seconds after which a commit is told to take long
_RECENT = 256  # commits that the means are of
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting:
    job: Job[Any]
    done: asyncio.Future[Any]
    new: bool


class Writer:
    """Hands jobs to the thread that owns the store. A job that raises a `SagaError` has written nothing."""

    def __init__(self, store: Store, stopped: Callable[[], None] = lambda: None) -> None:
        """Write to `store`; `stopped` is called once it gives up for good."""
        self._store, self._stopped = store, stopped
        self._thread = ThreadPoolExecutor(1, "skerry-journal")
        self._waiting: list[_Waiting] = []
        self._busy: asyncio.Task[None] | None = None
        self.failed: EngineFailed | None = None
        self.patient = True  # whether it waits until it can write
        self.ailing = ""  # why nothing can be written just now
        self.commits = self.jobs = 0
        self.recent: deque[tuple[int, float]] = deque(maxlen=_RECENT)  # jobs and seconds of each commit

    async def write(self, job: Job[T], *, new: bool = False) -> T:
        """What the job returned, once it is durable. What is `new` does not wait while nothing can be written: it is refused.

        Raises:
            NotNow: nothing can be written just now, and it is not.
            EngineFailed: nothing will be written any more.
        """
        if self.failed:
            raise self.failed
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._waiting.append(_Waiting(job, done, new))
        if self._busy is None:
            self._busy = loop.create_task(self._drain())
        return await done

    async def read(self, job: Job[T]) -> T:
        """What the job reads; between two commits, so it sees what is durable.

        Raises:
            EngineFailed: the file can't be read.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: job(self._store.connection))
        except sqlite3.Error as error:
            if _name(error).startswith((*_PASSING, *_ONES_OWN)):
                raise
            raise self._fail(error) from error

    async def close(self) -> None:
        """Wait for the commit under way, and close the store."""
        if self._busy is not None:
            await asyncio.wait([self._busy])
        await asyncio.get_running_loop().run_in_executor(self._thread, self._store.close)
        self._thread.shutdown()

    async def _drain(self) -> None:
        while self._waiting:
            await asyncio.sleep(0)  # whoever is ready to write joins this commit
            batch, self._waiting = self._waiting, []
            await self._commit(batch)
        self._busy = None

    async def _commit(self, batch: list[_Waiting]) -> None:
        if self.failed:
            return self._give_up(batch)
        jobs, asked = [each.job for each in batch], time.perf_counter()
        try:
            results = await self._patiently(
                asyncio.get_running_loop().run_in_executor(self._thread, self._together, jobs)
            )
        except Exception as error:
            return await self._trouble(batch, error)
        self.ailing = ""
        self.commits, self.jobs = self.commits + 1, self.jobs + len(jobs)
        self.recent.append((len(jobs), time.perf_counter() - asked))
        for each, result in zip(batch, results, strict=True):
            _answer(each.done, result)
        return None

    async def _patiently(self, commit: asyncio.Future[list[Any]]) -> list[Any]:
        """A commit; one that takes long is told, as it may wait for a process that is frozen while it has the lock of the file."""
        done, _ = await asyncio.wait([commit], timeout=_LONG)
        if not done:
            self.ailing = f"a commit takes more than {_LONG:g} s: the disk is slow, or another process keeps the lock"
            _logger.error("%s: %s", self._store.path, self.ailing)
        return await commit

    def _together(self, jobs: list[Job[Any]]) -> list[Any]:
        with self._store.transaction() as connection:
            return [_tried(job, connection) for job in jobs]

    async def _trouble(self, batch: list[_Waiting], error: Exception) -> None:
        """Nothing of the batch is written. Wait until it passes, find the job whose fault it is, or give up for good."""
        name = _name(error)
        if name.startswith(_PASSING) and self.patient:
            self.ailing = f"{name}: {error}"
            _logger.error("nothing can be written to %s: %s", self._store.path, self.ailing)
            refused = NotNow(f"{self._store.path} takes nothing new just now ({self.ailing}); make room, and ask again")
            for each in batch:
                if each.new:
                    _answer(each.done, refused)
            self._waiting = [each for each in batch if not each.new] + self._waiting
            await asyncio.sleep(_PAUSE)
        elif isinstance(error, sqlite3.Error | OSError) and not name.startswith(_ONES_OWN):
            self._fail(error, batch)
        elif len(batch) == 1:
            _answer(batch[0].done, error)
        else:
            for one in batch:
                await self._commit([one])

    def _fail(self, error: Exception, batch: Sequence[_Waiting] = ()) -> EngineFailed:
        """Give up for good."""
        self.failed = self.failed or EngineFailed(f"{self._store.path}: {_name(error)}: {error}")
        _logger.critical("sagas stop, and nothing that is not known to be written is believed: %s", self.failed)
        self._give_up([*batch, *self._waiting])
        self._waiting = []
        self._stopped()
        return self.failed

    def _give_up(self, batch: Sequence[_Waiting]) -> None:
        for each in batch:
            _answer(each.done, self.failed)


def _name(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", type(error).__name__))


def _answer(done: asyncio.Future[Any], result: Any) -> None:
    if done.done():  # whoever asked has gone
        return
    if isinstance(result, Exception):
        done.set_exception(result)
    else:
        done.set_result(result)


def _tried(job: Job[Any], connection: sqlite3.Connection) -> Any:
    try:
        return job(connection)
    except SagaError as error:
        return error
