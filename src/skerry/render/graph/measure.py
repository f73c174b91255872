"""How wide text is on a screen whose fonts are not known: a little more than it will be."""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("fijlrtI.,:;|!'`()[]{}/\\ \"-·")
_BROAD = frozenset("mwMWOQG@%&…—")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of `text` in pixels at a font size, for the broadest of the usual sans-serif fonts."""
    return sum(map(_em, text)) * size * (1.12 if bold else 1.0)


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """`text`, or as much of its beginning as fits, with an ellipsis."""
    if text_width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and text_width(kept + "…", size, bold=bold) > room:
        kept = kept[:-1]
    return kept + "…"


def _em(char: str) -> float:
    if char in _NARROW:
        return 0.42
    if char in _BROAD:
        return 1.02
    if unicodedata.east_asian_width(char) in "WF" or ord(char) > 0x2000:
        return 1.3
    return 0.76 if char.isupper() else 0.65
