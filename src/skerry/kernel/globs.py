"""Patterns of paths: `*` and `?` within a folder, `**` across folders, everything else as it stands."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKENS = re.compile(r"\*\*/|\*\*|\*|\?|\\.|[^*?\\]+|\\")


def matches(pattern: str, path: str) -> bool:
    """Whether a path (with `/`, relative) matches a pattern as a whole. A backslash takes the meaning of the sign after it."""
    return _compiled(pattern).fullmatch(path) is not None


def escaped(path: str) -> str:
    """The pattern that only this path matches."""
    return re.sub(r"([*?\\])", r"\\\1", path)


@lru_cache(maxsize=10_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(_part(token) for token in _TOKENS.findall(pattern)), re.DOTALL)


def _part(token: str) -> str:
    if token == "**/":
        return "(?:.*/)?"
    if token == "**":
        return ".*"
    if token in {"*", "?"}:
        return f"[^/]{'*' if token == '*' else ''}"
    return re.escape(token[1:] if len(token) == 2 and token[0] == "\\" else token)
