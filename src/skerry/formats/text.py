"""A JSON or YAML document: its value at once, and the place of any part of it when somebody asks.

`read` tells the two apart by the text. JSON is decoded in C and its places are found on demand; YAML is composed with marks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate
from typing import Any

import msgspec
from yaml import Node

from skerry.formats import json_text, problems, yaml_text
from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span

_BOM = b"\xef\xbb\xbf"


class Text:
    """A document that was read. `value` is made of dict, list, str, int, float, bool and None; all keys are text."""

    def __init__(self, place: str, text: str, value: Any, node: Node | None = None) -> None:
        self.place = place
        self.text = text
        self.value = value
        self._node = node

    def span(self, pointer: str) -> Span:
        """Where a JSON pointer (RFC 6901) leads: its key, or as much of the way there as exists."""
        keys = [unescaped(part) for part in pointer.split("/")[1:]]
        return self._in_json(keys) if self._node is None else self._in_yaml(self._node, keys)

    def spans(self, pointers: Iterable[str]) -> dict[str, Span]:
        """Where many pointers lead, for little more than the price of one."""
        wanted = list(dict.fromkeys(pointers))
        if self._node is not None:
            return {pointer: self.span(pointer) for pointer in wanted}
        paths = {pointer: tuple(unescaped(part) for part in pointer.split("/")[1:]) for pointer in wanted}
        spots = self._places.several(paths.values())
        return {
            pointer: self._shown(spots[path]) if path in spots else self.span(pointer)
            for pointer, path in paths.items()
        }

    def _in_json(self, keys: list[str]) -> Span:
        spot = self._places.root()
        for key in keys:
            found = self._places.child(spot, key)
            if found is None:
                break
            spot = found
        return self._shown(spot)

    def _shown(self, spot: json_text.Spot) -> Span:
        line, column = self._position(spot.key)
        end_line, end_column = self._position(spot.key_end)
        return Span(self.place, line, column, end_line, end_column)

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
        return json_text.Places(self.text)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *accumulate(map((1).__add__, map(len, self.text.split("\n"))))]

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


def read(place: str, data: bytes) -> tuple[Text | None, tuple[Problem, ...]]:
    """The document that `data` holds, and what is wrong with it; None where it cannot be read."""
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {error.object[error.start]:#04x} on line {line} is not UTF-8"
        return None, (_problem(problems.UNREADABLE, what, Span(place, line), "Save it as UTF-8."),)
    if text.lstrip()[:1] in ("{", "["):
        found = _json(place, text)
        if found is not None:
            return found
    return _yaml(place, text)


def pointer(*keys: str | int) -> str:
    """The JSON pointer through these keys."""
    return "".join(f"/{escaped(str(key))}" for key in keys)


def escaped(key: str) -> str:
    """A key as it stands in a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def unescaped(part: str) -> str:
    """The key that a part of a JSON pointer means."""
    return part.replace("~1", "/").replace("~0", "~")


def _json(place: str, text: str) -> tuple[Text | None, tuple[Problem, ...]] | None:
    """The result if the text is JSON or too deep to tell; else None: it may be YAML in flow style, whose errors say more."""
    try:
        return Text(place, text, msgspec.json.decode(text)), ()
    except RecursionError:
        return None, (_problem(problems.TOO_DEEP, "nested too deeply", Span(place)),)
    except (msgspec.DecodeError, ValueError):
        return None


def _yaml(place: str, text: str) -> tuple[Text | None, tuple[Problem, ...]]:
    try:
        root = yaml_text.compose(text)
        value, repeated = yaml_text.value(root)
    except yaml_text.YamlError as error:
        span = Span(place, error.line, error.column)
        return None, (_problem(problems.SYNTAX, str(error), span, "Repair the syntax at this place."),)
    except (yaml_text.TooDeepError, RecursionError):
        return None, (_problem(problems.TOO_DEEP, "nested too deeply, or blown up by aliases", Span(place)),)
    document = Text(place, text, value, root)
    return document, tuple(
        _problem(problems.REPEATED, f"{key!r} stands twice in this map", _marked(place, node)) for key, node in repeated
    )


def _marked(place: str, node: Node) -> Span:
    start, end = node.start_mark, node.end_mark
    return Span(place, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _problem(code: Code, what: str, span: Span, instead: str = "") -> Problem:
    return Problem(code, what, span, instead=instead)
