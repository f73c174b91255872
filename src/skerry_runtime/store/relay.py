"""The relay: takes rows out of a service's outbox to the bus and to the sagas, in the order of each key, until each is confirmed.

One process of a service relays at a time, by a lease: rows that several took side by side (SKIP LOCKED) would lose the order of a key.
Rows stay for a horizon after their confirmation, since a broker confirms before it syncs to its disk: `republish` sends them again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, Executable, RowMapping, Table, delete, func, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from skerry_runtime.bus import BusUnavailable, Event, decoded, wake
from skerry_runtime.bus.waiting import waited
from skerry_runtime.store.outbox import EVENT, SAGA

log = logging.getLogger("skerry.relay")
Begin = Callable[[str, str, Mapping[str, Any]], Awaitable[None]]
T = TypeVar("T")


class Rows(Protocol):
    """What the relay needs of the service's database, which is one; what it writes is committed together with what requests write."""

    dialect: str

    async def read(self, job: Callable[[Connection], T]) -> T:
        """What the function reads; each statement commits itself."""

    async def write(self, job: Callable[[Connection], T]) -> T:
        """What the function returns, once its changes are durable."""


class Publisher(Protocol):
    """What the relay needs of a bus."""

    async def publish(self, events: Sequence[Event]) -> None:
        """Publishes events, and returns when they are stored."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How the relay works. Times are seconds.

    `batch` events are handed on at a time, and `begun` sagas begin at the same time, beside them; rows of other processes are found
    after `poll`; a relay that has not been heard of for `lease` has lost its place; retries wait `backoff`, then twice that, up to
    `longest`; what is confirmed stays for `horizon`.
    """

    batch: int = 500
    begun: int = 32
    poll: float = 0.1
    lease: float = 10.0
    backoff: float = 0.1
    longest: float = 5.0
    horizon: float = 86400.0


USUAL = Pace()


