"""The configuration as text that a person can read and compare: a route, a cluster, a problem a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_LISTS = frozenset(("routes", "clusters", "mappers", "mutations", "descriptors"))


def lines(value: object) -> str:
    """JSON, indented, but each member of a long list on a line of its own."""
    return "".join(_written(value, "")) + "\n"


def _written(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield from _several(
            "{}", (((json.dumps(name) + ": "), part, name in _LISTS) for name, part in value.items()), indent
        )
    elif isinstance(value, list) and value:
        yield from _several("[]", (("", part, False) for part in value), indent)
    else:
        yield _line(value)


def _several(ends: str, parts: Iterator[tuple[str, Any, bool]], indent: str) -> Iterator[str]:
    inner, between = indent + "  ", ends[0]
    for name, part, long in parts:
        yield f"{between}\n{inner}{name}"
        if long and isinstance(part, list) and part:
            yield "[" + ",".join(f"\n{inner}  {_line(each)}" for each in part) + f"\n{inner}]"
        else:
            yield from _written(part, inner)
        between = ","
    yield f"\n{indent}{ends[1]}"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
