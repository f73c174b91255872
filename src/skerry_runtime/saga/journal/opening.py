"""What happens once, when a process opens the journal: all agree on a time, and a restored backup is told and made safe."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

from skerry_runtime.clock import wall
from skerry_runtime.saga.journal import clock, rows
from skerry_runtime.saga.journal.store import Store

KEYS = 7 * 86_400.0  # seconds for which services of ours know the keys of calls
_logger = logging.getLogger(__name__)


def opened(store: Store) -> Callable[[], float]:
    """The journal's time (Unix time, seconds), once everything is in order."""
    now = clock.moment()
    with store.transaction() as connection:
        copied = connection.execute("SELECT at FROM copied").fetchone()
        if copied:
            connection.execute("DELETE FROM clock")  # it was that of the file that was lost
        ahead = clock.agreed(connection, now, wall())
        if copied:
            _restored(connection, copied["at"], now.seconds + ahead, str(store.path))
    return clock.steady(ahead)


def _restored(connection: sqlite3.Connection, at: float, now: float, path: str) -> None:
    """Go on from a backup. Calls that were made since are made again, with the same keys, so services answer as they did then.

    That holds while they know the keys, for sagas that depend on nothing but such answers. All others are left to a person: those
    that wait for events, as events since then are not here, and all of them if the keys are forgotten. No deadline may have passed
    in between, as a saga that went on in time, and was confirmed, would be undone.
    """
    gap = max(0.0, now - at)
    found = connection.execute(f"SELECT number, correlation FROM saga WHERE {rows.OPEN}").fetchall()
    connection.execute("DELETE FROM copied")
    connection.execute("DELETE FROM worker")
    parked = 0
    for number, correlation in found:
        if reason := _unsafe(gap, correlation):
            rows.stop(connection, number, now, f"restored from a backup that is {_said(gap)} old: {reason}")
            parked += 1
        rows.later(connection, number, gap)
    _logger.warning(
        "%s is a backup that is %s old: %d sagas go on from there, %d are parked for a person; sagas that began since, events,"
        " and what persons decided, are not in it",
        *(path, _said(gap), len(found) - parked, parked),
    )


def _unsafe(gap: float, correlation: str) -> str:
    """Why a saga may not go on by itself; '' where it may."""
    if gap > KEYS:
        return f"services know keys for {_said(KEYS)}, so a call could have its effect twice; see what was done since, then skip it"
    if correlation:
        return "events since then are missing; see what came of it, send the event again, then retry"
    return ""


def _said(seconds: float) -> str:
    return f"{seconds / 86_400:.1f} days" if seconds >= 86_400 else f"{seconds / 3600:.1f} hours"
