"""Sagas as a person reads them, out of the journal's tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skerry_runtime.saga.journal.rows import OPEN
from skerry_runtime.saga.port import Entry, Filter, Record, Status

_COLUMNS = "number, id, name, version, status, start, step, reason, parked, began, deadline, ended, owner, recoveries, waits, due"


def record(connection: sqlite3.Connection, saga_id: str) -> Record | None:
    """One saga with its history."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM saga WHERE id = ?", (saga_id,)).fetchone()
    if row is None:
        return None
    lines = connection.execute("SELECT at, key, body FROM journal WHERE saga = ? ORDER BY n", (row["number"],))
    return _record(row, tuple(_entry(*line) for line in lines))


def status(connection: sqlite3.Connection, saga_id: str) -> Status | None:
    """How far a saga is; None if there is none."""
    row = connection.execute("SELECT status FROM saga WHERE id = ?", (saga_id,)).fetchone()
    return Status(row["status"]) if row else None


def records(connection: sqlite3.Connection, wanted: Filter) -> tuple[Record, ...]:
    """Sagas without their history, oldest first."""
    where, values = ["1"], []
    for condition, value in (
        ("status = ?", wanted.status),
        ("name = ?", wanted.saga),
        ("number > COALESCE((SELECT number FROM saga WHERE id = ?), 0)", wanted.after),
    ):
        if value:
            where.append(condition)
            values.append(str(value))
    if wanted.waiting:
        where.append("due IS NOT NULL")
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM saga WHERE {' AND '.join(where)} ORDER BY number LIMIT ?", (*values, wanted.limit)
    )
    return tuple(_record(row, ()) for row in rows)


def versions(connection: sqlite3.Connection) -> Mapping[tuple[str, int], int]:
    """How many sagas of each name and version have not ended."""
    rows = connection.execute(
        f"SELECT name, version, COUNT(*) FROM saga WHERE {OPEN} OR status = 'parked' GROUP BY name, version"
    )
    return {(name, version): count for name, version, count in rows}


@dataclass(frozen=True, slots=True)
class Due:
    """A wait that is about to be in vain, or is already: the end of its patience is past and nobody has acted on it."""

    id: str
    waits: str
    due: float
    overdue: bool


def due(connection: sqlite3.Connection, now: float, limit: int) -> list[Due]:
    """The waits of which less than a tenth is left, those that end first first."""
    rows = connection.execute(
        "SELECT id, waits, due FROM saga WHERE due IS NOT NULL AND due - ? < 0.1 * (due - waiting) ORDER BY due LIMIT ?",
        (now, limit),
    )
    return [Due(saga_id, waits, until, until < now) for saga_id, waits, until in rows]


def counts(connection: sqlite3.Connection, now: float) -> dict[str, Any]:
    """The fields of `Stats` that the file has."""
    open_ = connection.execute(
        f"SELECT COALESCE(SUM(status = 'running'), 0), COALESCE(SUM(status = 'compensating'), 0), MIN(began) FROM saga WHERE {OPEN}"
    ).fetchone()
    parked = connection.execute("SELECT COUNT(*), MIN(began) FROM saga WHERE status = 'parked'").fetchone()
    waiting, overdue = connection.execute(
        "SELECT COUNT(*), COALESCE(SUM(due < ?), 0) FROM saga WHERE due IS NOT NULL", (now,)
    ).fetchone()
    (ended,) = connection.execute("SELECT COUNT(*) FROM saga WHERE ended IS NOT NULL").fetchone()
    began = min((at for at in (open_[2], parked[1]) if at is not None), default=now)
    return {
        "running": open_[0],
        "compensating": open_[1],
        "parked": parked[0],
        "waiting": waiting,
        "overdue": overdue,
        "ended": ended,
        "oldest": max(0.0, now - began),
    }


def _record(row: sqlite3.Row, entries: tuple[Entry, ...]) -> Record:
    now = Status(row["status"])
    parked = now is Status.PARKED
    return Record(
        id=row["id"],
        saga=row["name"],
        version=row["version"],
        status=now,
        start=json.loads(row["start"]),
        results={
            entry.step: entry.value for entry in entries if entry.what in ("do", "wait") and entry.outcome == "done"
        },
        step=row["step"] if parked else "",
        reason=row["parked"] if parked else row["reason"],
        entries=entries,
        began=row["began"],
        deadline=row["deadline"],
        ended=row["ended"],
        owner=row["owner"] if not now.ended else "",
        recoveries=row["recoveries"],
        waits=tuple(row["waits"].split()),
        due=row["due"],
    )


def _entry(at: float, key: str, body: str) -> Entry:
    what, _, step = key.partition(" ")
    plain = json.loads(body)
    ended = plain.get("ended")
    attempts = plain.get("attempts", 1) if ended else 0
    return Entry(
        at,
        what,
        step.partition(" #")[0],
        ended or plain.get("how") or "parked",
        attempts,
        plain.get("reason", ""),
        plain.get("value", {}),
    )
