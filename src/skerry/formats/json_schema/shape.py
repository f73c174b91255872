"""A schema in its normal form: what it says of each type of value, in the words of 2020-12, whatever it was written in.

Everything is found when it is asked for and kept. Two schemas of one document that are the same written schemas are the same
object, so a shape can be a key, and a comparison that meets a pair of shapes again has come round a cycle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from skerry.formats.json_schema.elements import Elements
from skerry.formats.json_schema.flat import Flat
from skerry.formats.json_schema.members import Members
from skerry.formats.json_schema.places import Part, Place
from skerry.formats.json_schema.values import ALL_TYPES, key, number, type_of, types_named

_LIMITS = {
    "maxLength": "string", "minLength": "string", "maxItems": "array", "minItems": "array",
    "maxProperties": "object", "minProperties": "object",
}  # fmt: skip


_RESTRICTING = frozenset(
    (
        *(
            "enum",
            "const",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "maxLength",
            "minLength",
        ),
        *(
            "pattern",
            "format",
            "maxItems",
            "minItems",
            "uniqueItems",
            "contains",
            "items",
            "prefixItems",
            "additionalItems",
        ),
        *("unevaluatedItems", "maxProperties", "minProperties", "required", "properties", "patternProperties"),
        *("additionalProperties", "unevaluatedProperties", "propertyNames", "dependencies", "dependentRequired"),
        *("dependentSchemas", "anyOf", "oneOf", "not", "if"),
    )
)


class Bound(NamedTuple):
    """The end of a range of numbers."""

    value: int | float
    exclusive: bool


class Contains(NamedTuple):
    """How many elements of an array are of a shape; no `most`: any number."""

    shape: Shape
    least: int
    most: int | None


class Conditional(NamedTuple):
    """`if`, `then`, `else`; a missing branch accepts everything."""

    condition: Shape
    then: Shape
    otherwise: Shape


class Make(Protocol):
    """How shapes come from written schemas, and from more of them beside those of another shape."""

    def __call__(self, parts: Iterable[Part], also: Flat | None = None) -> Shape:
        """The shape of what all accept."""
        ...


@dataclass(frozen=True, eq=False)
class Shape:
    """What one or more written schemas accept together. Keywords that say nothing about the types allowed are left out."""

    make: Make
    flat: Flat
    source: tuple[Part, ...] = ()

    @property
    def atoms(self) -> tuple[Part, ...]:
        """The written schemas, each of which must hold, without references and `allOf`."""
        return self.flat.atoms

    @cached_property
    def place(self) -> Place:
        """Where it is written; of several written schemas, the first."""
        return self.atoms[0].place if self.atoms else Place("", "")

    @property
    def nullable(self) -> bool:
        """Whether null is valid whatever the rest says."""
        return self.flat.nullable

    @cached_property
    def words(self) -> frozenset[str]:
        """All keywords it is written with."""
        return frozenset(word for part in self.atoms if part.raw is not False for word in part.raw)

    def written(self, *keywords: str) -> Iterator[Any]:
        """What the written schemas give these keywords."""
        for keyword in keywords:
            if keyword in self.words:
                yield from (part.raw[keyword] for part in self.atoms if part.raw is not False and keyword in part.raw)

    def where(self, *keywords: str) -> Place:
        """The place of the first of these keywords that is written, else of the schema."""
        for keyword in keywords:
            for part in self.atoms if keyword in self.words else ():
                if part.raw is not False and keyword in part.raw:
                    return part.below(keyword).place
        return self.place

    def said(self, keyword: str) -> Any:
        """What the first written schema gives an annotation such as `default` or `readOnly`, or None."""
        return next(self.written(keyword), None)

    @cached_property
    def never(self) -> bool:
        """Whether it is written as `false`, or leaves no type or value."""
        return not self.nullable and not self.types

    @cached_property
    def types(self) -> frozenset[str]:
        """The types of values that may be valid; `number` is what is not an integer. Null for `nullable` is not among them."""
        if any(part.raw is False for part in self.atoms):
            return frozenset()
        types = self.declared_types
        if self.values is not None:
            types &= {type_of(value) for value in self.values}
        return types

    @cached_property
    def declared_types(self) -> frozenset[str]:
        """What the `type` keywords allow together; all types where none is written."""
        types = ALL_TYPES
        for word in self.written("type"):
            named = types_named(word)
            types = types if named is None else named if types is ALL_TYPES else types & named
        return types

    @cached_property
    def values(self) -> tuple[Any, ...] | None:
        """The values allowed by `enum` and `const` that are of an allowed type; None where any value is."""
        lists = [words for words in self.written("enum") if isinstance(words, list)]
        lists += [[word] for word in self.written("const")]
        if not lists:
            return None
        keep = {key(value): value for value in lists[0] if type_of(value) in self.declared_types}
        for words in lists[1:]:
            others = {key(value) for value in words}
            keep = {each: value for each, value in keep.items() if each in others}
        return tuple(keep.values())

    @cached_property
    def value_keys(self) -> frozenset[Any]:
        """The keys of the values allowed, to look one up."""
        return frozenset(key(value) for value in self.values or ())

    @cached_property
    def lower(self) -> Bound | None:
        """The least number."""
        bounds = list(self._bounds("minimum", "exclusiveMinimum"))
        return max(bounds, default=None)

    @cached_property
    def upper(self) -> Bound | None:
        """The greatest number."""
        bounds = list(self._bounds("maximum", "exclusiveMaximum"))
        return min(bounds, key=lambda bound: (bound.value, not bound.exclusive), default=None)

    def _bounds(self, word: str, exclusive: str) -> Iterator[Bound]:
        if not self.types & {"integer", "number"} or not self.words & {word, exclusive}:
            return
        for part in self.atoms:
            limit, other = number(part.raw.get(word)), part.raw.get(exclusive)
            if limit is not None:
                yield Bound(limit, other is True)
            own = number(other)
            if own is not None:
                yield Bound(own, True)

    @cached_property
    def multiples(self) -> tuple[int | float, ...]:
        """What numbers are multiples of, each."""
        if not self.types & {"integer", "number"}:
            return ()
        return tuple(sorted({word for word in self.written("multipleOf") if number(word) is not None and word > 0}))

    def limit(self, keyword: str) -> int | None:
        """The strictest `minLength`, `maxItems` … of the type it is about; None where there is none, or it is 0 and a least one."""
        if keyword not in self.words or _LIMITS[keyword] not in self.types:
            return None
        found = [int(word) for word in self.written(keyword) if number(word) is not None]
        if not found:
            return None
        return (max(found) or None) if keyword.startswith("min") else min(found)

    @cached_property
    def patterns(self) -> frozenset[str]:
        """The regular expressions a text must match, each."""
        return self._texts("pattern") if "string" in self.types else frozenset()

    @cached_property
    def formats(self) -> frozenset[str]:
        """The formats of a text or number."""
        return self._texts("format")

    @cached_property
    def content(self) -> Mapping[str, Any]:
        """`contentEncoding`, `contentMediaType` and `contentSchema` as written."""
        words = ("contentEncoding", "contentMediaType", "contentSchema")
        return {word: self.said(word) for word in words if word in self.words and "string" in self.types}

    def _texts(self, keyword: str) -> frozenset[str]:
        return frozenset(word for word in self.written(keyword) if isinstance(word, str))

    @cached_property
    def members(self) -> Members[Shape]:
        """What it says of objects."""
        return Members(self.make, self.flat if "object" in self.types else Flat())

    @cached_property
    def elements(self) -> Elements[Shape]:
        """What it says of arrays."""
        return Elements(self.make, self.flat if "array" in self.types else Flat())

    @cached_property
    def contains(self) -> tuple[Contains, ...]:
        """What arrays must hold; one that asks for nothing is left out."""
        if "contains" not in self.words or "array" not in self.types:
            return ()
        found = []
        for part in self.atoms:
            if "contains" in part.raw:
                least, most = number(part.raw.get("minContains")), number(part.raw.get("maxContains"))
                entry = Contains(
                    self.make((part.below("contains"),)),
                    1 if least is None else int(least),
                    None if most is None else int(most),
                )
                if entry.least > 0 or entry.most is not None:
                    found.append(entry)
        return tuple(found)

    @cached_property
    def unique(self) -> bool:
        """Whether the elements of an array must differ."""
        return "array" in self.types and any(word is True for word in self.written("uniqueItems"))

    @cached_property
    def any_of(self) -> tuple[tuple[Shape, ...], ...]:
        """Unions: of each, at least one branch holds."""
        return tuple(self._unions("anyOf"))

    @cached_property
    def one_of(self) -> tuple[tuple[Shape, ...], ...]:
        """Exclusive unions: of each, exactly one branch holds."""
        return tuple(self._unions("oneOf"))

    def _unions(self, keyword: str) -> Iterator[tuple[Shape, ...]]:
        for part in self.atoms if keyword in self.words else ():
            branches = part.raw.get(keyword) if part.raw is not False else None
            if isinstance(branches, list) and branches:
                yield tuple(self.make((part.below(keyword, at),)) for at in range(len(branches)))

    @cached_property
    def nots(self) -> tuple[Shape, ...]:
        """What must not hold."""
        return tuple(self._children("not"))

    def _children(self, keyword: str) -> Iterator[Shape]:
        for part in self.atoms if keyword in self.words else ():
            if part.raw is not False and keyword in part.raw:
                yield self.make((part.below(keyword),))

    @cached_property
    def conditionals(self) -> tuple[Conditional, ...]:
        """`if` with a consequence."""
        found = []
        for part in self.atoms if "if" in self.words else ():
            if part.raw is not False and "if" in part.raw and part.raw.keys() & {"then", "else"}:
                branches = [
                    self.make((part.below(word),) if word in part.raw else ()) for word in ("if", "then", "else")
                ]
                found.append(Conditional(*branches))
        return tuple(found)

    @cached_property
    def open_values(self) -> tuple[Any, ...] | None:
        """The values of `x-extensible-enum`: known ones, with others to come."""
        return next((tuple(word) for word in self.written("x-extensible-enum") if isinstance(word, list)), None)

    @cached_property
    def discriminator(self) -> tuple[str, Mapping[str, str]] | None:
        """The property that tells the branches of a union apart, and the schema's name for each of its values."""
        word = self.said("discriminator")
        if isinstance(word, str):
            return word, {}
        if not isinstance(word, dict) or not isinstance(word.get("propertyName"), str):
            return None
        mapping = word.get("mapping")
        return word["propertyName"], mapping if isinstance(mapping, dict) else {}

    @cached_property
    def anything(self) -> bool:
        """Whether every value is valid: no keyword restricts anything."""
        return not self.never and self.types == ALL_TYPES and not self.words & _RESTRICTING

    @cached_property
    def alternatives(self) -> tuple[Shape, ...]:
        """The shape as a union, one for each branch of its first `anyOf` or `oneOf`, or for null; nothing if it is none.

        Together they hold at least what the shape accepts: that the branches of a `oneOf` exclude each other is left out.
        """
        for at, part in enumerate(self.atoms):
            for keyword in ("anyOf", "oneOf"):
                branches = part.raw.get(keyword) if part.raw is not False else None
                if isinstance(branches, list) and branches:
                    rest = (*self.atoms[:at], _without(part, keyword), *self.atoms[at + 1 :])
                    flat = Flat(rest, False, self.flat.unevaluated)
                    found = tuple(self.make((part.below(keyword, each),), flat) for each in range(len(branches)))
                    return (*found, self.only("null")) if self.nullable else found
        return ()

    def only(self, *types: str) -> Shape:
        """The same, of these types alone."""
        found = self._narrowed.get(types)
        if found is None:
            found = self._narrowed[types] = self._only(types)
        return found

    @cached_property
    def _narrowed(self) -> dict[tuple[str, ...], Shape]:
        return {}

    def _only(self, types: tuple[str, ...]) -> Shape:
        kept = Part({"type": list(types)}, Place("?", f"/type/{'+'.join(types)}"))
        if self.nullable and types == ("null",):
            return self.make((kept,))
        return self.make((kept,), self.flat._replace(nullable=False))

    @property
    def accepts_null(self) -> bool:
        """Whether null may be valid, as far as types and values say; unions are not asked."""
        return self.nullable or "null" in self.types


def _without(part: Part, keyword: str) -> Part:
    """The part without a keyword, at a place of its own: there it is another schema."""
    raw = {word: value for word, value in part.raw.items() if word != keyword}
    return Part(raw, Place(part.place.document, f"{part.place.pointer}/?{keyword}"), part.base)
