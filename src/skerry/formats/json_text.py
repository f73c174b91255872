"""Where things stand in a JSON text: found on demand, level by level, so that a large document costs little.

msgspec cuts a map or list into its values without making them; what is looked at once is remembered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

_SPACE = re.compile(r"[ \t\r\n]*")
_SCAN = json.JSONDecoder().raw_decode
_MAP = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])


_HERE = None  # in a tree of wanted keys: the path that ends here
_AFTER = frozenset(" \t\r\n,]}")


def _cut(
    decoder: msgspec.json.Decoder[dict[str, msgspec.Raw]] | msgspec.json.Decoder[list[msgspec.Raw]], text: str
) -> Mapping[str, str]:
    """The texts of the values of a map by key, or of a list by position."""
    found = decoder.decode(text)
    named = found.items() if isinstance(found, dict) else ((str(at), raw) for at, raw in enumerate(found))
    return {name: bytes(raw).decode() for name, raw in named}


class Spot(NamedTuple):
    """Offsets: of the key (or of the element itself), and of the value from its begin to its end."""

    key: int
    key_end: int
    begin: int
    end: int


class Places:
    """The places of the values of one text, which must be valid JSON."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._children: dict[int, dict[str, Spot]] = {}

    def root(self) -> Spot:
        """The whole value."""
        begin = self._skip(0)
        return Spot(begin, begin + 1, begin, len(self.text))

    def child(self, parent: Spot, key: str) -> Spot | None:
        """The value of `key` in a map or list that begins where `parent` says."""
        known = self._children.get(parent.begin)
        if known is None:
            known = self._children[parent.begin] = self._index(parent)
        return known.get(key)

    def several(self, paths: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Spot]:
        """The values at many paths, in one pass over the text; paths that lead nowhere are left out."""
        tree: dict[Any, Any] = {}
        for path in paths:
            branch = tree
            for key in path:
                branch = branch.setdefault(key, {})
            branch[_HERE] = path
        found: dict[tuple[str, ...], Spot] = {}
        root = self.root()
        if _HERE in tree:
            found[()] = root
        self._locate(root.begin, tree, found)
        return found

    def _locate(self, begin: int, tree: dict[Any, Any], found: dict[tuple[str, ...], Spot]) -> int:
        """Notes what `tree` wants of the value that begins here, and says where that ends; what nobody wants is skipped in C."""
        opening = self.text[begin]
        if opening not in "{[":
            return _SCAN(self.text, begin)[1]
        at, number = self._skip(begin + 1), 0
        while self.text[at] not in "}]":
            key, key_end, value = str(number), at + 1, at
            if opening == "{":
                key, key_end = _SCAN(self.text, at)
                value = self._skip(self._skip(key_end) + 1)
            below = tree.get(key)
            deeper = below is not None and any(key is not _HERE for key in below)
            end = self._locate(value, below or {}, found) if deeper else _SCAN(self.text, value)[1]
            if below is not None and _HERE in below:
                found[below[_HERE]] = Spot(at, key_end if opening == "{" else end, value, end)
            at, number = self._next(end), number + 1
        return at + 1

    def _index(self, parent: Spot) -> dict[str, Spot]:
        opening = self.text[parent.begin : parent.begin + 1]
        if opening == "{":
            return self._map(parent)
        return self._list(parent) if opening == "[" else {}

    def _map(self, parent: Spot) -> dict[str, Spot]:
        values = _cut(_MAP, self.text[parent.begin : parent.end])
        found: dict[str, Spot] = {}
        at = self._skip(parent.begin + 1)
        while self.text[at] == '"':
            name, key_end = _SCAN(self.text, at)
            begin = self._skip(self._skip(key_end) + 1)
            end = self._end(begin, values.get(name))
            found[name] = Spot(at, key_end, begin, end)
            at = self._next(end)
        return found

    def _list(self, parent: Spot) -> dict[str, Spot]:
        values = _cut(_LIST, self.text[parent.begin : parent.end])
        found: dict[str, Spot] = {}
        at = self._skip(parent.begin + 1)
        while self.text[at] != "]":
            end = self._end(at, values.get(str(len(found))))
            found[str(len(found))] = Spot(at, end, at, end)
            at = self._next(end)
        return found

    def _end(self, begin: int, value: str | None) -> int:
        """The end of the value that begins here: as it was cut, unless a key stands twice and it is another one's."""
        if value is not None and self.text.startswith(value, begin) and self.text[begin + len(value)] in _AFTER:
            return begin + len(value)
        return _SCAN(self.text, begin)[1]

    def _next(self, at: int) -> int:
        """Behind a comma, or at the closing bracket."""
        at = self._skip(at)
        return self._skip(at + 1) if self.text[at] == "," else at

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at
