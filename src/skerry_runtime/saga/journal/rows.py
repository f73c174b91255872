"""What is read from the journal's tables and written to them, one function each. All run inside somebody's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from skerry_runtime.saga.definition import Json
from skerry_runtime.saga.journal.clock import Moment
from skerry_runtime.saga.log import Key, Outcome, Repair, Signal
from skerry_runtime.saga.port import How, NotParked, SagaError, Status

OPEN = "status IN ('running', 'compensating')"


class Lost(SagaError):
    """Another worker has this saga now, so this one may write nothing of it."""


@dataclass(frozen=True, slots=True)
class Head:
    """A saga that a worker has: `fence` counts how often it changed hands."""

    number: int
    id: str
    name: str
    version: int
    correlation: str
    start: Json
    began: float
    fence: int
    since: int
    due: float | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that runs sagas: its name, and which life of it this is."""

    name: str
    incarnation: str
    pid: int
    lease: float


def begin(connection: sqlite3.Connection, head: Head, deadline: float, owner: str) -> Head | None:
    """A new saga with its number; None if its identifier is known."""
    made = connection.execute(
        "INSERT OR IGNORE INTO saga (id, name, version, correlation, start, began, deadline, status, owner, since)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?, ?)",
        (head.id, head.name, head.version, head.correlation, json.dumps(head.start), head.began, deadline, owner,
         _since(connection, head.name, head.correlation)),
    )  # fmt: skip
    return _head(connection, made.lastrowid or 0) if made.rowcount else None


def _since(connection: sqlite3.Connection, name: str, correlation: str) -> int:
    """The signal after which this saga's begin.

    Signals belong to the sagas that were open when they came; those that came when none was are for the next to begin.
    """
    if not correlation:
        return 0
    (running, until) = connection.execute(
        "SELECT COALESCE(SUM(until IS NULL), 0), COALESCE(MAX(until), 0) FROM saga"
        " WHERE name = ? AND correlation = ? AND correlation != ''",
        (name, correlation),
    ).fetchone()
    return last_signal(connection) if running else int(until)


def _head(connection: sqlite3.Connection, number: int) -> Head:
    row = connection.execute("SELECT * FROM saga WHERE number = ?", (number,)).fetchone()
    names = ("number", "id", "name", "version", "correlation", "began", "fence", "since", "due")
    return Head(start=json.loads(row["start"]), **{name: row[name] for name in names})


def append(
    connection: sqlite3.Connection, head: Head, owner: str, n: int, key: Key, outcome: Outcome, status: Status | None
) -> None:
    """One more line of a saga, and its status where that changes.

    Raises:
        Lost: another worker has it.
    """
    _fenced(connection, head, owner, (n, outcome.at, str(key), json.dumps(outcome.json())))
    if key.what == "wait":
        connection.execute("UPDATE saga SET waits = '', waiting = NULL, due = NULL WHERE number = ?", (head.number,))
    if status is Status.COMPENSATING:
        connection.execute(
            "UPDATE saga SET status = ?, reason = ? WHERE number = ?", (status, outcome.reason, head.number)
        )
    elif status is not None:
        why = outcome.reason if status is Status.COMPENSATED and not outcome.done else ""
        _end(connection, head.number, status, outcome.at, why)


def park(connection: sqlite3.Connection, head: Head, owner: str, n: int, at: float, key: Key, reason: str) -> None:
    """Leave a saga to a person.

    Raises:
        Lost: another worker has it.
    """
    _fenced(connection, head, owner, (n, at, f"park {key}", json.dumps({"reason": reason})))
    _parked(connection, head.number, str(key), reason)


def _fenced(connection: sqlite3.Connection, head: Head, owner: str, line: tuple[int, float, str, str]) -> None:
    done = connection.execute(
        "INSERT INTO journal (saga, n, at, key, body, fence)"
        " SELECT number, ?, ?, ?, ?, fence FROM saga WHERE number = ? AND owner = ? AND fence = ?",
        (*line, head.number, owner, head.fence),
    )
    if not done.rowcount:
        raise Lost(f"saga {head.id} is not {owner}'s any more")


def wait(connection: sqlite3.Connection, head: Head, owner: str, types: Iterable[str], at: float, due: float) -> None:
    """Note that a saga waits, for those who look; its course does not rest on that.

    Raises:
        Lost: another worker has it.
    """
    done = connection.execute(
        "UPDATE saga SET waits = ?, waiting = ?, due = ? WHERE number = ? AND owner = ? AND fence = ?",
        (" ".join(types), at, due, head.number, owner, head.fence),
    )
    if not done.rowcount:
        raise Lost(f"saga {head.id} is not {owner}'s any more")


