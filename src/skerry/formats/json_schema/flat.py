"""A schema taken apart into the written schemas that all have to hold: references followed, `allOf` opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from skerry.formats.json_schema.dialect import Dialect
from skerry.formats.json_schema.places import Part
from skerry.formats.json_schema.values import types_named

Follow = Callable[[str, Part], Part | None]
_DEEPEST = 100
_ANNOTATIONS = frozenset(
    (
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "$comment",
        "externalDocs",
        "xml",
    )
)


class Unevaluated(NamedTuple):
    """A schema with `unevaluatedProperties` or `unevaluatedItems`, and the schemas whose members it takes for evaluated."""

    part: Part
    scope: tuple[Part, ...]


class Flat(NamedTuple):
    """Written schemas of which each must hold, without their `$ref` and `allOf`; `nullable`: null is valid whatever they say."""

    atoms: tuple[Part, ...] = ()
    nullable: bool = False
    unevaluated: tuple[Unevaluated, ...] = ()


class Flattener:
    """Takes the schemas of one document apart, each place once; a schema that refers to itself at once adds nothing."""

    def __init__(self, dialect: Dialect, follow: Follow) -> None:
        self._dialect = dialect
        self._follow = follow
        self._done: dict[Any, Flat] = {}
        self._depth = 0
        self.too_deep: Part | None = None  # the first that was not opened

    def all(self, parts: Iterable[Part], also: Flat | None = None) -> Flat:
        """What all of these schemas together, and one that was taken apart before, are taken apart into."""
        distinct = list({part.place: part for part in parts}.values())
        return self._together(distinct) if also is None else self._joined(distinct, also)

    def of(self, part: Part) -> Flat:
        """What one schema is taken apart into."""
        found = self._done.get(part.place)
        if found is None:
            self._done[part.place] = Flat()
            self._depth += 1
            if self._depth > _DEEPEST:
                self.too_deep = self.too_deep or part
            found = self._done[part.place] = self._opened(part) if self._depth <= _DEEPEST else Flat()
            self._depth -= 1
        return found

    def _opened(self, part: Part) -> Flat:
        raw = part.raw
        if not isinstance(raw, dict):
            return Flat((part,)) if raw is False else Flat()
        part = self.based(part)
        reference = self._reference(part)
        if reference is not None and not self._dialect.siblings:
            return self.of(reference)
        null = self._dialect.nullable
        if null and raw.get(null) is True:
            if "type" not in raw and _combines(raw):
                return self._rest(_without(part, null), reference)._replace(nullable=True)
            part = _with_null(part)
        union = _union_with_null(raw)
        if union:
            keyword, at = union
            return self._rest(_without(part, keyword), part.below(keyword, at))._replace(nullable=True)
        return self._rest(*_single(part, reference))

    def _rest(self, part: Part, also: Part | None) -> Flat:
        """The schema itself, what it refers to, and the branches of its `allOf`."""
        raw = part.raw
        branches = raw.get("allOf")
        below = [part.below("allOf", at) for at in range(len(branches))] if isinstance(branches, list) else []
        if also is not None:
            below.insert(0, also)
        own = part if raw.keys() - {"$ref", "allOf", "$dynamicRef", "$recursiveRef"} else None
        if own is None and len(below) == 1:
            return self.of(below[0])
        flat = self._together(below, own)
        if own and ("unevaluatedProperties" in raw or "unevaluatedItems" in raw):
            flat = flat._replace(unevaluated=(*flat.unevaluated, Unevaluated(own, flat.atoms)))
        return flat

    def _together(self, parts: list[Part], own: Part | None = None) -> Flat:
        if len(parts) == 1 and own is None:
            return self.of(parts[0])
        return self._joined(parts, Flat((own,) if own else ()))

    def _joined(self, parts: list[Part], first: Flat) -> Flat:
        """All hold. Where one of several accepts null whatever it says, it stays a union with null: the others may refuse it."""
        flats = [self.of(part) for part in parts]
        speaking = [flat for flat in (first, *flats) if any(map(_says, flat.atoms))]
        nullable = bool(speaking) and all(flat.nullable for flat in speaking)
        if not nullable:
            flats = [
                Flat((_or_null(part),)) if flat.nullable else flat for part, flat in zip(parts, flats, strict=True)
            ]
        atoms = {part.place: part for flat in (first, *flats) for part in flat.atoms}
        unevaluated = tuple(each for flat in (first, *flats) for each in flat.unevaluated)
        return Flat(tuple(atoms.values()), nullable, unevaluated)

    def _reference(self, part: Part) -> Part | None:
        for word in ("$ref", "$dynamicRef", "$recursiveRef"):
            reference = part.raw.get(word)
            if isinstance(reference, str):
                return self._follow(reference, part)
        return None

    def based(self, part: Part) -> Part:
        """The part with the pointer of its resource, if it begins one."""
        name = part.raw.get(self._dialect.identifier) if self._dialect.identifier else None
        if isinstance(name, str) and not name.startswith("#"):
            return part._replace(base=part.place.pointer)
        return part


def _combines(raw: dict[str, Any]) -> bool:
    return any(isinstance(raw.get(word), list) for word in ("allOf", "anyOf", "oneOf"))


def _says(part: Part) -> bool:
    return part.raw is False or bool(part.raw.keys() - _ANNOTATIONS)


def _with_null(part: Part) -> Part:
    raw = dict(part.raw)
    types, values = types_named(raw.get("type")), raw.get("enum")
    if types is not None:
        raw["type"] = sorted(types | {"null"})
    if isinstance(values, list):
        raw["enum"] = [*values, None]
    return part._replace(raw=raw)


def _or_null(part: Part) -> Part:
    place = part.place._replace(pointer=f"{part.place.pointer}/?")
    return part._replace(raw={"anyOf": [{"type": "null"}, part.raw]}, place=place)


def _without(part: Part, *keywords: str) -> Part:
    return part._replace(raw={word: value for word, value in part.raw.items() if word not in keywords})


def _union_with_null(raw: dict[str, Any]) -> tuple[str, int] | None:
    """The union that is no more than `X or null`, and which of its two branches is X."""
    for keyword in ("anyOf", "oneOf"):
        branches = raw.get(keyword)
        if isinstance(branches, list) and len(branches) == 2 and raw.keys() <= _ANNOTATIONS | {keyword}:
            nulls = [
                isinstance(each, dict) and each.get("type") == "null" and each.keys() <= _ANNOTATIONS | {"type"}
                for each in branches
            ]
            if nulls.count(True) == 1:
                other = branches[at := nulls.index(False)]
                if keyword == "anyOf" or (
                    isinstance(other, dict) and ("$ref" in other or isinstance(other.get("type"), str))
                ):
                    return keyword, at
    return None


def _single(part: Part, reference: Part | None) -> tuple[Part, Part | None]:
    """A union of one branch is that branch."""
    if reference is None:
        for keyword in ("anyOf", "oneOf"):
            branches = part.raw.get(keyword)
            if isinstance(branches, list) and len(branches) == 1:
                return _without(part, keyword), part.below(keyword, 0)
    return part, reference
