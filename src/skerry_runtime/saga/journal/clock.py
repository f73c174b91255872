"""The clock that leases are measured by: it starts with the machine, goes on while it sleeps, and nobody can set it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_CLOCK: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds since the machine started, and which start that was ('' where the system does not tell)."""

    seconds: float
    boot: str

    def outlived(self, until: float, boot: str, lease: float) -> bool:
        """Whether a lease has run out: its time is over, it is of another start of the machine, or it is longer than any lease can be."""
        return boot != self.boot or until <= self.seconds or until > self.seconds + 10 * lease


def moment() -> Moment:
    """Now."""
    return Moment(time.clock_gettime(_CLOCK), _boot())


@cache
def _boot() -> str:
    return _BOOT.read_text().strip() if _BOOT.exists() else ""
