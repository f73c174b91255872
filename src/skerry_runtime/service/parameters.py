"""The Python types of parameters, out of their JSON Schemas, for FastAPI and pydantic to check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

_FORMATS: dict[str, Any] = {
    "uuid": UUID,
    "date": date,
    "date-time": datetime,
    "time": time,
    "duration": timedelta,
    "decimal": Decimal,
}
_LIMITS = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
}


def type_of(schema: dict[str, Any]) -> Any:
    """The type that takes what a schema allows; text where it says nothing."""
    if words := schema.get("enum"):
        return Literal[tuple(words)]
    if "const" in schema:
        return Literal[schema["const"]]
    kinds: dict[str, Callable[[], Any]] = {
        "integer": lambda: _limited(int, schema),
        "number": lambda: _limited(float, schema),
        "boolean": lambda: bool,
        "array": lambda: list[type_of(schema.get("items", {}))],  # type: ignore[misc]
    }
    return kinds.get(str(schema.get("type", "string")), lambda: _text(schema))()


def _text(schema: dict[str, Any]) -> Any:
    found = _FORMATS.get(schema.get("format", ""))
    return found if found is not None else _limited(str, schema)


def _limited(kind: type, schema: dict[str, Any]) -> Any:
    limits = {name: schema[key] for key, name in _LIMITS.items() if key in schema}
    return Annotated[kind, Field(**limits)] if limits else kind
