"""A schema of any dialect written in 2020-12 with all it refers to, straight from the document, for a validator.

It does not go through the normal form, so that what a validator says checks the normal form too.
"""

from __future__ import annotations

from typing import Any

from skerry.formats.json_schema.patterns import plain
from skerry.formats.json_schema.places import Part, Place
from skerry.formats.json_schema.schemas import Schemas
from skerry.formats.json_schema.shape import Shape
from skerry.formats.json_schema.values import ALL_TYPES, number, types_named

_PLAIN = (
    "enum", "const", "multipleOf", "maxLength", "minLength", "pattern", "format", "maxItems", "minItems", "uniqueItems",
    "maxProperties", "minProperties", "required", "dependentRequired", "minContains", "maxContains",
    "contentEncoding", "contentMediaType",
)  # fmt: skip
_ONE = (
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "additionalProperties",
    "contentSchema",
    "unevaluatedProperties",
    "unevaluatedItems",
)
_LIST = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAP = ("properties", "patternProperties", "dependentSchemas")
_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def lowered(shape: Shape, schemas: Schemas) -> dict[str, Any]:
    """The schema of a shape in 2020-12. Formats `int32` and `int64` become ranges; references that lead nowhere are left out."""
    writer = _Writer(schemas)
    parts = [writer.schema(part) for part in shape.source]
    writer.finish()
    together = {"allOf": parts} if parts else {}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **together, "$defs": writer.definitions}


class _Writer:
    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._names: dict[Place, str] = {}
        self._todo: list[Part] = []
        self.definitions: dict[str, Any] = {}

    def finish(self) -> None:
        """Writes what was referred to, and what that refers to."""
        while self._todo:
            part = self._todo.pop()
            self.definitions[self._names[part.place]] = self.schema(part)

    def schema(self, part: Part) -> Any:
        """One schema."""
        raw = part.raw
        if not isinstance(raw, dict):
            return raw if isinstance(raw, bool) else {}
        part = self._schemas.based(part)
        reference = self._reference(part)
        if reference and not self._schemas.dialect.siblings:
            return reference
        written: dict[str, Any] = {**(reference or {}), **{word: raw[word] for word in _PLAIN if word in raw}}
        if isinstance(raw.get("pattern"), str):
            written["pattern"] = plain(raw["pattern"])
        self._children(part, written)
        _numbers(raw, written)
        self._dependencies(part, written)
        return self._typed(raw, written)

    def _reference(self, part: Part) -> dict[str, Any] | None:
        for word in ("$ref", "$dynamicRef", "$recursiveRef"):
            reference = part.raw.get(word)
            if isinstance(reference, str):
                target = self._schemas.follow(reference, part)
                return {} if target is None else {"$ref": f"#/$defs/{self._named(target)}"}
        return None

    def _named(self, part: Part) -> str:
        if part.place not in self._names:
            self._names[part.place] = str(len(self._names))
            self._todo.append(part)
        return self._names[part.place]

    def _children(self, part: Part, written: dict[str, Any]) -> None:
        raw = part.raw
        for word in _ONE:
            if word in raw:
                written[word] = self.schema(part.below(word))
        for word in _LIST:
            if isinstance(raw.get(word), list) and raw[word]:
                written[word] = [self.schema(part.below(word, at)) for at in range(len(raw[word]))]
        for word in _MAP:
            if isinstance(raw.get(word), dict):
                named = plain if word == "patternProperties" else str
                written[word] = {named(name): self.schema(part.below(word, name)) for name in raw[word]}
        self._items(part, written)

    def _items(self, part: Part, written: dict[str, Any]) -> None:
        raw, items = part.raw, part.raw.get("items")
        if isinstance(items, list):
            if items:
                written["prefixItems"] = [self.schema(part.below("items", at)) for at in range(len(items))]
            if "additionalItems" in raw:
                written["items"] = self.schema(part.below("additionalItems"))
        elif "items" in raw:
            written["items"] = self.schema(part.below("items"))

    def _dependencies(self, part: Part, written: dict[str, Any]) -> None:
        found = part.raw.get("dependencies")
        for name, value in found.items() if isinstance(found, dict) else ():
            if isinstance(value, list):
                written.setdefault("dependentRequired", {})[name] = value
            else:
                written.setdefault("dependentSchemas", {})[name] = self.schema(part.below("dependencies", name))

    def _typed(self, raw: dict[str, Any], written: dict[str, Any]) -> Any:
        types = types_named(raw.get("type"))
        null = self._schemas.dialect.nullable
        nullable = bool(null) and raw.get(null) is True
        if types is None:
            combined = any(word in written for word in ("allOf", "anyOf", "oneOf"))
            return {"anyOf": [{"type": "null"}, written]} if nullable and combined else written
        if nullable:
            types |= {"null"}
            if isinstance(raw.get("enum"), list):
                written["enum"] = [*raw["enum"], None]
        written["type"] = sorted(types & ALL_TYPES)
        return written if written["type"] else False


def _numbers(raw: dict[str, Any], written: dict[str, Any]) -> None:
    for word, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        limit, other = number(raw.get(word)), raw.get(exclusive)
        if limit is not None:
            written[exclusive if other is True else word] = limit
        if number(other) is not None:
            written[exclusive] = other
    width = _RANGES.get(raw.get("format", "")) if isinstance(raw.get("format"), str) else None
    if width:
        written.setdefault("allOf", [])
        written["allOf"] = [
            *written["allOf"],
            {"anyOf": [{"not": {"type": "number"}}, {"minimum": width[0], "maximum": width[1]}]},
        ]
