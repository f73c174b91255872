"""How much work a validator has with one value under a written schema: references that double at each step take for ever."""

from __future__ import annotations

from typing import Any

from skerry.formats.json_schema.places import ABSENT, lookup

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")
_DEEPEST = 300


def weight(schema: Any) -> int:
    """How often a schema is applied to the same value, all references followed; one that nests too deeply weighs without bound."""
    return _Weigher(schema).of(schema, 0)


class _Weigher:
    """Each reference once; one that leads back to itself adds nothing."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._known: dict[str, int] = {}

    def of(self, schema: Any, depth: int) -> int:
        if not isinstance(schema, dict):
            return 1
        if depth > _DEEPEST:
            return 1 << 60
        lists = (schema[word] for word in _LISTS if isinstance(schema.get(word), list))
        below = [each for branches in lists for each in branches]
        below += [schema[word] for word in _SINGLE if word in schema]
        found = 1 + sum(self.of(each, depth + 1) for each in below)
        reference = schema.get("$ref")
        return found + self._referred(reference, depth) if isinstance(reference, str) else found

    def _referred(self, reference: str, depth: int) -> int:
        if reference not in self._known:
            self._known[reference] = 0
            there = lookup(self._root, reference.removeprefix("#"))
            self._known[reference] = 1 if there is ABSENT else self.of(there, depth + 1)
        return self._known[reference]