class Relay:
    """Hands the outbox on while `run` runs. Call `wake` after each commit that wrote to it."""

    def __init__(
        self,
        database: Rows,
        outbox: Table,
        leases: Table,
        bus: Publisher,
        begin: Begin | None = None,
        *,
        pace: Pace = USUAL,
        beside: Path | None = None,
        name: str = "",
    ) -> None:
        """Prepares it.

        Args:
            database: the service's.
            outbox: the table that `outbox_table` made.
            leases: the table that `relay_table` made.
            bus: where events go.
            begin: is given saga, id and start of each saga; has to be idempotent by id.
            pace: how it works.
            name: the replica's; one that is started again under it has its place back at once.
            beside: a folder in which this host's processes of the service wake one another; without it, they look every `pace.poll`.
        """
        self._database, self._outbox, self._leases, self._bus, self._begin = database, outbox, leases, bus, begin
        self._pace, self._folder = pace, beside
        self._name = f"relay-{name or uuid4().hex[:12]}"
        self._leader = ""
        self._until = 0.0
        self._woken = asyncio.Event()
        self._beginning: asyncio.Task[None] | None = None
        self._pruned = time.monotonic()

    def wake(self) -> None:
        """Says that rows have been committed."""
        self._woken.set()
        if self._folder is not None and self._leader not in ("", self._name):
            wake.ring(self._folder, [self._leader])

    async def run(self) -> None:
        """Hands on until it is cancelled; then gives its place back."""
        pipe = wake.Pipe(self._folder, self._name, self._woken) if self._folder is not None else None
        failures = 0
        try:
            while True:
                self._woken.clear()
                try:
                    busy = await _to_its_end(self.turn())
                    failures = 0
                except (BusUnavailable, SQLAlchemyError, OSError) as error:
                    failures += 1
                    log.warning("the outbox waits: %s", error)
                    await asyncio.sleep(self._wait(failures))
                    continue
                if not busy:
                    await waited(self._woken, self._pace.poll)
        finally:
            if pipe is not None:
                pipe.close()
            if self._beginning is not None:  # whoever comes next begins them again
                self._beginning.cancel()
                await asyncio.wait([self._beginning])
            await self._resign()

    def _wait(self, failures: int) -> float:
        return min(self._pace.longest, self._pace.backoff * 2.0 ** min(failures - 1, 20)) * random.uniform(0.75, 1.25)

    async def turn(self) -> bool:
        """Hands on what is there, at most a batch; says whether there was anything. No event waits for a saga that begins.

        Raises:
            BusUnavailable: the bus did not confirm; the rows stay.
            SQLAlchemyError: the database can't be reached.
        """
        if not await self._leading():
            return False
        await self._prune()
        free = self._begin is not None and (self._beginning is None or self._beginning.done())
        rows = await self._read(EVENT, *([SAGA] if free else []))
        sagas = [row for row in rows if row["kind"] == SAGA]
        if sagas and self._begin is not None:
            self._beginning = asyncio.create_task(self._start(sagas, self._begin))
        await self._publish([row for row in rows if row["kind"] == EVENT])
        return len(rows) > len(sagas)

    async def _read(self, *kinds: str) -> list[RowMapping]:
        """The first rows of these kinds that are not confirmed, but for those of keys whose first row has to wait."""
        table, now = self._outbox.c, time.time()
        held_back = select(table.key).where(table.published.is_(None), table.due > now, table.key != "")
        ready = select(self._outbox).where(table.published.is_(None), table.due <= now, table.key.not_in(held_back))
        most = {EVENT: self._pace.batch, SAGA: self._pace.begun}
        each = [ready.where(table.kind == kind).order_by(table.seq).limit(most[kind]).subquery() for kind in kinds]
        query = union_all(*map(select, each))
        rows = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        return sorted(rows, key=lambda row: row["seq"])

    async def _publish(self, rows: Sequence[RowMapping]) -> None:
        if not rows:
            return
        try:
            await self._bus.publish([decoded(row["body"].encode()) for row in rows])
        except ValueError:
            await self._one_by_one(rows)
        else:
            await self._confirm(rows)

    async def _one_by_one(self, rows: Sequence[RowMapping]) -> None:
        """One of them can't be published: it holds back those of its own key."""
        stuck: set[str] = set()
        for row in rows:
            if row["key"] and row["key"] in stuck:
                continue
            try:
                await self._bus.publish([decoded(row["body"].encode())])
            except ValueError as error:
                stuck.add(row["key"])
                await self._postpone(row, error)
            else:
                await self._confirm([row])

    async def _start(self, rows: Sequence[RowMapping], begin: Begin) -> None:
        """Begins sagas until there is none left."""
        try:
            while rows:
                begun = await asyncio.gather(*(self._started(row, begin) for row in rows))
                await self._confirm([row for row, done in zip(rows, begun, strict=True) if done])
                rows = await self._read(SAGA)
        except (SQLAlchemyError, OSError) as error:  # the next turn looks again
            log.warning("sagas wait in the outbox: %s", error)

    async def _started(self, row: RowMapping, begin: Begin) -> bool:
        body = msgspec.json.decode(row["body"])
        try:
            await begin(body["saga"], row["id"], body["start"])
        except Exception as error:
            await self._postpone(row, error)
            return False
        return True

    async def _confirm(self, rows: Sequence[RowMapping]) -> None:
        if not rows:
            return
        change = update(self._outbox).where(self._outbox.c.seq.in_([row["seq"] for row in rows]))
        await self._change(change.values(published=time.time(), error=None))

    async def _postpone(self, row: RowMapping, error: Exception) -> None:
        attempts = row["attempts"] + 1
        log.error("outbox row %s (%s %s) failed %d times: %s", row["seq"], row["kind"], row["id"], attempts, error)
        change = update(self._outbox).where(self._outbox.c.seq == row["seq"])
        due = time.time() + self._wait(attempts)
        await self._change(change.values(attempts=attempts, due=due, error=f"{type(error).__name__}: {error}"))

    async def _change(self, statement: Executable) -> int:
        """One statement that changes rows; how many. On Postgres it commits itself, which is one round trip."""
        alone = self._database.read if self._database.dialect == "postgresql" else self._database.write
        return await alone(lambda connection: connection.execute(statement).rowcount)

    async def _leading(self) -> bool:
        """Whether this is the one that relays; asks the database for the place, or for more time, when a third of the lease has passed."""
        if time.monotonic() < self._until - self._pace.lease * 2 / 3:
            return True
        asked, table = time.monotonic(), self._leases
        on_postgres = self._database.dialect == "postgresql"
        now: Any = func.extract("epoch", func.clock_timestamp()) if on_postgres else time.time()
        insert: Any = (postgresql.insert if on_postgres else sqlite.insert)(table)
        mine = {"owner": self._name, "until": now + self._pace.lease}
        free = (table.c.owner == self._name) | (table.c.until < now)
        asking = insert.values(name="relay", **mine).on_conflict_do_update(
            index_elements=["name"], set_=mine, where=free
        )

        def leader(connection: Connection) -> str:
            connection.execute(asking)
            return str(connection.execute(select(table.c.owner)).scalar_one())

        self._leader = await self._database.write(leader)
        self._until = asked + self._pace.lease if self._leader == self._name else 0.0
        return self._leader == self._name

    async def _resign(self) -> None:
        with contextlib.suppress(SQLAlchemyError, OSError):
            await self._change(delete(self._leases).where(self._leases.c.owner == self._name))

    async def _prune(self) -> None:
        """Forgets what was confirmed before the horizon, a slice at a time."""
        if time.monotonic() - self._pruned < 60.0:
            return
        self._pruned = time.monotonic()
        await self.prune()

    async def prune(self, most: int = 5000) -> int:
        """Forgets rows confirmed longer ago than the horizon; says how many."""
        table = self._outbox.c
        old = select(table.seq).where(table.published < time.time() - self._pace.horizon).limit(most)
        return await self._change(delete(self._outbox).where(table.seq.in_(old)))

    async def republish(self, since: float, until: float | None = None) -> int:
        """Has events confirmed since then (seconds since 1970) published again, as after a broker has lost some; says how many."""
        table = self._outbox.c
        which = (table.kind == EVENT) & (table.published >= since)
        if until is not None:
            which &= table.published < until
        found = await self._change(update(self._outbox).where(which).values(published=None))
        self.wake()
        return found

    async def waiting(self) -> tuple[int, float]:
        """How many rows are not confirmed, and the age of the oldest in seconds."""
        table = self._outbox.c
        query = select(func.count(), func.min(table.at)).where(table.published.is_(None))
        count, oldest = await self._database.read(lambda connection: tuple(connection.execute(query).one()))
        return count, max(0.0, time.time() - oldest) if oldest else 0.0

    async def drain(self, seconds: float) -> bool:
        """Waits, at most so long, until all is confirmed; says whether it is. `run` has to run."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.wake()
            if not (await self.waiting())[0]:
                return True
            await asyncio.sleep(0.02)
        return False


async def _to_its_end(turn: Coroutine[Any, Any, bool]) -> bool:
    """Awaits a turn; a cancellation waits for its end, since a transaction that is cut off may keep its locks for a while."""
    task = asyncio.ensure_future(turn)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
