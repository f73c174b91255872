"""Threads that own a SQLite connection each: one that writes, a few that read.

SQLite lets one connection write at a time and makes the others poll. Here writers stand in a queue instead, in this process and, by a lock
on a file, among all of them; whatever waits is committed together, with one fsync. A function runs on its thread in one go, so a
request costs one change of threads, not one for each statement.
"""

from __future__ import annotations

import asyncio
import fcntl
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from skerry_runtime.prepared import Prepared

Job = Callable[[Connection], Any]
_BEGIN, _COMMIT, _ROLLBACK = (Prepared(text(each)) for each in ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"))
_PART, _PART_BACK, _PART_DONE = (Prepared(text(f"{each} part")) for each in ("SAVEPOINT", "ROLLBACK TO", "RELEASE"))
TOGETHER = 64  # units of work in one commit at most, so that none waits long for the others


class Lane(threading.Thread):
    """A thread with a connection that runs functions one after the other."""

    def __init__(self, engine: Engine, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._engine = engine
        self._jobs: queue.SimpleQueue[tuple[Job, asyncio.Future[Any]] | None] = queue.SimpleQueue()
        self.start()

    async def do(self, job: Job) -> Any:
        """What the function returns; it goes on if the caller is cancelled."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._jobs.put((job, future))
        return await future

    def stop(self) -> None:
        """Ends the thread when it has done what it was given."""
        self._jobs.put(None)

    def run(self) -> None:
        """The thread."""
        with self._engine.connect() as connection:
            while (taken := self._jobs.get()) is not None:
                self._serve(connection, taken)

    def _serve(self, connection: Connection, taken: tuple[Job, asyncio.Future[Any]]) -> None:
        job, future = taken
        _tell([(future, *_tried(job, connection))])


class Writer(Lane):
    """The thread that writes: what waits is done in one transaction, each part in a savepoint of its own."""

    def __init__(self, engine: Engine, lock: Path) -> None:
        self._lock = lock
        super().__init__(engine, "store-writer")

    def run(self) -> None:
        """The thread."""
        with self._lock.open("w") as self._turn:
            super().run()

    def _serve(self, connection: Connection, taken: tuple[Job, asyncio.Future[Any]]) -> None:
        batch, ends = [taken], False
        while len(batch) < TOGETHER and not self._jobs.empty():
            following = self._jobs.get()
            if following is None:
                ends = True
                break
            batch.append(following)
        _tell(self._committed(connection, batch))
        if ends:
            self._jobs.put(None)

    def _committed(self, connection: Connection, batch: list[tuple[Job, asyncio.Future[Any]]]) -> list[Outcome]:
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        try:
            _BEGIN.count(connection, {})
            outcomes = [(future, *_saved(job, connection, alone=len(batch) == 1)) for job, future in batch]
            failed = len(batch) == 1 and outcomes[0][2] is not None
            (_ROLLBACK if failed else _COMMIT).count(connection, {})
            return outcomes
        except Exception as error:  # not begun or not committed: then nothing has happened
            _rolled_back(connection)
            return [(future, None, error) for _, future in batch]
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)


Outcome = tuple["asyncio.Future[Any]", Any, Exception | None]


def _tried(job: Job, connection: Connection) -> tuple[Any, Exception | None]:
    try:
        return job(connection), None
    except Exception as error:
        return None, error


def _saved(job: Job, connection: Connection, *, alone: bool) -> tuple[Any, Exception | None]:
    if alone:
        return _tried(job, connection)
    _PART.count(connection, {})
    value, error = _tried(job, connection)
    if error is not None:
        _PART_BACK.count(connection, {})
    _PART_DONE.count(connection, {})
    return value, error


def _rolled_back(connection: Connection) -> None:
    try:
        _ROLLBACK.count(connection, {})
    except OperationalError:
        return  # there was no transaction any more


def _tell(outcomes: list[Outcome]) -> None:
    """Hands results to those who wait, one wake-up for each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[Outcome]] = {}
    for each in outcomes:
        loops.setdefault(each[0].get_loop(), []).append(each)
    for loop, all_of_them in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, all_of_them)


def _resolve(outcomes: list[Outcome]) -> None:
    for future, value, error in outcomes:
        if future.done():
            continue
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)
