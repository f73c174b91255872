"""Where things stand in a JSON text: found on demand, level by level, so that a large document costs little.

msgspec cuts a map or list into its values without making them; what is looked at once is remembered. Offsets are those of bytes.
"""

from __future__ import annotations

import json
import re
from itertools import count
from typing import NamedTuple

import msgspec

_SPACE = re.compile(rb"[ \t\r\n]*")
_KEY = re.compile(rb'("[^"\\]*(?:\\.[^"\\]*)*")[ \t\r\n]*:[ \t\r\n]*')
_NEXT = re.compile(rb"[ \t\r\n]*,?[ \t\r\n]*")
_SCAN = json.JSONDecoder().raw_decode
_MAP = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_TEXT = msgspec.json.Decoder(str)
_AFTER = b" \t\r\n,]}"


class Spot(NamedTuple):
    """Offsets: of the key (or of the element itself), and of the value from its begin to its end."""

    key: int
    key_end: int
    begin: int
    end: int


class Places:
    """The places of the values of one text, which must be valid JSON."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._view = memoryview(data)
        self._children: dict[int, dict[str, Spot]] = {}

    def root(self) -> Spot:
        """The whole value."""
        begin = _behind(_SPACE, self._data, 0)
        return Spot(begin, begin + 1, begin, len(self._data))

    def child(self, parent: Spot, key: str) -> Spot | None:
        """The value of `key` in a map or list that begins where `parent` says."""
        known = self._children.get(parent.begin)
        if known is None:
            known = self._children[parent.begin] = self._index(parent)
        return known.get(key)

    def _index(self, parent: Spot) -> dict[str, Spot]:
        opening = self._data[parent.begin : parent.begin + 1]
        if opening == b"{":
            return self._map(parent)
        return self._list(parent) if opening == b"[" else {}

    def _map(self, parent: Spot) -> dict[str, Spot]:
        data, found = self._data, dict[str, Spot]()
        values = _MAP.decode(self._view[parent.begin : parent.end])
        at = _behind(_SPACE, data, parent.begin + 1)
        while key := _KEY.match(data, at):
            name, begin = _TEXT.decode(key[1]), key.end()
            value = bytes(values[name])
            end = begin + len(value)
            if not data.startswith(value, begin) or data[end] not in _AFTER:
                return self._repeating(parent)
            found[name] = Spot(at, key.end(1), begin, end)
            at = _behind(_NEXT, data, end)
        return found

    def _list(self, parent: Spot) -> dict[str, Spot]:
        found: dict[str, Spot] = {}
        at = _behind(_SPACE, self._data, parent.begin + 1)
        for number, value in enumerate(_LIST.decode(self._view[parent.begin : parent.end])):
            end = at + len(memoryview(value))
            found[str(number)] = Spot(at, end, at, end)
            at = _behind(_NEXT, self._data, end)
        return found

    def _repeating(self, parent: Spot) -> dict[str, Spot]:
        """A map in which a key stands twice, with another value: values are read to know where they end. The last one counts."""
        text = str(self._view[parent.begin : parent.end], "utf-8")
        found: dict[str, Spot] = {}
        byte, known = parent.begin, 0  # an offset in bytes, and the same in characters
        at = _gap(text, 1)
        while text[at] == '"':
            name, key_end = _SCAN(text, at)
            begin = _gap(text, _gap(text, key_end) + 1)
            end = _SCAN(text, begin)[1]
            marks = []
            for mark in (at, key_end, begin, end):
                byte, known = byte + len(text[known:mark].encode()), mark
                marks.append(byte)
            found[name] = Spot(*marks)
            at = _gap(text, end)
            at = _gap(text, at + 1) if text[at] == "," else at
        return found


def _behind(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    return found.end() if found else at


def _gap(text: str, at: int) -> int:
    """Where the space ends."""
    return next(each for each in count(at) if text[each] not in " \t\r\n")
