"""Which series a query names: read off its text, without labels, words of the language and the names of functions."""

from __future__ import annotations

import re

_WORDS = {
    "and",
    "or",
    "unless",
    "by",
    "without",
    "on",
    "ignoring",
    "group_left",
    "group_right",
    "bool",
    "offset",
    "inf",
    "nan",
}


def series(query: str) -> set[str]:
    """The names of all series in a query of Prometheus."""
    bare = re.sub(r'"(?:\\.|[^"\\])*"', "", query)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", bare)
    bare = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", bare)
    found = re.findall(r"(?<![\w:.$])([a-zA-Z_:][\w:]*)\b(?!\s*\()", bare)
    return {each for each in found if each.lower() not in _WORDS}
