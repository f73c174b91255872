"""What a saga waits for, as its definition and its history say it: for engines that keep no note of that."""

from __future__ import annotations

from dataclasses import replace

from skerry_runtime.saga.definition import Await, Place, Saga
from skerry_runtime.saga.port import Record, Status


def waited(saga: Saga, record: Record) -> Record:
    """The record, with what it waits for, and until when, if it does."""
    if record.status is not Status.RUNNING:
        return record
    done = {entry.step for entry in record.entries if entry.what in ("do", "wait") and entry.outcome == "done"}
    at = next((at for at, part in enumerate(saga.steps) if part.name not in done), None)
    part = None if at is None else saga.steps[at]
    if at is None or not isinstance(part, Await):
        return record
    due = (record.entries[-1].at if record.entries else record.began) + part.limit
    if saga.place(at) is Place.BEFORE:
        due = min(due, record.began + saga.deadline)
    return replace(record, waits=tuple(filter(None, (part.ok, part.fail))), due=due)
