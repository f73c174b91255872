"""What a shape says of arrays: the shape of each element by its position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar

from skerry.formats.json_schema.flat import Flat
from skerry.formats.json_schema.places import Part

S = TypeVar("S")
_DYNAMIC = ("anyOf", "oneOf", "if", "then", "else", "not", "dependentSchemas", "contains")


class Elements(Generic[S]):  # of shapes; the module of shapes imports this one
    """The elements of an array: some by position (`prefixItems`, or `items` as a list), and the rest."""

    def __init__(self, make: Callable[[Iterable[Part]], S], flat: Flat) -> None:
        self._make = make
        self._atoms = flat.atoms
        self._unevaluated = tuple(each for each in flat.unevaluated if "unevaluatedItems" in each.part.raw)

    @cached_property
    def prefix(self) -> int:
        """How many positions have a schema of their own."""
        return max((len(_positions(part)[1]) for part in self._atoms), default=0)

    def positioned(self, at: int) -> S:
        """The shape of the element at a position."""
        return self._make(self._parts(at))

    @cached_property
    def rest(self) -> S:
        """The shape of the elements after those with a position of their own."""
        return self._make(self._parts(None))

    @cached_property
    def exact(self) -> bool:
        """Whether that says all there is: no `unevaluatedItems` beside branches that may evaluate."""
        return not any(word in part.raw for each in self._unevaluated for part in each.scope for word in _DYNAMIC)

    def _parts(self, at: int | None) -> Iterator[Part]:
        for part in self._atoms:
            keyword, positions = _positions(part)
            if at is not None and at < len(positions):
                yield part.below(keyword, at)
            else:
                rest = _rest_word(part)
                if rest:
                    yield part.below(rest)
        for each in self._unevaluated:
            if not any(_evaluates(part, at) for part in each.scope):
                yield each.part.below("unevaluatedItems")


def _positions(part: Part) -> tuple[str, list[Any]]:
    for keyword in ("prefixItems", "items"):
        found = part.raw.get(keyword)
        if isinstance(found, list):
            return keyword, found
    return "", []


def _rest_word(part: Part) -> str:
    """The keyword for the elements after the positions: `additionalItems` counts only beside a list of `items`."""
    if isinstance(part.raw.get("items"), list):
        return "additionalItems" if "additionalItems" in part.raw else ""
    return "items" if "items" in part.raw else ""


def _evaluates(part: Part, at: int | None) -> bool:
    return bool(_rest_word(part)) or (at is not None and at < len(_positions(part)[1]))
