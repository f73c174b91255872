"""JSON values as JSON Schema compares them: 1 is 1.0, but 1 is not true."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

ALL_TYPES = frozenset(("null", "boolean", "integer", "number", "string", "array", "object"))


def key(value: Any) -> Hashable:
    """Something hashable that is equal exactly for values that are equal as JSON."""
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, dict):
        return ("object", frozenset((name, key(member)) for name, member in value.items()))
    if isinstance(value, list):
        return ("array", tuple(key(element) for element in value))
    return value if value is None or isinstance(value, int | float | str) else str(value)


def type_of(value: Any) -> str:
    """The narrowest type of a value: `number` is what is not an integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "array" if isinstance(value, list) else "object" if isinstance(value, dict) else "string"


def number(value: Any) -> int | float | None:
    """The value if it is a number, else None."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def types_named(word: Any) -> frozenset[str] | None:
    """The types that a `type` keyword allows; `number` holds `integer`, Swagger's `file` is text. None: no types named."""
    words = [word] if isinstance(word, str) else word if isinstance(word, list) else []
    found: set[str] = set()
    for each in words:
        if isinstance(each, str):
            found.update(("integer", "number") if each == "number" else ("string",) if each == "file" else (each,))
    if "any" in found:
        return None
    return frozenset(found) if found or word == [] else None


def types_text(types: frozenset[str]) -> str:
    """The types as a person writes them: `number`, not both of its halves."""
    shown = types - {"integer"} if "number" in types else types
    return " or ".join(sorted(shown)) or "nothing"
