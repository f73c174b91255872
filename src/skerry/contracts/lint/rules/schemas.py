"""Schemas that contradict themselves, or say what they do not mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.contracts.lint.desk import Desk, part
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.patterns import why_unusable
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import schema
from skerry.formats.json_schema import Part
from skerry.kernel.problem import Severity

_WORDS = {
    "string": ("minLength", "maxLength", "pattern"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("items", "minItems", "maxItems", "uniqueItems", "prefixItems", "contains"),
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties", "patternProperties"),
}
_OWNER = {word: kind for kind, words in _WORDS.items() for word in words}
_FORMATS = {
    "string": (
        "date-time",
        "date",
        "time",
        "email",
        "uuid",
        "uri",
        "hostname",
        "ipv4",
        "ipv6",
        "byte",
        "binary",
        "password",
    ),
    "integer": ("int32", "int64"),
    "number": ("float", "double", "int32", "int64"),
}
_FORMAT_OWNERS = {
    each: {kind for kind, names in _FORMATS.items() if each in names} for names in _FORMATS.values() for each in names
}
_BRANCHES = frozenset(("anyOf", "oneOf", "if", "then", "else", "not", "dependentSchemas", "$ref", "$dynamicRef"))
_PYTHON = {"string": str, "boolean": bool, "array": list, "object": dict, "null": type(None)}


def types_of(raw: dict[str, Any]) -> set[str]:
    """The types that a schema names; none: all."""
    found = raw.get("type")
    if isinstance(found, str):
        return {found}
    return {str(each) for each in found} if isinstance(found, list) else set()


def _is(value: Any, kind: str) -> bool:
    if kind in ("integer", "number"):
        whole = isinstance(value, int) or (isinstance(value, float) and (kind == "number" or value.is_integer()))
        return whole and not isinstance(value, bool)
    return kind not in _PYTHON or isinstance(value, _PYTHON[kind])


@rule(
    "schema-required-undefined", "A required property is not defined", Kind.SCHEMA, keys=("required",),
    about="Most often its name is misspelt; then nobody can send what is asked for and mean it.",
    fix="Define it in `properties`, or repair its name.",
    sound=schema("type: object\nrequired: [id]\nproperties: {id: {}}"),
    broken=schema("type: object\nrequired: [idd]\nproperties: {id: {}}"),
)  # fmt: skip
def required_undefined(node: Node, desk: Desk) -> Iterator[Hit]:
    required = node.raw["required"]
    if not isinstance(required, list) or not required:
        return
    for each in (node, node.parent):
        if each is not None and each.kind is Kind.SCHEMA and each.raw.keys() & _BRANCHES:
            return  # what it lacks may stand in a branch, or beside it
    if node.key == "allOf":
        return
    names = _named(part(node), desk)
    for at, name in enumerate(required if names is not None else ()):
        if isinstance(name, str) and name not in (names or ()):
            yield Hit(node.below("required", at), f"{name} is required, and not defined")


def _named(found: Part, desk: Desk, depth: int = 0) -> set[str] | None:
    """The properties that a schema and what it extends define; None where it takes others too, by a schema for them."""
    raw = found.raw
    if (
        raw.keys() & _BRANCHES
        or isinstance(raw.get("additionalProperties"), dict)
        or "patternProperties" in raw
        or depth > 20
    ):
        return None
    names = set(raw["properties"]) if isinstance(raw.get("properties"), dict) else set()
    listed = raw.get("allOf")
    for at, each in enumerate(listed if isinstance(listed, list) else ()):
        below = _named(desk.follow(found.below("allOf", at)), desk, depth + 1) if isinstance(each, dict) else None
        if below is None:
            return None
        names |= below
    return names


@rule(
    "schema-required-type", "`required` is no list of names", Kind.SCHEMA, keys=("required",), level=Severity.ERROR,
    about="In a schema it lists properties; `required: true` beside a property is of JSON Schema's third draft, and does nothing.",
    fix="List the name in `required` of the object around it.",
    sound=schema("required: [id]\nproperties: {id: {type: string}}"),
    broken=schema("properties: {id: {type: string, required: true}}"),
)  # fmt: skip
def required_type(node: Node, desk: Desk) -> Iterator[Hit]:
    if not isinstance(node.raw["required"], list):
        yield Hit(node.below("required"), "`required` is no list")


@rule(
    "schema-enum-duplicate", "A value stands twice in an enum", Kind.SCHEMA, keys=("enum",),
    about="Generated code has two names for one value, or does not compile.",
    fix="Remove one of them.",
    sound=schema("enum: [open, closed]"), broken=schema("enum: [open, open]"),
)  # fmt: skip
def enum_duplicate(node: Node, desk: Desk) -> Iterator[Hit]:
    values = node.raw["enum"]
    if isinstance(values, list) and all(isinstance(each, str) for each in values) and len(set(values)) < len(values):
        twice = next(each for each in values if values.count(each) > 1)
        yield Hit(node.below("enum"), f"{twice!r} stands twice")


@rule(
    "schema-enum-type", "A value of an enum is of another type", Kind.SCHEMA, keys=("enum", "const"), level=Severity.ERROR,
    about="It can never be valid, since the type forbids it.",
    fix="Repair the value, or the type.",
    sound=schema("type: string\nenum: ['1', '2']"), broken=schema("type: string\nenum: [1, 2]"),
)  # fmt: skip
def enum_type(node: Node, desk: Desk) -> Iterator[Hit]:
    types = types_of(node.raw)
    values = (
        node.raw["enum"]
        if isinstance(node.raw.get("enum"), list)
        else [node.raw[key] for key in ("const",) if key in node.raw]
    )
    nullable = node.raw.get("nullable") is True or node.raw.get("x-nullable") is True
    for at, value in enumerate(values if types else ()):
        if not any(_is(value, kind) for kind in types) and not (value is None and nullable):
            where = node.below("enum", at) if "enum" in node.raw else node.below("const")
            yield Hit(where, f"{value!r} is not of type {' or '.join(sorted(types))}")


@rule(
    "schema-pattern-unusable", "A pattern cannot be compiled", Kind.SCHEMA, keys=("pattern", "patternProperties"),
    level=Severity.ERROR,
    about="Patterns are regular expressions of ECMAScript; validators stop at this one, or let everything pass.",
    fix="Repair the expression; write it without slashes around it.",
    sound=schema("type: string\npattern: '^[A-Z]{2}$'"), broken=schema("type: string\npattern: '^[A-Z{2}$'"),
)  # fmt: skip
def pattern_unusable(node: Node, desk: Desk) -> Iterator[Hit]:
    more = node.raw.get("patternProperties")
    found = {node.below("pattern"): node.raw.get("pattern")}
    found |= {node.below("patternProperties", each): each for each in (more if isinstance(more, dict) else ())}
    for place, pattern in found.items():
        if isinstance(pattern, str) and (why := why_unusable(pattern)):
            yield Hit(place, f"{pattern!r} is no regular expression: {why}")


@rule(
    "schema-bounds-impossible", "Nothing is within the bounds", Kind.SCHEMA, level=Severity.ERROR,
    keys=("minimum", "minLength", "minItems", "minProperties", "exclusiveMinimum"),
    about="The lower bound lies above the upper one; no value is valid.",
    fix="Swap or repair the bounds.",
    sound=schema("minLength: 2\nmaxLength: 20"), broken=schema("minLength: 20\nmaxLength: 2"),
)  # fmt: skip
def bounds_impossible(node: Node, desk: Desk) -> Iterator[Hit]:
    raw = node.raw
    pairs = (
        ("minimum", "maximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    )
    for low, high in pairs:
        least, most = raw.get(low), raw.get(high)
        if _is(least, "number") and _is(most, "number") and least > most:
            yield Hit(node.below(low), f"{low} {least} is above {high} {most}")


@rule(
    "schema-keyword-idle", "A keyword does nothing for this type", Kind.SCHEMA, keys=tuple(_OWNER),
    about="`maxLength` of a number or `pattern` of an array limit nothing, though they look as if they did.",
    fix="Use the keyword of the type (`maximum`, `maxItems`), or repair the type.",
    sound=schema("type: integer\nmaximum: 10"), broken=schema("type: integer\nmaxLength: 10"),
)  # fmt: skip
def keyword_idle(node: Node, desk: Desk) -> Iterator[Hit]:
    types = {"number" if each == "integer" else each for each in types_of(node.raw)}
    for word in node.raw:
        owner = _OWNER.get(word)
        if owner and types and owner not in types:
            yield Hit(node.below(word), f"{word} does nothing for {' or '.join(sorted(types_of(node.raw)))}")


@rule(
    "schema-format-idle", "A format is of another type", Kind.SCHEMA, keys=("format",),
    about="Formats count for their own type alone: `int32` of a string checks nothing.",
    fix="Repair the type or the format.",
    sound=schema("type: integer\nformat: int32"), broken=schema("type: string\nformat: int32"),
)  # fmt: skip
def format_idle(node: Node, desk: Desk) -> Iterator[Hit]:
    types, name = types_of(node.raw), node.raw["format"]
    owners = _FORMAT_OWNERS.get(name) if isinstance(name, str) else None
    if owners and types and not types & owners and not (name in ("int64", "double") and types == {"string"}):
        yield Hit(node.below("format"), f"the format {name} says nothing of {' or '.join(sorted(types))}")


@rule(
    "schema-array-items-missing", "An array does not say of what", Kind.SCHEMA, keys=("type=array",),
    about="Its elements can be anything; before OpenAPI 3.1 the specification asks for `items`.",
    fix="Give it `items`.",
    sound=schema("type: array\nitems: {type: string}"), broken=schema("type: array"),
)  # fmt: skip
def array_items_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if "array" in types_of(node.raw) and not node.raw.keys() & {
        "items",
        "prefixItems",
        "contains",
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
    }:
        yield Hit(node.place, "the array has no `items`")


@rule(
    "schema-type-unknown", "A type does not exist", Kind.SCHEMA, keys=("type=",), level=Severity.ERROR,
    about="JSON has string, number, integer, boolean, array, object and null; `file`, `date` or `float` are none.",
    fix="Use one of these, with a `format` where it says more.",
    sound=schema("type: string\nformat: date"), broken=schema("type: date"),
)  # fmt: skip
def type_unknown(node: Node, desk: Desk) -> Iterator[Hit]:
    known = {*_PYTHON, "integer", "number", *(("file",) if desk.swagger else ())}
    for each in types_of(node.raw) - known:
        yield Hit(node.below("type"), f"there is no type {each}")


@rule(
    "schema-nullable-idle", "`nullable` does nothing", Kind.SCHEMA, keys=("nullable",),
    about="Since OpenAPI 3.1 it is no keyword any more; in 3.0 it counts only beside a `type`. Null is refused all the same.",
    fix="Write `type: [string, 'null']` from 3.1 on; in 3.0 put `type` beside it.",
    sound=schema("type: [string, 'null']"), broken=schema("type: string\nnullable: true"),
)  # fmt: skip
def nullable_idle(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw["nullable"] is not True or desk.schemas is None:
        return
    if desk.schemas.dialect.nullable != "nullable":
        yield Hit(node.below("nullable"), "nullable is no keyword in this version")
    elif "type" not in node.raw:
        yield Hit(node.below("nullable"), "nullable counts only beside a type")


@rule(
    "schema-read-and-write-only", "A property is read-only and write-only", Kind.SCHEMA, keys=("readOnly",), level=Severity.ERROR,
    about="It can be neither sent nor received.",
    fix="Decide for one of them.",
    sound=schema("properties: {id: {type: string, readOnly: true}}"),
    broken=schema("properties: {id: {type: string, readOnly: true, writeOnly: true}}"),
)  # fmt: skip
def read_and_write_only(node: Node, desk: Desk) -> Iterator[Hit]:
    if node.raw["readOnly"] is True and node.raw.get("writeOnly") is True:
        yield Hit(node.below("writeOnly"), "both readOnly and writeOnly")


@rule(
    "schema-discriminator-undefined", "A discriminator names no property", Kind.SCHEMA, keys=("discriminator",), level=Severity.ERROR,
    about="Readers tell the alternatives apart by this property; where an alternative may leave it out they cannot.",
    fix="Define the property in each alternative, and require it.",
    sound=schema("discriminator: {propertyName: kind}\nrequired: [kind]\nproperties: {kind: {type: string}}"),
    broken=schema("discriminator: {propertyName: kind}\nproperties: {sort: {type: string}}"),
)  # fmt: skip
def discriminator_undefined(node: Node, desk: Desk) -> Iterator[Hit]:
    found = node.raw["discriminator"]
    name = found.get("propertyName") if isinstance(found, dict) else found
    if not isinstance(name, str):
        return
    raws = [node.raw, *(each for word in ("oneOf", "anyOf", "allOf") for each in _alternatives(node, desk, word))]
    if not any(isinstance(raw.get("properties"), dict) and name in raw["properties"] for raw in raws):
        yield Hit(node.below("discriminator"), f"there is no property {name}")


def _alternatives(node: Node, desk: Desk, word: str) -> Iterator[dict[str, Any]]:
    listed = node.raw.get(word)
    for at, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, dict):
            found = desk.follow(part(node).below(word, at))
            yield found.raw
            below = found.raw.get("allOf")
            for number, inner in enumerate(below if isinstance(below, list) else ()):
                if isinstance(inner, dict):
                    yield desk.follow(found.below("allOf", number)).raw


@rule(
    "schema-endless", "An object has to hold another of its kind", Kind.SCHEMA, keys=("required",), level=Severity.ERROR,
    about="A required property of the same type needs one more, without end: no value can be valid.",
    fix="Make the property optional, or allow null.",
    sound=schema("type: object\nproperties: {next: {$ref: '#/components/schemas/Order'}}"),
    broken=schema("type: object\nrequired: [next]\nproperties: {next: {$ref: '#/components/schemas/Order'}}"),
)  # fmt: skip
def endless(node: Node, desk: Desk) -> Iterator[Hit]:
    properties, required = node.raw.get("properties"), node.raw["required"]
    if not isinstance(properties, dict) or not isinstance(required, list) or node.raw.get("type") != "object":
        return
    for name in required:
        raw = properties.get(name) if isinstance(name, str) else None
        if (
            isinstance(raw, dict)
            and isinstance(raw.get("$ref"), str)
            and desk.follow(part(node).below("properties", name)).raw is node.raw
        ):
            yield Hit(node.below("properties", name), f"{name} is required, and is of the type that it stands in")
