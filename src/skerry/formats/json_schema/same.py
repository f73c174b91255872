"""Whether written parts of two documents mean the same, references included, at the speed of comparing dictionaries."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from skerry.formats.json_schema.places import Part, Place
from skerry.formats.json_schema.schemas import Schemas

_REFERENCE = re.compile(rb'"\$(?:ref|dynamicRef|recursiveRef)":("(?:[^"\\]|\\.)*")')
_Pair = tuple[Place, Place]


class Same:
    """Compares parts of two documents. What it once found out about a pair of places it keeps."""

    def __init__(self, before: Schemas, after: Schemas) -> None:
        self._before = before
        self._after = after
        self._known: dict[_Pair, bool] = {}

    def same(self, before: Any, after: Any) -> bool:
        """Whether two written values of the two documents are equal, and so is all that they refer to."""
        return self.parts(Part(before, Place("", "")), Part(after, Place("", "")), keep=False)

    def parts(self, before: Part, after: Part, keep: bool = True) -> bool:
        """Whether two written schemas are equal, and so is all that they refer to."""
        start = (before.place, after.place)
        if keep and start in self._known:
            return self._known[start]
        if before.raw != after.raw:
            return False
        found = self._explore(start, before, after)
        if not keep:
            self._known.pop(start, None)
        return found

    def _explore(self, start: _Pair, before: Part, after: Part) -> bool:
        """Everything that can be reached, once; then what differs makes all that leads to it differ."""
        leads: dict[_Pair, list[_Pair]] = {}
        different: list[_Pair] = []
        seen = {start}
        todo = [(start, before, after)]
        while todo:
            pair, was, now = todo.pop()
            if was.raw != now.raw:
                different.append(pair)
                continue
            for reference in _references(was.raw):
                there, here = self._before.follow(reference, was), self._after.follow(reference, now)
                if there is None or here is None:
                    if there is not here:
                        different.append(pair)
                    continue
                other = (there.place, here.place)
                leads.setdefault(other, []).append(pair)
                if other in self._known:
                    if not self._known[other]:
                        different.append(pair)
                elif other not in seen:
                    seen.add(other)
                    todo.append((other, there, here))
        unequal = _spread(different, leads)
        self._known.update((pair, pair not in unequal) for pair in seen)
        return start not in unequal


def _spread(different: list[_Pair], leads: dict[_Pair, list[_Pair]]) -> set[_Pair]:
    unequal: set[_Pair] = set()
    while different:
        pair = different.pop()
        if pair not in unequal:
            unequal.add(pair)
            different.extend(leads.get(pair, ()))
    return unequal


def _references(raw: Any) -> set[str]:
    """The references in a value; what only looks like one (in an example) does no harm."""
    try:
        return {msgspec.json.decode(found, type=str) for found in set(_REFERENCE.findall(msgspec.json.encode(raw)))}
    except (msgspec.MsgspecError, OverflowError, ValueError, TypeError):
        return set(_walked(raw))


def _walked(raw: Any) -> list[str]:
    found: list[str] = []
    todo = [raw]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            found.extend(
                value[word] for word in ("$ref", "$dynamicRef", "$recursiveRef") if isinstance(value.get(word), str)
            )
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)
    return found
