"""A JSON or YAML document: its value at once, and the place of any part of it when somebody asks.

`read` tells the two apart by the text. JSON is decoded in C and its places are found on demand; YAML is composed with marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import msgspec
from yaml import Node

from skerry.formats import json_text, problems, yaml_text
from skerry.formats.lines import Lines
from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span

_BOM = b"\xef\xbb\xbf"


class Text:
    """A document that was read. `value` is made of dict, list, str, int, float, bool and None; all keys are text."""

    def __init__(self, place: str, data: bytes, value: Any, node: Node | None = None) -> None:
        self.place = place
        self.value = value
        self._data = data
        self._node = node

    def span(self, pointer: str) -> Span:
        """Where a JSON pointer (RFC 6901) leads: its key, or as much of the way there as exists."""
        keys = [unescaped(part) for part in pointer.split("/")[1:]]
        return self._in_json(keys) if self._node is None else self._in_yaml(self._node, keys)

    def spans(self, pointers: Iterable[str]) -> dict[str, Span]:
        """Where each of many pointers leads."""
        return {pointer: self.span(pointer) for pointer in dict.fromkeys(pointers)}

    def _in_json(self, keys: list[str]) -> Span:
        spot = self._places.root()
        for key in keys:
            found = self._places.child(spot, key)
            if found is None:
                break
            spot = found
        return Span(self.place, *self._lines.position(spot.key), *self._lines.position(spot.key_end))

    def _in_yaml(self, node: Node, keys: list[str]) -> Span:
        shown = node
        for key in keys:
            found = yaml_text.child(node, key)
            if found is None:
                break
            shown, node = found
        start, end = shown.start_mark, shown.end_mark
        return Span(self.place, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    @cached_property
    def _places(self) -> json_text.Places:
        return json_text.Places(self._data)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._data)


def read(place: str, data: bytes) -> tuple[Text | None, tuple[Problem, ...]]:
    """The document that `data` holds, and what is wrong with it; None where it cannot be read."""
    data = data.removeprefix(_BOM)
    if data.lstrip()[:1] in (b"{", b"["):
        found = _json(place, data)
        if found is not None:
            return found
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {error.object[error.start]:#04x} on line {line} is not UTF-8"
        return None, (_problem(problems.UNREADABLE, what, Span(place, line), "Save it as UTF-8."),)
    return _yaml(place, data, text)


def pointer(*keys: str | int) -> str:
    """The JSON pointer through these keys."""
    return "".join(f"/{escaped(str(key))}" for key in keys)


def escaped(key: str) -> str:
    """A key as it stands in a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def unescaped(part: str) -> str:
    """The key that a part of a JSON pointer means."""
    return part.replace("~1", "/").replace("~0", "~")


def _json(place: str, data: bytes) -> tuple[Text | None, tuple[Problem, ...]] | None:
    """The result if the text is JSON or too deep to tell; else None: it may be YAML in flow style, whose errors say more."""
    try:
        return Text(place, data, msgspec.json.decode(data)), ()
    except RecursionError:
        return None, (_problem(problems.TOO_DEEP, "nested too deeply", Span(place)),)
    except (msgspec.DecodeError, ValueError):
        return None


def _yaml(place: str, data: bytes, text: str) -> tuple[Text | None, tuple[Problem, ...]]:
    try:
        root = yaml_text.compose(text)
        value, repeated = yaml_text.value(root)
    except yaml_text.YamlError as error:
        span = Span(place, error.line, error.column)
        return None, (_problem(problems.SYNTAX, str(error), span, "Repair the syntax at this place."),)
    except (yaml_text.TooDeepError, RecursionError):
        return None, (_problem(problems.TOO_DEEP, "nested too deeply, or blown up by aliases", Span(place)),)
    document = Text(place, data, value, root)
    return document, tuple(
        _problem(problems.REPEATED, f"{key!r} stands twice in this map", _marked(place, node)) for key, node in repeated
    )


def _marked(place: str, node: Node) -> Span:
    start, end = node.start_mark, node.end_mark
    return Span(place, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _problem(code: Code, what: str, span: Span, instead: str = "") -> Problem:
    return Problem(code, what, span, instead=instead)
