"""Two clocks: the machine's, by which leases are measured, and the journal's own, by which deadlines are."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_CLOCK: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_SLACK = 60.0  # seconds that are not worth a word
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds since the machine started, and which start that was ('' where the system does not tell)."""

    seconds: float
    boot: str

    def outlived(self, until: float, boot: str, lease: float) -> bool:
        """Whether a lease has run out: its time is over, it is of another start of the machine, or it is longer than any lease can be."""
        return boot != self.boot or until <= self.seconds or until > self.seconds + 10 * lease


def seconds() -> float:
    """Since the machine started; goes on while it sleeps, and nobody can set it."""
    return time.clock_gettime(_CLOCK)


def wall() -> float:
    """Unix time (seconds) as this machine has it, which anybody may set."""
    return time.time()


def moment() -> Moment:
    """Now."""
    return Moment(seconds(), _boot())


def steady(ahead: float) -> Callable[[], float]:
    """Unix time (seconds) that is `ahead` of the machine's clock, and never jumps."""
    return lambda: seconds() + ahead


def agreed(connection: sqlite3.Connection, now: Moment, wall: float) -> float:
    """By how much the journal's time is ahead of the machine's clock: what the first worker took it for, and all others take over.

    Who sets the clock (`wall`, Unix time in seconds) moves no deadline of a saga under way, whichever process follows it. The time is
    taken anew when nothing is under way, or the machine was started again; for sagas under way it never goes back behind what was
    written, and an event that is kept for a saga to come is not later than now, as it would be taken for one that came too late.
    """
    row = connection.execute("SELECT boot, ahead, latest FROM clock").fetchone()
    (busy,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM saga WHERE status IN ('running', 'compensating'))"
    ).fetchone()
    found, ahead = wall - now.seconds, wall - now.seconds
    if row and row["boot"] == now.boot != "" and busy:
        ahead = float(row["ahead"])
    elif row and busy:
        ahead = max(found, row["latest"] - now.seconds)
    if abs(ahead - found) > _SLACK:
        _logger.warning(
            "the clock was set %+.0f s while sagas are under way; the journal goes on by its own time until they have ended",
            found - ahead,
        )
    connection.execute("UPDATE signal SET at = ? WHERE at > ?", (now.seconds + ahead, now.seconds + ahead))
    connection.execute("DELETE FROM clock")
    connection.execute("INSERT INTO clock VALUES (?, ?, ?)", (now.boot, ahead, now.seconds + ahead))
    return ahead


@cache
def _boot() -> str:
    return _BOOT.read_text().strip() if _BOOT.exists() else ""
