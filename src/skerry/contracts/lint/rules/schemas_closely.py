"""Schemas that leave open what generated code, stores and reviewers want to know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import schema
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity

_MONEY = re.compile(
    r"(.*[_-])?(price|amount|total|cost|fee|balance|salary|subtotal|discount)(_?(amount|total|net|gross))?|.*(Price|Amount|Cost|Fee|Balance)"
)
_TIME = re.compile(r".*(_at|_on|_date|_time|[a-z](At|Date|Time))|date|timestamp")
_TOLD = frozenset(("format", "pattern", "enum", "const"))
_STRING_BOUNDS = frozenset(("maxLength", "enum", "const", "format", "pattern"))
_NUMBER_BOUNDS = frozenset(("maximum", "exclusiveMaximum", "enum", "const", "format"))


def _property(node: Node) -> bool:
    """Whether a schema is that of a property, so that its key is a name."""
    return node.parent is not None and node.parent.kind is Kind.SCHEMA and node.raw is _below(node)


def _below(node: Node) -> object:
    properties = node.parent.raw.get("properties") if node.parent is not None else None
    return properties.get(node.key) if isinstance(properties, dict) else None


@rule(
    "schema-money-number", "An amount of money is a number", Kind.SCHEMA, keys=("type=number",), level=Severity.NOTE,
    about="Floating point loses cents (0.1 + 0.2), and an amount without its currency means nothing.",
    fix="Write {amount: a decimal as string, currency: ISO 4217}, or count the smallest unit in an integer.",
    sound=schema("properties: {price: {type: object, properties: {amount: {type: string}, currency: {type: string}}}}"),
    broken=schema("properties: {price: {type: number}}"),
)  # fmt: skip
def money_number(node: Node, desk: Desk) -> Iterator[Hit]:
    if _property(node) and _MONEY.fullmatch(node.key):
        yield Hit(node.place, f"{node.key} is a floating-point number")


@rule(
    "schema-time-unformatted", "A time is any text", Kind.SCHEMA, keys=("type=string",), level=Severity.NOTE,
    about="Without a format each sender writes it as he likes; RFC 3339 sorts as text and has an offset.",
    fix="Write `format: date-time` or `format: date`.",
    sound=schema("properties: {placed_at: {type: string, format: date-time}}"),
    broken=schema("properties: {placed_at: {type: string}}"),
)  # fmt: skip
def time_unformatted(node: Node, desk: Desk) -> Iterator[Hit]:
    if _TOLD.isdisjoint(node.raw) and _TIME.fullmatch(node.key) and _property(node):
        yield Hit(node.place, f"{node.key} has no format")


@rule(
    "schema-string-unbounded", "A text may have any length", Kind.SCHEMA, keys=("type=string",),
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Columns and buffers have a length; what is longer fails deep inside, or fills the store (OWASP API4).",
    fix="Give it `maxLength`, a `format`, a `pattern` or an `enum`.",
    sound=schema("type: string\nmaxLength: 200"), broken=schema("type: string"),
)  # fmt: skip
def string_unbounded(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.keys() & _STRING_BOUNDS:
        yield Hit(node.place, "the text has no maxLength")


@rule(
    "schema-array-unbounded", "An array may have any length", Kind.SCHEMA, keys=("type=array",),
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="A request with a million elements is valid then (OWASP API4).",
    fix="Give it `maxItems`.",
    sound=schema("type: array\nmaxItems: 100\nitems: {type: boolean}"), broken=schema("type: array\nitems: {type: boolean}"),
)  # fmt: skip
def array_unbounded(node: Node, desk: Desk) -> Iterator[Hit]:
    if "maxItems" not in node.raw:
        yield Hit(node.place, "the array has no maxItems")


@rule(
    "schema-number-unbounded", "A number may have any size", Kind.SCHEMA, keys=("type=integer", "type=number"),
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="JSON numbers have no end, those of languages do; what does not fit is cut off or refused.",
    fix="Give it `minimum` and `maximum`, or `format: int32` or `int64`.",
    sound=schema("type: integer\nformat: int32"), broken=schema("type: integer"),
)  # fmt: skip
def number_unbounded(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.keys() & _NUMBER_BOUNDS:
        yield Hit(node.place, "the number has no maximum")


@rule(
    "schema-identifier-unformatted", "An identifier is any text", Kind.SCHEMA, keys=("type=string",),
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="A wrong identifier is then found by the store and not at the entrance.",
    fix="Write `format: uuid`, a `pattern` or a `maxLength`.",
    sound=schema("properties: {id: {type: string, format: uuid}}"), broken=schema("properties: {id: {type: string}}"),
)  # fmt: skip
def identifier_unformatted(node: Node, desk: Desk) -> Iterator[Hit]:
    named = node.key == "id" or node.key.endswith(("_id", "Id"))
    if named and not node.raw.keys() & _STRING_BOUNDS and _property(node):
        yield Hit(node.place, f"{node.key} has no format")


@rule(
    "schema-pattern-unanchored", "A pattern matches anywhere", Kind.SCHEMA, keys=("pattern",),
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="Patterns of JSON Schema are searched for, not matched as a whole: `[a-z]+` accepts `1a!`.",
    fix="Begin it with `^`, and end it with `$`.",
    sound=schema("type: string\npattern: '^[a-z]+$'"), broken=schema("type: string\npattern: '[a-z]+'"),
)  # fmt: skip
def pattern_unanchored(node: Node, desk: Desk) -> Iterator[Hit]:
    pattern = node.raw["pattern"]
    if isinstance(pattern, str) and not (pattern.startswith("^") and pattern.endswith("$")):
        yield Hit(node.below("pattern"), f"{pattern!r} matches within other text")


@rule(
    "schema-enum-closed", "An enum cannot grow", Kind.SCHEMA, keys=("enum",), level=Severity.NOTE, persona=Persona.AUDITOR,
    about="A new value in an answer breaks every reader that was not told to expect some (the most frequent break there is).",
    fix="Say `x-extensible-enum`, so that readers prepare for more values.",
    sound=schema("type: string\nx-extensible-enum: [open, closed]"), broken=schema("type: string\nenum: [open, closed]"),
)  # fmt: skip
def enum_closed(node: Node, desk: Desk) -> Iterator[Hit]:
    values = node.raw["enum"]
    if isinstance(values, list) and len(values) > 1 and "x-extensible-enum" not in node.raw:
        yield Hit(node.below("enum"), "the enum is closed")


@rule(
    "schema-open-unsaid", "Nobody knows whether an object may have more properties", Kind.SCHEMA, keys=("properties",),
    level=Severity.NOTE, persona=Persona.AUDITOR,
    about="JSON Schema says yes, many generated readers say no. What holds decides whether a new property breaks.",
    fix="Say `additionalProperties` (or `unevaluatedProperties`).",
    sound=schema("properties: {id: {type: integer}}\nadditionalProperties: false"),
    broken=schema("properties: {id: {type: integer}}"),
)  # fmt: skip
def open_unsaid(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.keys() & {"additionalProperties", "unevaluatedProperties", "allOf"}:
        yield Hit(node.place, "the object says nothing about more properties")


@rule(
    "schema-type-missing", "A property has no type", Kind.SCHEMA,
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="It can be anything, and generated code has no type for it either.",
    fix="Give it a `type`; an empty schema with a description where it really is anything.",
    sound=schema("properties: {id: {type: string}}"), broken=schema("properties: {id: {maxLength: 3}}"),
)  # fmt: skip
def type_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    known = {"type", "$ref", "allOf", "anyOf", "oneOf", "enum", "const", "x-extensible-enum"}
    if not node.raw.keys() & known and _property(node):
        yield Hit(node.place, f"{node.key} has no type")


@rule(
    "schema-description-missing", "A property has no description", Kind.SCHEMA, level=Severity.NOTE, persona=Persona.AUDITOR,
    about="Units, rounding and what a missing value means cannot be told by a type.",
    fix="Describe it in a sentence.",
    sound=schema("properties: {weight: {type: integer, description: In grams}}"), broken=schema("properties: {weight: {type: integer}}"),
)  # fmt: skip
def schema_description_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.get("description") and _property(node):
        yield Hit(node.place, f"{node.key} has no description")