def stop(connection: sqlite3.Connection, number: int, at: float, reason: str) -> None:
    """Leave an open saga to a person, wherever it is; the time until that person decides counts for no deadline."""
    connection.execute(
        "INSERT INTO journal (saga, n, at, key, body, fence)"
        " SELECT number, (SELECT COUNT(*) FROM journal WHERE saga = number), ?, 'park', ?, fence FROM saga WHERE number = ?",
        (at, json.dumps({"reason": reason}), number),
    )
    _parked(connection, number, "", reason)


def _parked(connection: sqlite3.Connection, number: int, step: str, reason: str) -> None:
    connection.execute(
        "UPDATE saga SET way = status, status = 'parked', owner = '', step = ?, parked = ?,"
        " waits = '', waiting = NULL, due = NULL WHERE number = ?",
        (step, reason, number),
    )


def _end(connection: sqlite3.Connection, number: int, status: Status, at: float, reason: str) -> None:
    connection.execute(
        "UPDATE saga SET status = ?, ended = ?, until = ?, reason = CASE WHEN ? = '' THEN reason ELSE ? END WHERE number = ?",
        (status, at, last_signal(connection), reason, reason, number),
    )


def resume(connection: sqlite3.Connection, saga_id: str, how: How, at: float) -> None:
    """A person's decision about a parked saga.

    Raises:
        NotParked: it isn't, or there is none.
    """
    row = connection.execute(
        "SELECT number, way, step FROM saga WHERE id = ? AND status = 'parked'", (saga_id,)
    ).fetchone()
    if row is None:
        raise NotParked(f"saga {saga_id} is not parked; list the sagas that are")
    number, way, step = row
    n, stopped = connection.execute("SELECT COUNT(*), MAX(at) FROM journal WHERE saga = ?", (number,)).fetchone()
    connection.execute(
        "INSERT INTO journal (saga, n, at, key, body, fence) SELECT number, ?, ?, ?, ?, fence FROM saga WHERE number = ?",
        (n, at, f"repair {step}", json.dumps({"how": how}), number),
    )
    if not step:
        later(connection, number, max(0.0, at - stopped))
    if how is How.FORCE:
        status = Status.COMPENSATED if way == Status.COMPENSATING else Status.CONFIRMED
        _end(connection, number, status, at, "")
    else:
        connection.execute("UPDATE saga SET status = way, recoveries = 0, mark = 0 WHERE number = ?", (number,))


def later(connection: sqlite3.Connection, number: int, seconds: float) -> None:
    """Time that a saga could not use is not held against it."""
    connection.execute(
        "UPDATE saga SET began = began + ?, deadline = deadline + ? WHERE number = ?", (seconds, seconds, number)
    )


def heartbeat(connection: sqlite3.Connection, me: Worker, now: Moment, first: bool) -> float | None:
    """Until when this worker's lease is valid now; None if another process runs under its name."""
    connection.execute("UPDATE clock SET latest = ahead + ?", (now.seconds,))
    until = now.seconds + me.lease
    row = connection.execute("SELECT incarnation FROM worker WHERE name = ?", (me.name,)).fetchone()
    if row and row["incarnation"] != me.incarnation and not first:
        return None
    connection.execute(
        "INSERT OR REPLACE INTO worker VALUES (?, ?, ?, ?, ?)", (me.name, me.incarnation, me.pid, now.boot, until)
    )
    return until


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker looks for: sagas of these names and versions that nobody has, but those it is `busy` with; at most `limit`."""

    known: frozenset[tuple[str, int]]
    busy: frozenset[str]
    limit: int
    recoveries: int


def claim(connection: sqlite3.Connection, me: Worker, now: Moment, wanted: Claim, at: float) -> list[Head]:
    """Take over what is open and nobody's; what was taken up too often without getting further is parked."""
    heads: list[Head] = []
    for row in _nobodys(connection, me, _living(connection, me, now)):
        if len(heads) == wanted.limit:
            break
        ours = (row["name"], row["version"]) in wanted.known and row["id"] not in wanted.busy
        if ours and _taken(connection, row, me, wanted.recoveries, at):
            heads.append(_head(connection, row["number"]))
    return heads


def _nobodys(connection: sqlite3.Connection, me: Worker, living: set[str]) -> list[sqlite3.Row]:
    """Open sagas whose worker is gone, and this worker's own: of those, it knows itself with which it is busy."""
    owners = {row["owner"] for row in connection.execute(f"SELECT DISTINCT owner FROM saga WHERE {OPEN}")}
    query = f"SELECT number, id, name, version, owner, recoveries, mark FROM saga WHERE owner = ? AND {OPEN}"
    wanted = sorted((owners - living) | {me.name})
    return [row for owner in wanted for row in connection.execute(query, (owner,)).fetchall()]


