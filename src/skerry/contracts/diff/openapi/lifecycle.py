"""Deprecation, sunset and stability: what was promised about how long something lives.

Extensions as they are used in the field: `x-sunset` (a day, or a moment by RFC 3339) and `x-stability-level`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from skerry.contracts.diff.stability import promised


def sunset(raw: Mapping[str, Any]) -> date | None:
    """The day of the end; None where there is none, or it cannot be read."""
    written = raw.get("x-sunset", raw.get("x-sunset-date"))
    if not isinstance(written, str):
        return None
    try:
        return datetime.fromisoformat(written).date()
    except ValueError:
        return None


def says_sunset(raw: Mapping[str, Any]) -> bool:
    """Whether there is anything in its place."""
    return raw.get("x-sunset", raw.get("x-sunset-date")) is not None


def gone(raw: Mapping[str, Any], today: date) -> bool:
    """Whether it was deprecated, and its day has passed."""
    end = sunset(raw)
    return raw.get("deprecated") is True and end is not None and end <= today


def stability(raw: Mapping[str, Any], unknown: int = -1) -> int:
    """How much is promised: see `promised`."""
    return promised(raw.get("x-stability-level"), unknown)


def unstable(raw: Mapping[str, Any]) -> bool:
    """Whether it is a draft, or alpha: nothing is promised yet."""
    return stability(raw) in (0, 1)
