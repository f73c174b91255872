"""Edits by tools, as splices at the places of nodes: what is not edited stays as it is, to the letter."""

from __future__ import annotations

import json
import re

from skerry.model.document import Document
from skerry.model.nodes import AnyNode, Mapping, Scalar, Sequence

Path = tuple[str | int, ...]
_PLAIN = re.compile(r"[A-Za-z0-9_./$(][^\n#\"'{}\[\],&*!|>%@`]*|[A-Za-z][^\n\"'{}\[\]&*!%@`,]*")


class EditError(Exception):
    """The place to edit is not in the text, or holds something else than the edit needs."""


def find(document: Document, path: Path) -> AnyNode:
    """The node at `path`: keys of maps, and positions in lists."""
    node: AnyNode = document.root
    for step in path:
        inner: AnyNode | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            inner = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            inner = node.items[step]
        if inner is None:
            raise EditError(f"{'.'.join(map(str, path))} is not in {document.path}")
        node = inner
    return node


def set_value(document: Document, path: Path, value: str) -> str:
    """The text with the single value at `path` replaced: a difference of one line."""
    node = find(document, path)
    if not isinstance(node, Scalar):
        raise EditError(f"{'.'.join(map(str, path))} is not a single value")
    old = document.text[node.start : node.end]
    quote = old[0] if node.quoted and old[:1] in "\"'" and not set(value) & {old[0], "\\", "\n"} else ""
    lead = " " if node.start == node.end and document.text[node.start - 1 : node.start] == ":" else ""
    return _splice(document.text, node.start, node.end, lead + (f"{quote}{value}{quote}" if quote else quoted(value)))


def add_item(document: Document, path: Path, value: str) -> str:
    """The text with `value` as the last item of the list at `path`."""
    node = find(document, path)
    if not isinstance(node, Sequence):
        raise EditError(f"{'.'.join(map(str, path))} is not a list")
    if node.flow:
        return _add_flow(document, node, quoted(value), node.items[-1] if node.items else None)
    last = _end(node)
    return _new_line(document.text, last, " " * (node.column - 1) + f"- {quoted(value)}")


def add_entry(document: Document, path: Path, key: str, value: str) -> str:
    """The text with `key: value` as the last entry of the map at `path`; `value` stands as it is given, so it may be `{ … }`."""
    node = find(document, path)
    entry = f"{key}: {value}" if value else f"{key}:"
    if isinstance(node, Scalar) and node.null:
        return _splice(document.text, node.start, node.end, f" {{ {entry} }}")
    if not isinstance(node, Mapping):
        raise EditError(f"{'.'.join(map(str, path))} is not a map")
    if node.get(key) is not None:
        raise EditError(f"{'.'.join(map(str, (*path, key)))} is there already")
    if node.flow:
        return _add_flow(document, node, entry, node.pairs[-1][1] if node.pairs else None)
    indent = node.pairs[0][0].column - 1 if node.pairs else 0
    return _new_line(document.text, _end(node), " " * indent + entry)


def put(document: Document, path: tuple[str, ...], value: str) -> str:
    """The text in which `value` stands at `path`: set where there is one, put behind the others where there is a list (`[a]`), else added
    with the maps around it that are missing."""
    depth = depth_of(document, path)
    if depth == len(path):
        if isinstance(find(document, path), Sequence):
            return add_item(document, path, value.strip("[] "))
        return set_value(document, path, value)
    for key in reversed(path[depth + 1 :]):
        value = f"{{ {key}: {value} }}"
    return add_entry(document, path[:depth], path[depth], value)


def depth_of(document: Document, path: tuple[str, ...]) -> int:
    """How many keys of `path` are there, from the top."""
    node: AnyNode | None = document.root
    for depth, step in enumerate(path):
        node = node.get(step) if isinstance(node, Mapping) else None
        if node is None:
            return depth
    return len(path)


def quoted(value: str) -> str:
    """`value` as YAML: plain where that is safe, else in quotes."""
    safe = _PLAIN.fullmatch(value) and not value.endswith((":", " ")) and ": " not in value and " #" not in value
    return value if safe else json.dumps(value, ensure_ascii=False)


def _add_flow(document: Document, node: Mapping | Sequence, item: str, last: AnyNode | None) -> str:
    if last is not None:
        return _splice(document.text, _end(last), _end(last), f", {item}")
    inside = f" {item} " if isinstance(node, Mapping) else item
    return _splice(document.text, node.start + 1, node.end - 1, inside)


def _end(node: AnyNode) -> int:
    """Where a node's last character is: block collections end with their last part, not where the next thing begins."""
    if isinstance(node, Mapping) and not node.flow and node.pairs:
        key, value = node.pairs[-1]
        return (
            max(key.end + 1, _end(value))
            if not (isinstance(value, Scalar) and value.start == value.end)
            else key.end + 1
        )
    if isinstance(node, Sequence) and not node.flow and node.items:
        return _end(node.items[-1])
    return node.end


def _new_line(text: str, after: int, line: str) -> str:
    """`line` below the line that holds the character before `after`, whose comment stays with it."""
    end = text.find("\n", max(0, after - 1))
    return f"{text}\n{line}\n" if end < 0 else _splice(text, end, end, f"\n{line}")


def _splice(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]
