"""The embedded bus: one SQLite file that the processes of a host share. No server; woken through pipes, so that idle costs nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from skerry_runtime.bus import wake
from skerry_runtime.bus.cloudevents import Event
from skerry_runtime.bus.lanes import Held, Lanes, log
from skerry_runtime.bus.port import USUAL, BusUnavailable, DeadLetter, Delivery, Handler, Lag, checked_group
from skerry_runtime.bus.sqlite_file import BusFile, Note, Row, Worker
from skerry_runtime.bus.waiting import waited
from skerry_runtime.clock import since_start

T = TypeVar("T")
_LOOK = 1.0  # seconds between looks without being woken: for what the dead have left
_PRUNE = 60.0
_PATIENCE = 10.0


class _Side:
    """One connection with the thread that uses it."""

    def __init__(self, path: Path, synced: bool) -> None:
        self._pool = ThreadPoolExecutor(1, "skerry-bus")
        self._path, self._synced = path, synced
        self._file: BusFile | None = None
        self._closed = False

    async def run(self, step: Callable[[BusFile], T], patience: float | None = _PATIENCE) -> T:
        """Runs a step on the file, and waits at most `patience` seconds for it: it may be done later all the same.

        Raises:
            BusUnavailable: the file can't be opened, read or written, or another process holds it and does not go on.
        """
        if self._closed:
            raise BusUnavailable("the bus is closed")
        try:
            async with asyncio.timeout(patience):
                return await asyncio.get_running_loop().run_in_executor(self._pool, self._step, step)
        except TimeoutError as error:
            raise BusUnavailable(f"{self._path} is held by a process that does not go on") from error
        except (OSError, sqlite3.Error) as error:
            raise BusUnavailable(f"{self._path}: {error}") from error

    def _step(self, step: Callable[[BusFile], T]) -> T:
        if self._file is None:
            self._file = BusFile(self._path, self._synced)
        return step(self._file)

    async def close(self) -> None:
        if self._file is not None:
            await self.run(lambda file: file.close())
        self._closed = True
        self._pool.shutdown(wait=False)


class SqliteBus:
    """A bus in a file. Events are kept for `keep` seconds, and longer while a living group has still to handle them."""

    def __init__(self, path: Path, keep: float = 7 * 86400.0) -> None:
        self._path, self._keep = path, keep
        self._folder = path.with_name(path.name + ".wake")
        self._in, self._out = _Side(path, synced=True), _Side(path, synced=False)
        self._members: set[_Member] = set()
        self._waiting: list[tuple[list[Row], asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None
        self._cleaner: asyncio.Task[None] | None = None
        self._closed = False

    async def publish(self, events: Sequence[Event]) -> None:
        """Publishes events; what several tasks publish at a time goes to the disk together."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        rows = [Row(event.source, event.id, event.type, event.partitionkey, event.encoded()) for event in events]
        if not rows:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, future))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await future

    async def _write(self) -> None:
        while batch := self._waiting:
            self._waiting = []
            rows = [row for more, _ in batch for row in more]
            error: BusUnavailable | None = None
            try:
                await self._in.run(lambda file, rows=rows: self._store(file, rows))  # type: ignore[misc]
            except BusUnavailable as raised:
                error = raised
            for _, future in batch:
                if not future.done():
                    future.set_exception(error) if error else future.set_result(None)

    def _store(self, file: BusFile, rows: list[Row]) -> None:
        wake.ring(self._folder, file.publish(rows))

    async def subscribe(
        self, group: str, types: Iterable[str], handler: Handler, delivery: Delivery = USUAL
    ) -> _Member:
        """Hands events to a member of the group."""
        name = f"{os.getpid()}-{uuid4().hex[:12]}"
        worker = Worker(
            name,
            checked_group(group),
            tuple(sorted(types)),
            delivery.lease,
            lambda other: wake.alive(self._folder, other),
        )
        member = _Member(self._folder, worker, self._out, handler, delivery)
        await member.start()
        self._members.add(member)
        if self._cleaner is None:
            self._cleaner = asyncio.create_task(self._clean())
        return member

    async def _clean(self) -> None:
        while True:
            await asyncio.sleep(_PRUNE)
            with contextlib.suppress(BusUnavailable):
                await self._out.run(lambda file: file.prune(self._keep))

    async def dead(self, group: str) -> tuple[DeadLetter, ...]:
        """The group's dead letters."""
        return await self._out.run(lambda file: file.dead(group))

    async def replay(self, group: str, ids: Iterable[str] = ()) -> int:
        """Gives dead letters to their group once more."""
        wanted = tuple(ids)
        found, workers = await self._in.run(lambda file: file.replay(group, wanted))
        wake.ring(self._folder, workers)
        return found

    async def lag(self, group: str) -> Lag:
        """How far the group is behind."""
        return await self._out.run(lambda file: file.lag(group))

    async def check(self) -> None:
        """Reads the file."""
        if self._closed:
            raise BusUnavailable("the bus is closed")
        await self._out.run(lambda file: file.check())

    async def close(self) -> None:
        """Closes the subscriptions, then the file."""
        if self._closed:
            return
        self._closed = True
        await asyncio.gather(*(member.close() for member in self._members))
        if self._writer is not None:
            await self._writer
        if self._cleaner is not None:
            self._cleaner.cancel()
        await self._in.close()
        await self._out.close()


