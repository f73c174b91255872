"""Called services, simulated in one SQLite file that processes share: effects, keys, tombstones, and refusals.

`keys` and `tombstones` are what every service of ours has; without one of them something goes wrong, and tests want to see that.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from skerry_runtime import Refused, Undone
from skerry_runtime.saga import Await, Do, Json, Saga, Step, Turn

STEPS = ("reserve", "pay", "pack", "ship", "notify")


@dataclass(frozen=True)
class Behaviour:
    """How the services behave towards one worker: `hang` is a file until which `pay` hangs; `crash` kills the worker in `pay`."""

    keys: bool = True
    tombstones: bool = True
    flaky: float = 0.06
    pay: str = "works"
    hang: str = ""


class Simulated:
    def __init__(self, path: Path, worker: str, how: Behaviour) -> None:
        self._path, self._worker, self._how = path, worker, how
        self._threads = ThreadPoolExecutor(64)
        with self._connect() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE IF NOT EXISTS call (worker, saga, step, what)")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS effect (n INTEGER PRIMARY KEY AUTOINCREMENT, saga, step, what, worker)"
            )

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=60)
        connection.execute("PRAGMA synchronous=OFF")  # only processes die here
        return connection

    def saga(self, waits: bool = False) -> Saga:
        """With `waits` it has reserved, and waits for an event before it asks for money."""
        undone = (Step(name, self._do(name), self._undo(name), backoff=0.02) for name in STEPS[:3])
        kept = (Step(name, self._do(name), backoff=0.02) for name in STEPS[3:])
        first, *rest = (*undone, *kept)
        wait = [Await("answer", "Answered", by="id", limit=300.0)] if waits else []
        return Saga("order", 1, (first, *wait, *rest), 600.0, lambda start: str(start.get("id", "")))

    def _do(self, step: str) -> Do:
        async def do(turn: Turn) -> Json:
            self._maybe_lost()
            if step == "pay" and declined(turn.saga):
                raise Refused("card declined")
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._threads, self._effect, turn.saga, step)  # goes on, whoever hangs up
            await asyncio.sleep(0.005)
            self._maybe_lost()
            return {"by": self._worker}

        return do

    def _undo(self, step: str) -> Do:
        async def undo(turn: Turn) -> Json:
            self._maybe_lost()
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._threads, self._undone, turn.saga, step)
            self._maybe_lost()
            return {}

        return undo

    def _maybe_lost(self) -> None:
        if random.random() < self._how.flaky / 2:
            raise OSError("lost")

    def _effect(self, saga: str, step: str) -> None:
        with self._connect() as connection:
            connection.execute("INSERT INTO call VALUES (?, ?, ?, 'do')", (self._worker, saga, step))
        if step == "pay":
            self._in_pay()
        with self._connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            there = {
                row[0]
                for row in connection.execute("SELECT what FROM effect WHERE saga = ? AND step = ?", (saga, step))
            }
            if "undo" in there and self._how.tombstones:
                connection.execute("INSERT INTO call VALUES (?, ?, ?, 'refused')", (self._worker, saga, step))
                connection.execute("COMMIT")
                raise Undone("taken back already")
            if "do" not in there or not self._how.keys:
                connection.execute("INSERT INTO effect VALUES (NULL, ?, ?, 'do', ?)", (saga, step, self._worker))
            connection.execute("INSERT INTO call VALUES (?, ?, ?, 'answered')", (self._worker, saga, step))
            connection.execute("COMMIT")

    def _in_pay(self) -> None:
        if self._how.pay == "crashes":
            os._exit(9)
        if self._how.pay == "fails":
            raise OSError("no answer")
        while self._how.hang and not Path(self._how.hang).exists():
            time.sleep(0.02)

    def _undone(self, saga: str, step: str) -> None:
        with self._connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            there = connection.execute(
                "SELECT 1 FROM effect WHERE saga = ? AND step = ? AND what = 'undo'", (saga, step)
            )
            if there.fetchone() is None:
                connection.execute("INSERT INTO effect VALUES (NULL, ?, ?, 'undo', ?)", (saga, step, self._worker))
            connection.execute("COMMIT")


def declined(saga: str) -> bool:
    """A fifth of the cards, always the same."""
    return int(hashlib.md5(saga.encode()).hexdigest(), 16) % 5 == 0


@dataclass(frozen=True)
class Audit:
    """What the services have to say: sagas whose effects don't fit how they ended, effects done twice, and those after their undo."""

    inconsistent: list[str]
    doubled: int
    late: int
    repeated: int


def audit(path: Path, statuses: dict[str, str]) -> Audit:
    with sqlite3.connect(path) as connection:
        effects = connection.execute("SELECT n, saga, step, what FROM effect ORDER BY n").fetchall()
        calls = connection.execute("SELECT saga, step FROM call WHERE what = 'do'").fetchall()
    done = Counter((saga, step) for _, saga, step, what in effects if what == "do")
    undone = {(saga, step): n for n, saga, step, what in effects if what == "undo"}
    late = sum(what == "do" and n > undone.get((saga, step), n) for n, saga, step, what in effects)
    mine, back = _by_saga(done), _by_saga(undone)
    wrong = [saga for saga, status in statuses.items() if not _fits(status, mine[saga], back[saga])]
    return Audit(wrong, sum(count - 1 for count in done.values()), late, len(calls) - len(set(calls)))


def _by_saga(pairs: Iterable[tuple[str, str]]) -> defaultdict[str, set[str]]:
    """The steps of each saga: in one pass, since a long run has tens of thousands of them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for saga, step in pairs:
        found[saga].add(step)
    return found


def _fits(status: str, mine: set[str], back: set[str]) -> bool:
    if status == "confirmed":
        return mine == set(STEPS) and not back
    return status == "compensated" and mine <= back


def calls(path: Path, what: str, worker: str = "") -> int:
    try:
        with sqlite3.connect(path) as connection:
            query = "SELECT COUNT(*) FROM call WHERE what = ? AND (? = '' OR worker = ?)"
            return int(connection.execute(query, (what, worker, worker)).fetchone()[0])
    except sqlite3.OperationalError:  # no worker has made the table yet
        return 0
