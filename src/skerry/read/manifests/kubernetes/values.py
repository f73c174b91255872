"""What stands in a manifest: plain values as JSON has them, whose mappings know their lines. Nothing here raises for a wrong type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from skerry.read import yaml_nodes

_INTEGER = re.compile(r"-?(0|[1-9]\d{0,17})$")
_MOST = 500_000  # values in a document
_TRUE = frozenset(["true", "yes", "on", "y"])


class Placed(dict[str, Any]):
    """A mapping of a text: `line` is that of its first key, `lines` are those of all keys, from 1."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


def line_of(body: object, key: str = "") -> int:
    """The line of a key of a mapping, or where the mapping begins; 0 where nobody knows it (it came from a cluster)."""
    return body.lines.get(key, body.line) if isinstance(body, Placed) else 0


def plain(node: yaml_nodes.Node | None, lines: Sequence[int] = (), offset: int = 0) -> Any:
    """A node's value. A rendered text says with `lines` which line each of its lines comes from, a part of one its `offset`.

    Aliases share one value. What holds itself is None there, and so is what would be huge if it were written out.
    """
    return _Plain(lines, offset).of(node)


class _Plain:
    def __init__(self, lines: Sequence[int], offset: int) -> None:
        self.lines, self.offset = lines, offset
        self.made: dict[int, Any] = {}
        self.sizes: dict[int, int] = {}  # values in each that was made, counted as if aliases were written out
        self.size = 0  # of the one that is being made

    def of(self, node: yaml_nodes.Node | None) -> Any:
        if isinstance(node, yaml_nodes.Scalar):
            self.size += 1
            return scalar(node.value, str(node.tag))
        if node is None or id(node) in self.made:
            self.size += self.sizes.get(id(node), 0)
            return self.made.get(id(node))
        self.made[id(node)] = None
        around, self.size = self.size, 1
        made = self._mapping(node) if any(True for _ in yaml_nodes.pairs(node)) else self._list(node)
        if self.size > _MOST:
            made, self.size = None, 1
        self.made[id(node)], self.sizes[id(node)] = made, self.size
        self.size += around
        return made

    def _list(self, node: yaml_nodes.Node) -> Any:
        found = [self.of(each) for each in yaml_nodes.sequence(node)]
        return found or ({} if node.tag == "tag:yaml.org,2002:map" else [])

    def _mapping(self, node: yaml_nodes.Node) -> Placed:
        found = Placed(self._line(node))
        for key, value in yaml_nodes.pairs(node):
            made = self.of(value)
            if key.value == "<<":  # a merge key: what stands here itself comes before it
                for each in made if isinstance(made, list) else [made]:
                    found.update({k: v for k, v in mapping(each).items() if k not in found})
                continue
            found[str(key.value)] = made
            found.lines[str(key.value)] = self._line(key)
        return found

    def _line(self, node: yaml_nodes.Node) -> int:
        at = yaml_nodes.line(node) + self.offset
        return self.lines[min(at, len(self.lines)) - 1] if self.lines else at


def scalar(value: str, tag: str) -> Any:
    """A scalar as YAML 1.1 resolves it; numbers with a point stay as they were written, as versions often are."""
    kind = tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return value.lower() in _TRUE
    return int(value) if kind == "int" and _INTEGER.match(value) else value


def at(value: object, *keys: str) -> Any:
    """What stands at a path of keys; None where nothing does."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def mapping(value: object, *keys: str) -> Mapping[str, Any]:
    """The mapping at a path of keys; an empty one where there is none."""
    found = at(value, *keys)
    return found if isinstance(found, dict) else {}


def listed(value: object, *keys: str) -> list[Any]:
    """The list at a path of keys; an empty one where there is none."""
    found = at(value, *keys)
    return found if isinstance(found, list) else []


def mappings(value: object, *keys: str) -> Iterator[Mapping[str, Any]]:
    """The mappings in the list at a path of keys."""
    return (each for each in listed(value, *keys) if isinstance(each, dict))


def text(value: object, *keys: str) -> str:
    """The scalar at a path of keys as it would be written; '' where there is none."""
    found = at(value, *keys)
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found) if isinstance(found, str | int | float) else ""


def number(value: object, *keys: str) -> int:
    """The whole number at a path of keys, 0 where there is none."""
    found = text(value, *keys)
    return int(found) if _INTEGER.match(found) else 0


def truth(value: object, *keys: str) -> bool:
    """Whether `true` stands at a path of keys."""
    return text(value, *keys) == "true"