class _Member:
    """A subscription: one loop that notes, claims and hands on, a transaction for as many as there are."""

    def __init__(self, folder: Path, worker: Worker, side: _Side, handler: Handler, delivery: Delivery) -> None:
        self._folder, self._worker, self._side = folder, worker, side
        self._handler, self._delivery = handler, delivery
        self._notes: list[Note] = []
        self._wake = asyncio.Event()
        self._until = 0.0
        self._lanes = self._fresh()
        self._draining = self._ended = False
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    def _fresh(self) -> Lanes:
        owned = lambda: since_start() < self._until  # noqa: E731
        return Lanes(self._worker.group, self._handler, self._delivery, self, owned, self._wake.set)

    async def start(self) -> None:
        """Joins the group."""
        self._pipe = wake.Pipe(self._folder, self._worker.name, self._wake)
        wake.sweep(self._folder)
        try:
            await self._say(BusFile.join)
        except BaseException:
            self._pipe.close()
            raise
        self._tasks = (asyncio.create_task(self._run()), asyncio.create_task(self._live()))

    async def _say(self, what: Callable[[BusFile, Worker], None]) -> None:
        """Says that this member lives: from then on it owns what it holds for the time of its lease."""
        now = since_start()
        await self._side.run(lambda file: what(file, self._worker), None)
        self._until = now + self._delivery.lease

    async def trying(self, held: Held) -> None:
        """Noted at once."""
        await self._side.run(lambda file: file.trying(self._worker, held.seq), None)

    async def settle(self, held: Held) -> None:
        """Noted with the next step, without waiting: an event that is delivered again does no harm."""
        self._note(Note(held.seq, done=True))

    async def failed(self, held: Held) -> None:
        """Noted, so that attempts are counted over a crash."""
        self._note(Note(held.seq, done=False, attempts=held.attempts))

    async def bury(self, held: Held, reason: str) -> None:
        """Noted."""
        self._note(Note(held.seq, done=True, attempts=held.attempts, reason=reason))

    def _note(self, note: Note) -> None:
        self._notes.append(note)
        self._wake.set()

    async def _run(self) -> None:
        while not self._ended:
            self._wake.clear()
            found: list[Held] = []
            try:
                if self._lanes.lost or since_start() >= self._until:
                    await self._start_again()
                found = await self._step()
            except BusUnavailable as error:
                log.error("%s: %s", self._worker.group, error)
                await asyncio.sleep(_LOOK)
            for held in found:
                self._lanes.offer(held)
            if not found and not self._notes:
                await waited(self._wake, _LOOK)

    async def _step(self) -> list[Held]:
        notes, self._notes = self._notes, []
        room = 0 if self._draining else self._lanes.room
        share = (
            2 * self._delivery.parallel - self._lanes.count
        )  # no more than keeps it busy, so that others are as well
        try:
            return await self._side.run(lambda file: file.step(self._worker, notes, room, share), None)
        except BusUnavailable:
            self._notes = notes + self._notes
            raise

    async def _start_again(self) -> None:
        """The lease has run out (the process was frozen, or the file could not be written): what was held may be another's by now."""
        log.warning("%s: the lease has run out; beginning again", self._worker.group)
        await self._lanes.close()
        notes, self._notes = self._notes, []
        await self._side.run(lambda file: file.leave(self._worker, notes), None)
        self._lanes = self._fresh()
        await self._say(BusFile.join)

    async def _live(self) -> None:
        """Says that this one lives, and looks for what the dead have left: a process that is gone is noticed within about a second."""
        beaten = since_start()
        while True:
            await asyncio.sleep(min(_LOOK, self._delivery.lease / 4))
            with contextlib.suppress(BusUnavailable):
                if await self._side.run(lambda file: file.inherit(self._worker), None):
                    self._wake.set()
                if since_start() - beaten >= self._delivery.lease / 4 and since_start() < self._until:
                    await self._say(BusFile.beat)
                    beaten = since_start()

    async def close(self) -> None:
        """Leaves the group."""
        if self._draining:
            return
        self._draining = True
        await self._lanes.close()
        self._ended = True
        self._wake.set()
        run, live = self._tasks
        await run
        live.cancel()
        with contextlib.suppress(BusUnavailable):
            wake.ring(self._folder, await self._side.run(lambda file: file.leave(self._worker, self._notes)))
        self._pipe.close()
