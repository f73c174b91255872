"""What a shape says of objects: names, the shape of what stands under a name, and what must be there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar

from skerry.formats.json_schema.flat import Flat
from skerry.formats.json_schema.patterns import matches
from skerry.formats.json_schema.places import Part

S = TypeVar("S")
_DYNAMIC = ("anyOf", "oneOf", "if", "then", "else", "not", "dependentSchemas", "dependencies")


class Members(Generic[S]):  # of shapes; the module of shapes imports this one
    """The members of an object. Each written schema closes its own names only, so `allOf` is exact here."""

    def __init__(self, make: Callable[[Iterable[Part]], S], flat: Flat) -> None:
        self._make = make
        self._atoms = flat.atoms
        self._unevaluated = tuple(each for each in flat.unevaluated if "unevaluatedProperties" in each.part.raw)
        self._shapes: dict[str | None, S] = {}

    @cached_property
    def names(self) -> dict[str, Part]:
        """The declared names and where each is declared first, in the order of the document."""
        found: dict[str, Part] = {}
        for part in self._atoms:
            for name in _mapping(part, "properties"):
                if isinstance(name, str) and name not in found:
                    found[name] = part
        return found

    @cached_property
    def patterns(self) -> tuple[str, ...]:
        """The regular expressions of `patternProperties`."""
        return tuple(dict.fromkeys(pattern for part in self._atoms for pattern in _mapping(part, "patternProperties")))

    @cached_property
    def required(self) -> frozenset[str]:
        """The names that must be there."""
        lists = (part.raw.get("required") for part in self._atoms)
        return frozenset(name for words in lists if isinstance(words, list) for name in words if isinstance(name, str))

    def named(self, name: str) -> S:
        """The shape of what stands under a name, declared or not."""
        if name not in self._shapes:
            self._shapes[name] = self._make(self._parts(name))
        return self._shapes[name]

    @property
    def rest(self) -> S:
        """The shape of what stands under a name that is neither declared nor matched by a pattern."""
        if None not in self._shapes:
            self._shapes[None] = self._make(self._parts(None))
        return self._shapes[None]

    def patterned(self, pattern: str) -> S:
        """The shape of what stands under an undeclared name that matches this pattern and no other."""
        return self._make(
            part.below("patternProperties", pattern)
            if pattern in _mapping(part, "patternProperties")
            else part.below("additionalProperties")
            for part in self._atoms
            if pattern in _mapping(part, "patternProperties") or "additionalProperties" in part.raw
        )

    def declares(self, name: str) -> bool:
        """Whether a name is declared, or matched by a pattern."""
        return name in self.names or any(matches(pattern, name) for pattern in self.patterns)

    @cached_property
    def exact(self) -> bool:
        """Whether `named` and `rest` say all there is: no `unevaluatedProperties` beside branches that may evaluate."""
        return not any(_branches(part) for each in self._unevaluated for part in each.scope)

    @cached_property
    def name_shapes(self) -> tuple[S, ...]:
        """What names must be (`propertyNames`)."""
        return tuple(self._make((part.below("propertyNames"),)) for part in self._atoms if "propertyNames" in part.raw)

    @cached_property
    def dependent_required(self) -> dict[str, frozenset[str]]:
        """The names that must be there if another is."""
        found: dict[str, set[str]] = {}
        for part, keyword in self._dependencies("dependentRequired"):
            for name, words in _mapping(part, keyword).items():
                if isinstance(words, list) and words:
                    found.setdefault(name, set()).update(word for word in words if isinstance(word, str))
        return {name: frozenset(words) for name, words in found.items()}

    @cached_property
    def dependent_schemas(self) -> dict[str, S]:
        """What the object must be if a name is there."""
        found: dict[str, list[Part]] = {}
        for part, keyword in self._dependencies("dependentSchemas"):
            for name, raw in _mapping(part, keyword).items():
                if isinstance(raw, dict | bool):
                    found.setdefault(name, []).append(part.below(keyword, name))
        return {name: self._make(parts) for name, parts in found.items()}

    def _dependencies(self, modern: str) -> Iterator[tuple[Part, str]]:
        return ((part, keyword) for part in self._atoms for keyword in (modern, "dependencies") if keyword in part.raw)

    def _parts(self, name: str | None) -> Iterator[Part]:
        for part in self._atoms:
            found = list(_own(part, name))
            if found:
                yield from found
            elif "additionalProperties" in part.raw:
                yield part.below("additionalProperties")
        for each in self._unevaluated:
            if not any(_evaluates(part, name) for part in each.scope):
                yield each.part.below("unevaluatedProperties")


def _mapping(part: Part, keyword: str) -> dict[str, Any]:
    found = part.raw.get(keyword)
    return found if isinstance(found, dict) else {}


def _own(part: Part, name: str | None) -> Iterator[Part]:
    if name is None:
        return
    if name in _mapping(part, "properties"):
        yield part.below("properties", name)
    for pattern in _mapping(part, "patternProperties"):
        if matches(pattern, name):
            yield part.below("patternProperties", pattern)


def _evaluates(part: Part, name: str | None) -> bool:
    if "additionalProperties" in part.raw or next(_own(part, name), None) is not None:
        return True
    return name is not None and any(_mentions(part.raw[word], name) for word in _DYNAMIC if word in part.raw)


def _mentions(raw: Any, name: str, depth: int = 4) -> bool:
    """Whether a branch declares a name, as far as it is written here."""
    if isinstance(raw, list):
        return any(_mentions(each, name, depth) for each in raw)
    if not isinstance(raw, dict) or not depth:
        return False
    properties = raw.get("properties")
    if isinstance(properties, dict) and name in properties:
        return True
    return any(_mentions(raw[word], name, depth - 1) for word in (*_DYNAMIC, "allOf") if word in raw)


def _branches(part: Part) -> bool:
    return any(word in part.raw for word in _DYNAMIC)
