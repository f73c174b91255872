"""The parsed text: scalars, lists and maps, each with its place; what everything else of the model is read from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from skerry.kernel.span import Span

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

Plain = str | int | float | bool | None


class Node(Struct, frozen=True, gc=False):
    """A stretch of a file. Lines and columns count from 1, `start` and `end` are offsets into the text."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.path, self.line, self.column, self.end_line, self.end_column)


class Scalar(Node, frozen=True, gc=False):
    """A single value as written, without its quotes."""

    text: str
    quoted: bool

    @property
    def null(self) -> bool:
        """True where nothing is written, or `null`."""
        return not self.quoted and self.text in NULLS

    def at(self, offset: int, length: int = 1) -> Span:
        """The place of `length` characters at `offset` in the text; the whole scalar where it is folded or escaped."""
        marks = 2 if self.quoted else 0
        if self.line != self.end_line or self.end - self.start != len(self.text) + marks:
            return self.span
        column = min(self.column + marks // 2 + offset, max(self.column, self.end_column))
        return Span(self.path, self.line, column, self.line, max(column + 1, min(column + length, self.end_column)))

    def value(self) -> Plain:
        """What the YAML 1.2 core schema makes of it: `on` and `yes` are text, `012` is 12, `0o17` is 15."""
        text = self.text
        if self.quoted:
            return text
        if text in NULLS:
            return None
        if text in _BOOLS:
            return _BOOLS[text]
        if _INT.fullmatch(text):
            return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
        if _FLOAT.fullmatch(text):
            return float(text)
        return text


class Sequence(Node, frozen=True, gc=False):
    """A list."""

    items: tuple[AnyNode, ...]
    flow: bool


class Mapping(Node, frozen=True, gc=False):
    """A map; keys are unique."""

    pairs: tuple[tuple[Scalar, AnyNode], ...]
    flow: bool

    def get(self, key: str) -> AnyNode | None:
        """The value of `key`."""
        return next((value for name, value in self.pairs if name.text == key), None)


AnyNode = Scalar | Sequence | Mapping


def walk(node: AnyNode) -> Iterator[AnyNode]:
    """The node and everything in it, keys before their values."""
    yield node
    if isinstance(node, Mapping):
        for key, value in node.pairs:
            yield key
            yield from walk(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from walk(item)


def plain(node: AnyNode) -> object:
    """The node as Python's own dict, list and scalars."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.value()
