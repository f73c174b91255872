"""Pairs of schemas and values to ask of them, made from a seed: far faster than to draw each keyword."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
NAMES = ("a", "b", "c")
VALUES = [
    None,
    True,
    False,
    0,
    1,
    2,
    1.5,
    3,
    -1,
    6,
    "",
    "a",
    "ab",
    "abc",
    "b",
    [],
    [1],
    [1, 1],
    ["a", 1],
    [None, "a", 2],
    {},
]
OBJECTS = [
    *({name: value} for name in NAMES for value in (None, 1, 2.5, "a", "abc", [1], {"a": 1})),
    *({"a": one, "b": other} for one in (1, "a", None) for other in (2, "ab", {})),
    {"a": 1, "b": 2, "c": 3}, {"a": "a", "c": 1}, {"d": 1}, {"d": "a", "e": None}, {"a": {"a": {"b": 1}}},
]  # fmt: skip
POOL = [*VALUES, *OBJECTS, [{}], [{"a": 1}, 2], [{"a": "a"}]]
Schema = Any


class Made:
    """Schemas from a seed. `depth` levels at most are nested."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def pair(self) -> tuple[Schema, Schema]:
        """Two schemas, mostly the same with a part of it changed."""
        before = self.document()
        if self.random.random() < 0.15:
            return before, self.document()
        after = copy.deepcopy(before)
        for _ in range(self.random.randint(1, 2)):
            self.change(self.random.choice(list(spots(after))))
        return before, after

    def document(self) -> Schema:
        """A schema with a definition that it may refer to, and that may refer to itself."""
        return {"$defs": {"a": self.schema(1, keywords=True)}, **self.schema(3, keywords=True)}

    def change(self, spot: dict[str, Any]) -> None:
        """Takes keywords away, and adds or replaces some."""
        for word in self.random.sample(sorted(spot), min(len(spot), self.random.randint(0, 2))):
            if word != "$defs":
                del spot[word]
        if self.random.random() < 0.7:
            spot.update(self.schema(1, keywords=True))

    def schema(self, depth: int, *, keywords: bool = False) -> Schema:
        """One schema; true, false or a reference only where keywords are not asked for."""
        if not keywords and (depth <= 0 or self.random.random() < 0.3):
            return copy.deepcopy(
                self.random.choice([True, False, {}, {"$ref": "#/$defs/a"}, *({"type": each} for each in TYPES)])
            )
        made: dict[str, Any] = {}
        if self.random.random() < 0.75:
            made["type"] = self.types()
        parts: list[Callable[[int], dict[str, Any]]] = [
            self.numbers,
            self.texts,
            self.arrays,
            self.objects,
            self.combined,
        ]
        for part in self.random.sample(parts, self.random.randint(0, 2)):
            made.update(part(depth - 1))
        if self.random.random() < 0.12:
            made["enum"] = self.random.sample(VALUES, self.random.randint(1, 4))
        elif self.random.random() < 0.06:
            made["const"] = self.random.choice(VALUES)
        return made

    def types(self) -> str | list[str]:
        """A type or some."""
        return (
            self.random.choice(TYPES)
            if self.random.random() < 0.6
            else self.random.sample(TYPES, self.random.randint(1, 3))
        )

    def some(self, **ways: Callable[[], Any]) -> dict[str, Any]:
        """A few of these keywords."""
        chosen = self.random.sample(sorted(ways), min(len(ways), self.random.choice((1, 1, 2, 2, 3))))
        return {word: ways[word]() for word in chosen}

    def numbers(self, depth: int) -> dict[str, Any]:
        """Bounds and steps."""
        near = self.random.randint
        return self.some(
            minimum=lambda: near(-1, 3),
            maximum=lambda: near(0, 6),
            exclusiveMinimum=lambda: near(-1, 3),
            exclusiveMaximum=lambda: near(0, 6),
            multipleOf=lambda: self.random.choice([1, 2, 3, 4, 0.5]),
        )

    def texts(self, depth: int) -> dict[str, Any]:
        """Lengths and patterns."""
        near = self.random.randint
        return self.some(
            minLength=lambda: near(0, 3),
            maxLength=lambda: near(0, 3),
            pattern=lambda: self.random.choice(["^a", "b$", ".*"]),
        )

    def arrays(self, depth: int) -> dict[str, Any]:
        """Elements."""
        near = self.random.randint
        return self.some(
            items=lambda: self.schema(depth),
            prefixItems=lambda: self.list_of(depth),
            minItems=lambda: near(0, 2),
            maxItems=lambda: near(0, 3),
            uniqueItems=lambda: near(0, 1) == 1,
            contains=lambda: self.schema(depth),
            unevaluatedItems=lambda: self.schema(depth),
            minContains=lambda: near(0, 2),
            maxContains=lambda: near(1, 2),
        )

    def objects(self, depth: int) -> dict[str, Any]:
        """Members."""
        near, choice = self.random.randint, self.random.choice
        names = [{"maxLength": 1}, {"pattern": "^a"}, {"enum": ["a", "b"]}]
        found = self.some(
            required=lambda: self.random.sample(NAMES, near(0, 2)),
            additionalProperties=lambda: self.schema(depth),
            unevaluatedProperties=lambda: self.schema(depth),
            patternProperties=lambda: {
                each: self.schema(depth) for each in self.random.sample(["^a", "[bc]", "d"], near(1, 2))
            },
            minProperties=lambda: near(0, 2),
            maxProperties=lambda: near(0, 3),
            propertyNames=lambda: choice(names),
            dependentRequired=lambda: {choice(NAMES): self.random.sample(NAMES, near(0, 2))},
            dependentSchemas=lambda: {choice(NAMES): self.schema(depth)},
        )
        return {"properties": {each: self.schema(depth) for each in self.random.sample(NAMES, near(0, 3))}, **found}

    def combined(self, depth: int) -> dict[str, Any]:
        """Branches."""
        return self.some(
            anyOf=lambda: self.list_of(depth),
            oneOf=lambda: self.list_of(depth),
            allOf=lambda: self.list_of(depth),
            **{"not": lambda: self.schema(depth), "if": lambda: self.schema(depth), "then": lambda: self.schema(depth)},
        )

    def list_of(self, depth: int) -> list[Schema]:
        """A few schemas."""
        return [self.schema(depth) for _ in range(self.random.randint(1, 3))]


_MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs")
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_NO_SCHEMAS = ("enum", "const", "dependentRequired", "required", "type")


def spots(schema: Schema) -> Iterator[dict[str, Any]]:
    """All schemas within a schema that have keywords."""
    if not isinstance(schema, dict):
        return
    yield schema
    for word, value in schema.items():
        if word in _MAPS:
            below = list(value.values())
        elif word in _LISTS:
            below = value
        else:
            below = [] if word in _NO_SCHEMAS else [value]
        for each in below:
            yield from spots(each)