def _living(connection: sqlite3.Connection, me: Worker, now: Moment) -> set[str]:
    """The workers whose lease is valid, and this one; those of the others are forgotten."""
    rows = connection.execute("SELECT name, until, boot FROM worker").fetchall()
    gone = {row["name"] for row in rows if now.outlived(row["until"], row["boot"], me.lease)} - {me.name}
    connection.executemany("DELETE FROM worker WHERE name = ?", [(name,) for name in gone])
    return {row["name"] for row in rows} - gone | {me.name}


def _taken(connection: sqlite3.Connection, row: sqlite3.Row, me: Worker, limit: int, at: float) -> bool:
    """Make this saga ours; a worker died, or was lost, if it was somebody's before."""
    number = row["number"]
    (lines,) = connection.execute("SELECT COUNT(*) FROM journal WHERE saga = ?", (number,)).fetchone()
    before = row["recoveries"] if lines == row["mark"] else 0
    times = before + (row["owner"] != "")
    if times > limit:
        stop(connection, number, at, f"taken up {limit} times without getting further")
        return False
    connection.execute(
        "UPDATE saga SET owner = ?, fence = fence + 1, recoveries = ?, mark = ? WHERE number = ?",
        (me.name, times, lines, number),
    )
    return True


def release(connection: sqlite3.Connection, me: Worker) -> None:
    """Leave everything to others at once, unless another process has taken the name."""
    gone = connection.execute("DELETE FROM worker WHERE name = ? AND incarnation = ?", (me.name, me.incarnation))
    if gone.rowcount:
        connection.execute(f"UPDATE saga SET owner = '' WHERE owner = ? AND {OPEN}", (me.name,))


@dataclass(frozen=True, slots=True)
class Past:
    """What has happened in a saga: outcomes and repairs by key, and how many lines it has."""

    outcomes: Mapping[str, Outcome]
    repairs: Mapping[str, Repair]
    lines: int


def past(connection: sqlite3.Connection, number: int) -> Past:
    """What the journal has of a saga."""
    lines = connection.execute("SELECT at, key, body FROM journal WHERE saga = ? ORDER BY n", (number,)).fetchall()
    outcomes: dict[str, Outcome] = {}
    repairs: dict[str, Repair] = {}
    for at, key, body in lines:
        what, _, rest = key.partition(" ")
        if what == "repair":
            repairs[rest] = Repair(How(json.loads(body)["how"]), at)
        elif what != "park":
            outcomes[key] = Outcome.of(json.loads(body))
            repairs.pop("", None)  # what could not be got past is behind
    return Past(outcomes, repairs, len(lines))


def keep_signal(connection: sqlite3.Connection, kind: str, correlation: str, event: str, data: Json, at: float) -> None:
    """An event, unless it is known."""
    connection.execute(
        "INSERT OR IGNORE INTO signal (type, correlation, event, at, data) VALUES (?, ?, ?, ?, ?)",
        (kind, correlation, event, at, json.dumps(data)),
    )


def signals(connection: sqlite3.Connection, types: Iterable[str], correlation: str, since: int) -> list[Signal]:
    """Events of these types about one thing, in the order in which they came."""
    rows = connection.execute(
        "SELECT number, type, data, at FROM signal WHERE correlation = ? AND number > ? AND type IN (SELECT value FROM json_each(?))"
        " ORDER BY number",
        (correlation, since, json.dumps(list(types))),
    )
    return [Signal(number, kind, json.loads(data), at) for number, kind, data, at in rows]


def last_signal(connection: sqlite3.Connection) -> int:
    """The number of the last event."""
    (number,) = connection.execute("SELECT COALESCE(MAX(number), 0) FROM signal").fetchone()
    return int(number)


def forget(connection: sqlite3.Connection, before: float, limit: int) -> int:
    """Delete sagas that ended before this time (Unix, seconds), and events that no open saga can be about; how many sagas."""
    gone = connection.execute("SELECT number FROM saga WHERE ended < ? LIMIT ?", (before, limit)).fetchall()
    numbers = [(row["number"],) for row in gone]
    connection.executemany("DELETE FROM journal WHERE saga = ?", numbers)
    connection.executemany("DELETE FROM saga WHERE number = ?", numbers)
    connection.execute(
        "DELETE FROM signal WHERE at < ? AND correlation NOT IN (SELECT correlation FROM saga WHERE ended IS NULL)",
        (before,),
    )
    return len(numbers)
