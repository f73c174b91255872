"""Basic types and bounds as JSON Schema 2020-12: formats, and a limit for everything that could be endless."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from skerry.model.terms.types import Basic, Bounded

Schema = dict[str, Any]

LONGEST = 10_000  # characters of a text that the model does not bound
MOST = 1_000  # members of a list that the model does not bound
_SAFE = 2**53 - 1  # the largest integer that every JSON reader holds exactly
_DECIMAL = r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?$"
_COUNTED = {"array": ("minItems", "maxItems"), "object": ("minProperties", "maxProperties")}
_SIZES = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1)}
_BYTES = 1_400_000  # base64 of a mebibyte

BASIC: Mapping[str, Schema] = {
    "text": {"type": "string", "maxLength": LONGEST},
    "int": {"type": "integer", "format": "int64", "minimum": -_SAFE, "maximum": _SAFE},
    "number": {"type": "number", "format": "double"},
    "decimal": {"type": "string", "format": "decimal", "pattern": _DECIMAL, "maxLength": 29},
    "bool": {"type": "boolean"},
    "uuid": {"type": "string", "format": "uuid", "maxLength": 36},
    "date": {"type": "string", "format": "date", "maxLength": 10},
    "time": {"type": "string", "format": "time", "maxLength": 24},
    "datetime": {"type": "string", "format": "date-time", "maxLength": 35},
    "duration": {"type": "string", "format": "duration", "maxLength": 64},
    "email": {"type": "string", "format": "email", "maxLength": 254},
    "url": {"type": "string", "format": "uri", "maxLength": 2048},
    "json": {"description": "Any JSON value."},
    "bytes": {"type": "string", "contentEncoding": "base64", "maxLength": _BYTES},
}

MONEY: Schema = {
    "type": "object",
    "description": "An exact amount with its currency.",
    "required": ["amount", "currency"],
    "properties": {
        "amount": {
            "type": "string",
            "description": "A decimal number as text, so that no reader rounds it.",
            "format": "decimal",
            "pattern": _DECIMAL,
            "maxLength": 29,
        },
        "currency": {
            "type": "string",
            "description": "ISO 4217.",
            "format": "iso-4217",
            "pattern": "^[A-Z]{3}$",
            "maxLength": 3,
        },
    },
}


def basic(of: Basic) -> Schema:
    """The schema of a basic type; money has a definition of its own."""
    return dict(BASIC[of.name])


def unbounded(of: Basic) -> Schema:
    """The schema of a basic type without the limits that nobody said; numbers in no notation of their own."""
    found = {name: value for name, value in BASIC[of.name].items() if name in ("type", "format", "contentEncoding")}
    return {name: value for name, value in found.items() if name != "format" or of.name not in ("int", "number")}


def nullable(schema: Schema) -> Schema:
    """What a schema allows, and null."""
    for word in ("anyOf", "oneOf"):
        if set(schema) - {"type"} == {word}:
            return {"anyOf": [schema, {"type": "null"}]}
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]} if schema else {}
    words = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **words, "type": [schema["type"], "null"]}


def formatted(schema: Schema, notation: str) -> Schema:
    """A schema in a notation; numbers of a size have its bounds."""
    found = {**schema, "format": notation}
    low, high = _SIZES.get(notation, (0, 0))
    if high and "minimum" in found and "maximum" in found:
        found["minimum"], found["maximum"] = max(low, found["minimum"]), min(high, found["maximum"])
    return found


def bounded(of: Bounded, inner: Schema) -> Schema:
    """A schema within bounds: of a number, or of the length of a text or list."""
    low, high = ends(of)
    if inner.get("type") in ("integer", "number"):
        return {**inner, **_numbers(of, low, high)}
    if inner.get("format") == "decimal":  # exact decimals are texts, whose size JSON Schema can't bound
        return {**inner, **{f"x-{name}": str(value) for name, value in _numbers(of, low, high).items()}}
    least, most = _COUNTED.get(str(inner.get("type")), ("minLength", "maxLength"))
    inside = {least: int(low) + (of.sign == ">") if low is not None else None}
    inside[most] = int(high) - (of.sign == "<") if high is not None else None
    return {**inner, **{name: value for name, value in inside.items() if value is not None}}


def ends(of: Bounded) -> tuple[Decimal | None, Decimal | None]:
    """The lower and the upper end, as far as they are given."""
    if of.sign == "..":
        return Decimal(of.low), Decimal(of.high)
    return (Decimal(of.low), None) if of.sign in (">", ">=") else (None, Decimal(of.low))


def _numbers(of: Bounded, low: Decimal | None, high: Decimal | None) -> dict[str, int | float]:
    found: dict[str, int | float] = {}
    if low is not None:
        found["exclusiveMinimum" if of.sign == ">" else "minimum"] = _plain(low)
    if high is not None:
        found["exclusiveMaximum" if of.sign == "<" else "maximum"] = _plain(high)
    return found


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
