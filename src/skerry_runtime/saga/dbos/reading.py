"""Sagas as a person reads them, out of DBOS's tables and ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skerry_runtime.saga.dbos.connection import Connection
from skerry_runtime.saga.dbos.tables import SAGAS, STATUS
from skerry_runtime.saga.port import Entry, Filter, Record, Status

_COLUMNS = f"""w.workflow_uuid, w.name, {STATUS}, i.inputs, COALESCE(s.step, ''), COALESCE(s.parked, ''),
    COALESCE(s.reason, ''), w.status, COALESCE(w.executor_id, ''), COALESCE(w.recovery_attempts, 0), w.updated_at,
    COALESCE(s.waits, ''), s.due"""
_FROM = f"{SAGAS} LEFT JOIN dbos.workflow_input i ON i.workflow_uuid = w.workflow_uuid"


async def record(connection: Connection, saga_id: str) -> Record | None:
    """One saga with its history."""
    rows = await connection.rows(f"SELECT {_COLUMNS} FROM {_FROM} WHERE w.workflow_uuid = %s", saga_id)
    if not rows:
        return None
    steps = await connection.rows(
        "SELECT function_name, output, completed_at_epoch_ms FROM dbos.operation_outputs WHERE workflow_uuid = %s ORDER BY function_id",
        saga_id,
    )
    return _record(rows[0], tuple(_entry(*step) for step in steps))


async def records(connection: Connection, wanted: Filter) -> tuple[Record, ...]:
    """Sagas without their history, oldest first."""
    after = "(SELECT created_at, workflow_uuid FROM dbos.workflow_status WHERE workflow_uuid = %s)"
    rows = await connection.rows(
        f"SELECT {_COLUMNS} FROM {_FROM} WHERE w.name LIKE %s AND (%s = '' OR {STATUS} = %s)"
        f" AND (NOT %s OR (s.due IS NOT NULL AND {STATUS} = 'running'))"
        f" AND (%s = '' OR (w.created_at, w.workflow_uuid) > {after}) ORDER BY w.created_at, w.workflow_uuid LIMIT %s",
        *(
            f"{wanted.saga or '%'}@%",
            wanted.status or "",
            wanted.status or "",
            wanted.waiting,
            wanted.after,
            wanted.after,
            wanted.limit,
        ),
    )
    return tuple(_record(row, ()) for row in rows)


async def status(connection: Connection, saga_id: str) -> Status | None:
    """How far a saga is; None if there is none."""
    rows = await connection.rows(f"SELECT {STATUS} FROM {SAGAS} WHERE w.workflow_uuid = %s", saga_id)
    return Status(rows[0][0]) if rows else None


@dataclass(frozen=True, slots=True)
class Stopped:
    """A parked saga: its workflow is `on_its_way` and waits for a decision at `step`, or it does not run any more."""

    saga: str
    step: str
    on_its_way: bool


async def parked(connection: Connection, saga_id: str) -> Stopped | None:
    """What a parked saga waits for; None if it isn't parked."""
    found = await record(connection, saga_id)
    if found is None or found.status is not Status.PARKED:
        return None
    rows = await connection.rows("SELECT status FROM skerry.saga WHERE id = %s", saga_id)
    on_its_way = bool(rows) and rows[0][0] == Status.PARKED
    return Stopped(found.saga, found.step, on_its_way)


async def versions(connection: Connection) -> Mapping[tuple[str, int], int]:
    """How many sagas of each name and version have not ended."""
    rows = await connection.rows(
        f"SELECT w.name, COUNT(*) FROM {SAGAS} WHERE w.status != 'SUCCESS' AND w.name LIKE '%@%'"
        f" AND {STATUS} NOT IN ('confirmed', 'compensated') GROUP BY w.name"
    )
    return {_named(name): count for name, count in rows}


async def counts(connection: Connection) -> tuple[dict[str, int], float | None]:
    """How many sagas there are of each status, and when the oldest that has not ended began (Unix time, seconds)."""
    rows = await connection.rows(
        f"SELECT {STATUS}, COUNT(*), MIN(w.created_at) FROM {SAGAS} WHERE w.name LIKE '%@%' GROUP BY 1"
    )
    open_ = [since / 1000 for name, _, since in rows if not Status(name).ended]
    return {name: count for name, count, _ in rows}, min(open_, default=None)


async def waiting(connection: Connection, now: float) -> tuple[int, int]:
    """How many sagas wait for an event, and how many of these have waited longer than they should."""
    rows = await connection.rows(
        f"SELECT COUNT(*), COUNT(*) FILTER (WHERE s.due < %s) FROM {SAGAS} WHERE s.due IS NOT NULL AND {STATUS} = 'running'",
        now,
    )
    return int(rows[0][0]), int(rows[0][1])


def _named(flow: str) -> tuple[str, int]:
    name, _, version = flow.partition("@")
    return name, int(version)


def _record(row: tuple[Any, ...], entries: tuple[Entry, ...]) -> Record:
    saga_id, flow, text, inputs, step, parked, reason, state, executor, attempts, updated, waits, due = row
    now = Status(text)
    name, version = _named(flow)
    start, began, deadline = json.loads(inputs)["positionalArgs"]
    return Record(
        id=saga_id,
        saga=name,
        version=version,
        status=now,
        start=start,
        results={
            entry.step: entry.value for entry in entries if entry.what in ("do", "wait") and entry.outcome == "done"
        },
        step=step if now is Status.PARKED else "",
        reason=(parked or f"the workflow has ended: {state}") if now is Status.PARKED else reason,
        entries=entries,
        began=began,
        deadline=deadline,
        ended=updated / 1000 if now.ended else None,
        owner=executor if not now.over else "",
        recoveries=max(0, attempts - 1),
        waits=tuple(waits.split()) if now is Status.RUNNING else (),
        due=due if now is Status.RUNNING else None,
    )


def _entry(name: str, output: str | None, at: int | None) -> Entry:
    what, _, step = name.partition(" ")
    plain = json.loads(output or "{}")
    ended = plain.get("ended")
    return Entry(
        plain.get("at") or (at or 0) / 1000,
        what,
        step.partition(" #")[0],
        ended or plain.get("how") or "failed",
        plain.get("attempts", 1) if ended else 0,
        plain.get("reason", ""),
        plain.get("value", {}),
    )
