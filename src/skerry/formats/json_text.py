"""Where things stand in a JSON text: found on demand, level by level, so that a large document costs little.

The standard library's C scanner skips values; what is looked at once is remembered.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\r\n]*")
_SCAN = json.JSONDecoder().raw_decode


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
            known = self._children[parent.begin] = self._index(parent.begin)
        return known.get(key)

    def _index(self, begin: int) -> dict[str, Spot]:
        opening = self.text[begin : begin + 1]
        if opening == "{":
            return self._map(begin + 1)
        return self._list(begin + 1) if opening == "[" else {}

    def _map(self, at: int) -> dict[str, Spot]:
        found: dict[str, Spot] = {}
        at = self._skip(at)
        while self.text[at] == '"':
            name, key_end = _SCAN(self.text, at)
            begin = self._skip(self._skip(key_end) + 1)
            _, end = _SCAN(self.text, begin)
            found[name] = Spot(at, key_end, begin, end)
            at = self._next(end)
        return found

    def _list(self, at: int) -> dict[str, Spot]:
        found: dict[str, Spot] = {}
        at = self._skip(at)
        while self.text[at] != "]":
            _, end = _SCAN(self.text, at)
            found[str(len(found))] = Spot(at, end, at, end)
            at = self._next(end)
        return found

    def _next(self, at: int) -> int:
        """Behind a comma, or at the closing bracket."""
        at = self._skip(at)
        return self._skip(at + 1) if self.text[at] == "," else at

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at
