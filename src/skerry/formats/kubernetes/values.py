"""Values of a document that nobody has validated: whatever is asked of them, the answer has the type that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Key = str | int


def at(value: Any, *keys: Key) -> Any:
    """What stands at a path of keys and list indices; None where it leads nowhere."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
            value = value[key]
        else:
            return None
    return value


def mapping(value: Any, *keys: Key) -> dict[str, Any]:
    """The map at a path; an empty one where there is none."""
    found = at(value, *keys)
    return found if isinstance(found, dict) else {}


def listed(value: Any, *keys: Key) -> list[Any]:
    """The list at a path; an empty one where there is none."""
    found = at(value, *keys)
    return found if isinstance(found, list) else []


def rows(value: Any, *keys: Key) -> Iterator[tuple[int, dict[str, Any]]]:
    """The maps of the list at a path, each with its index in it."""
    return ((at_, each) for at_, each in enumerate(listed(value, *keys)) if isinstance(each, dict))


def text(value: Any, *keys: Key) -> str:
    """The text at a path; '' where there is none, a number as it is written."""
    found = at(value, *keys)
    if isinstance(found, bool) or found is None:
        return ""
    return str(found) if isinstance(found, (str, int, float)) else ""


def number(value: Any, *keys: Key) -> int | None:
    """The whole number at a path."""
    found = at(value, *keys)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def labels(value: Any, *keys: Key) -> dict[str, str]:
    """The labels at a path: pairs of texts. What is no text is no label, and the schema says so."""
    return {key: each for key, each in mapping(value, *keys).items() if isinstance(each, str)}
