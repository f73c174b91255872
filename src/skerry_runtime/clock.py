"""The time on the wall, by which things are dated: everybody asks here, so that one process can be given a wrong clock on purpose.

Nothing is measured by it. Leases, limits and pauses go by clocks that nobody sets: `time.monotonic`, and `since_start` between processes.
`SKERRY_CLOCK` names a file with the seconds by which this process's clock is ahead, as `skerry chaos` writes it; where it is missing,
the clock is right. Libraries have clocks of their own: OpenSSL, OpenTelemetry, DBOS and databases know nothing of the file.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

_MACHINE: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_PAUSE = 0.05  # seconds between two looks at the file


class _Skew:
    """By how much the clock is wrong now."""

    def __init__(self) -> None:
        self._looked, self._ahead = float("-inf"), 0.0

    def ahead(self) -> float:
        """Seconds; looked at again after a pause, also in a process that was forked."""
        now = time.monotonic()
        if now - self._looked >= _PAUSE:
            self._looked, self._ahead = now, _read(os.environ.get("SKERRY_CLOCK", ""))
        return self._ahead


_SKEW = _Skew()


def wall() -> float:
    """Unix time in seconds, as this process has it."""
    return time.time() + _SKEW.ahead()


def now() -> datetime:
    """The same as a moment in UTC."""
    return datetime.fromtimestamp(wall(), UTC)


def stamp(timespec: str = "microseconds") -> str:
    """The same in RFC 3339, with a `Z`."""
    return now().isoformat(timespec=timespec).replace("+00:00", "Z")


def since_start() -> float:
    """Seconds since the machine was started: the same in all its processes, goes on while it sleeps, and nobody can set it."""
    return time.clock_gettime(_MACHINE)


def _read(path: str) -> float:
    if not path:
        return 0.0
    try:
        return float(Path(path).read_text())
    except (OSError, ValueError):  # nobody has made it wrong
        return 0.0
