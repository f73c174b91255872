"""Looks through a journal for what can't be: damaged pages, lines that fit no saga, and sagas whose lines fit no course."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from skerry_runtime.saga.course import Course
from skerry_runtime.saga.definition import Saga
from skerry_runtime.saga.journal import rows
from skerry_runtime.saga.journal.rows import Past
from skerry_runtime.saga.log import Key, Outcome, Perform, Repair, Signal, Then
from skerry_runtime.saga.pace import Paces
from skerry_runtime.saga.port import Checked, How, Status

# What never holds of any row, each with what it means. Times are not compared: those of several processes may differ a little.
_NEVER = {
    "SELECT saga FROM journal WHERE saga NOT IN (SELECT number FROM saga) GROUP BY saga": "has lines, but is not there",
    "SELECT saga FROM journal GROUP BY saga HAVING MIN(n) != 0 OR MAX(n) != COUNT(*) - 1": "has a gap in its lines",
    "SELECT saga FROM journal j JOIN saga s ON s.number = j.saga WHERE j.fence > s.fence GROUP BY saga":
        "has a line of a worker that has never had it",
    "SELECT a.saga FROM journal a JOIN journal b ON b.saga = a.saga AND b.n = a.n + 1 WHERE b.fence < a.fence GROUP BY a.saga":
        "has a line of a worker that had lost it",
    "SELECT number FROM saga WHERE (ended IS NOT NULL) != (status IN ('confirmed', 'compensated'))":
        "has ended, and has not",
    "SELECT number FROM saga WHERE status NOT IN ('running', 'compensating', 'confirmed', 'compensated', 'parked')":
        "has a status that there is not",
    "SELECT number FROM saga WHERE status = 'parked' AND (owner != '' OR parked = '')":
        "is parked, but belongs to a worker, or has no reason",
    "SELECT number FROM saga WHERE due IS NOT NULL AND status NOT IN ('running', 'compensating')":
        "waits, and does not go on",
    "SELECT number FROM saga WHERE since > (SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'signal')":
        "waits for events after the last",
}  # fmt: skip

_UNREAD = "the disk could not be read, so it is not known whether the file is sound"
_CODE = re.compile(r"error code=(\d+)")


def checked(path: Path, sagas: Mapping[tuple[str, int], Saga]) -> Checked:
    """All that is wrong with this file, as it is at one moment; nobody is held up by the look.

    A disk that can't be read is a fault too, but says nothing of the file: whoever asks again may hear that it is sound.
    """
    faults: list[str] = []
    count = lines = 0
    try:
        with closing(_opened(path)) as connection:
            (count,) = connection.execute("SELECT COUNT(*) FROM saga").fetchone()
            (lines,) = connection.execute("SELECT COUNT(*) FROM journal").fetchone()
            faults.extend(_faults(connection, sagas))
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        said = _UNREAD if _is_of_disk(code) else "the file is damaged, so that the rest of it can't be read"
        faults.append(f"{said}: {error}")
    except ValueError as error:
        faults.append(f"the file is damaged, so that the rest of it can't be read: {error}")
    return Checked(count, lines, tuple(faults))


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    return connection


def _is_of_disk(code: int) -> bool:
    """Whether an error's code is one of reading, of which there are many kinds (https://sqlite.org/rescode.html#ioerr)."""
    return code & 0xFF == sqlite3.SQLITE_IOERR


def _faults(connection: sqlite3.Connection, sagas: Mapping[tuple[str, int], Saga]) -> Iterator[str]:
    for (each,) in connection.execute("PRAGMA integrity_check(10)"):
        code = _CODE.search(each)
        if each != "ok":
            yield f"{_UNREAD if code and _is_of_disk(int(code[1])) else 'the file is damaged'}: {each}"
    names = "SELECT COALESCE((SELECT id FROM saga WHERE number = ?), ?)"
    for query, fault in _NEVER.items():
        for (number,) in connection.execute(query).fetchall():
            (name,) = connection.execute(names, (number, f"number {number}")).fetchone()
            yield f"saga {name} {fault}"
    for row in connection.execute("SELECT * FROM saga ORDER BY number"):
        saga = sagas.get((row["name"], row["version"]))
        if saga and (fault := _misfit(saga, row, rows.past(connection, row["number"]))):
            yield f"saga {row['id']} {fault}"


def _misfit(saga: Saga, row: sqlite3.Row, past: Past) -> str:
    """Why the lines of a saga are not those of its course; '' where they are."""
    read = _Read(past, row["began"])
    try:
        Course(saga, row["id"], {}, read).run().send(None)
    except StopIteration:
        over = True
    except _Further:
        over = False
    if left := sorted(set(past.outcomes) - read.used):
        return f"has lines that do not belong to its course: {', '.join(left)}"
    status, way = Status(row["status"]), Status(row["way"])
    forced = (repair := past.repairs.get("")) is not None and repair.how is How.FORCE
    if over != status.ended and not forced:
        return f"is {status}, but its lines {'lead' if over else 'do not lead'} to its end"
    should = way if status is Status.PARKED else status
    return "" if read.forced or forced or read.status is should else f"is {should}, but its lines say {read.status}"


class _Further(Exception):
    """The course goes on where the lines end."""


class _Read:
    """A `Log` that only has what was written; nothing is ever awaited in it."""

    def __init__(self, past: Past, began: float) -> None:
        self._past, self.began = past, began
        self.used: set[str] = set()
        self.paces = Paces()
        self.status, self.forced = Status.RUNNING, False

    async def once(self, key: Key, perform: Perform, then: Then) -> Outcome:
        """See `Log`."""
        outcome = self._past.outcomes.get(str(key))
        if outcome is None:
            raise _Further
        self.used.add(str(key))
        self.status = then(outcome)
        return outcome

    async def parked(self, key: Key, reason: str) -> Repair:
        """See `Log`."""
        repair = self._past.repairs.get(str(key))
        if repair is None:
            raise _Further
        self.forced = repair.how is How.FORCE
        return repair

    async def signal(self, types: tuple[str, ...], seen: frozenset[int], until: float) -> Signal | None:
        """See `Log`; never asked for."""
        raise _Further

    async def allowed(self) -> None:
        """See `Log`; never asked for."""

    def now(self) -> float:
        """See `Log`."""
        return self.began
