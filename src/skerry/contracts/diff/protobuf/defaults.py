"""What a field means that is not set: its default, written or implied, as a value that can be compared across types."""

from __future__ import annotations

from skerry.contracts.diff.protobuf.sides import Side
from skerry.formats.protobuf.values import Cardinality, Field

_ONE = (Cardinality.IMPLICIT, Cardinality.OPTIONAL, Cardinality.REQUIRED)


def default(each: Field, side: Side) -> float | str | None:
    """A number (of an enum: the number of its value), or a text; None where there is no default, as in messages and lists."""
    if each.cardinality not in _ONE or each.kind in ("message", "group"):
        return None
    if each.kind == "enum":
        return _of_enum(each, side)
    if each.kind in ("string", "bytes"):
        return each.default or ""
    if each.kind == "bool":
        return int(each.default == "true")
    if each.kind in ("float", "double"):
        number = float(each.default or 0)
        return "nan" if number != number else number  # noqa: PLR0124 -- it is not equal to itself
    return int(each.default or 0)


def _of_enum(each: Field, side: Side) -> int | None:
    enum = side.enum(each.type)
    if enum is None or not enum.values:
        return None
    if each.default is None:
        return enum.values[0].number
    return next((value.number for value in enum.values if value.name == each.default), None)
