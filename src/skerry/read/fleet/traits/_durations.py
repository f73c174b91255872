"""How long something waits, in seconds, from however it is written: `5s`, `Duration.ofMillis(500)`, `3 * time.Second`, `5000`."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(\d[\d_]*(?:\.\d+)?)\s*(?:(ms|us|s|m|h)\b)?")
_WORD = re.compile(r"[A-Za-z]\w*")
_SAYS_HOW_LONG = re.compile(
    r"(?i)new|long|int|float|ms|us|s|m|h|l|f|java|\w*(milli|micro|sec|min|hour|timeunit|timespan|duration|timeout|deadline)\w*|"
    r"time|from|of|total|connect|read|aiohttp|httpx|value|chrono"
)
_UNITS = ((re.compile(r"(?i)milli|(?<![a-z])ms\b"), 0.001), (re.compile(r"(?i)micro"), 1e-6), (re.compile(r"(?i)min(ute)?s?\b"), 60.0),
          (re.compile(r"(?i)hours?\b"), 3600.0), (re.compile(r"(?i)sec(ond)?s?\b"), 1.0))  # fmt: skip
_SUFFIXES = {"ms": 0.001, "us": 1e-6, "s": 1.0, "m": 60.0, "h": 3600.0}
_MILLISECONDS = 100.0  # from here on a bare number counts those: nobody waits that many seconds


def seconds(text: str, around: str = "") -> str:
    """A duration in seconds; '' where it is none, or is computed. The text around it, as a setting's key, may name the unit."""
    found = _NUMBER.search(text)
    if not found or not all(_SAYS_HOW_LONG.fullmatch(word) for word in _WORD.findall(_NUMBER.sub(" ", text))):
        return ""
    number = float(found[1].replace("_", ""))
    unit = _SUFFIXES.get(found[2] or "") or _unit(text) or _unit(around)
    return f"{number * (unit or (0.001 if number >= _MILLISECONDS else 1.0)):g}"


def _unit(text: str) -> float:
    return next((factor for pattern, factor in _UNITS if pattern.search(text)), 0.0)
