"""A source line with carets under a stretch of it, in the columns that a terminal really uses."""

from __future__ import annotations

import unicodedata

_TAB = "    "
_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """Text that cannot move the cursor, colour the terminal or turn the direction of reading."""
    return "".join(_pictured(char) for char in text)


def snippet(line: str, column: int, end: int, width: int) -> tuple[str, str]:
    """`line` cut to `width` around the characters `column` (from 1) to `end` (exclusive), and the carets below it."""
    start = min(max(column, 1), len(line) + 1) - 1
    stop = min(max(end - 1, start + 1), max(len(line), start + 1))
    before, marked, after = (_shown(part) for part in (line[:start], line[start:stop], line[stop:]))
    marked = clip(marked, width) or " "
    room = max(width - columns(marked), 0)
    left = clip(before, max(room // 2, room - columns(after)), from_end=True)
    right = clip(after, room - columns(left))
    return (left + marked + right).rstrip(), " " * columns(left) + "^" * max(1, columns(marked))


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes: two for a wide character, none for a combining one."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _shown(text: str) -> str:
    return visible(text.replace("\t", _TAB))


def _pictured(char: str) -> str:
    if char < " ":
        return chr(0x2400 + ord(char))
    if "\x7f" <= char < "\xa0" or char in _DIRECTIONS or "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return char


def clip(text: str, width: int, *, from_end: bool = False) -> str:
    """The first (or last) `width` columns of `text`, with an ellipsis in place of the rest."""
    if columns(text) <= width:
        return text
    kept: list[str] = []
    room = width - 1
    for char in reversed(text) if from_end else text:
        room -= _columns(char)
        if room < 0:
            break
        kept.append(char)
    if width < 1:
        return ""
    return "…" + "".join(reversed(kept)) if from_end else "".join(kept) + "…"
