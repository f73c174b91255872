"""Schemas of single values as types: their notation, bounds, pattern and default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from skerry.model.terms.types import Basic, Bounded, Choice, Default, Format, Pattern, Type

_FORMATS = {
    "uuid": "uuid", "date": "date", "date-time": "datetime", "time": "time", "duration": "duration", "email": "email", "uri": "url",
}  # fmt: skip
_KINDS = {"string": "text", "integer": "int", "number": "number", "boolean": "bool"}
_FORMAT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9])?\Z")
_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f\u0085\u2028\u2029]*\Z")
_LARGEST = 1e15


def basic(kind: str, raw: Mapping[str, Any]) -> Type:
    """The type of a value of a kind, with all that is said of it."""
    return limited(kind, _noted(kind, raw), raw)


def words_of(raw: Mapping[str, Any]) -> Type | None:
    """The words of an enumeration with all that is said of them; None where it is none."""
    of = choice(raw)
    return limited("string", noted(of, raw), raw) if of else None


def noted(of: Type, raw: Mapping[str, Any]) -> Type:
    """A type in the notation that is said."""
    format_ = str(raw.get("format", ""))
    return Format(of, format_) if _FORMAT.match(format_) else of


def limited(kind: str, of: Type, raw: Mapping[str, Any]) -> Type:
    """A type within the bounds, the pattern and with the default that is said of it."""
    ends = ("minimum", "maximum") if kind in ("integer", "number") else ("minLength", "maxLength")
    of = bounded(of, raw, *ends) if kind != "boolean" else of
    pattern = raw.get("pattern")
    if kind == "string" and isinstance(pattern, str) and sayable_pattern(pattern):
        of = Pattern(of, re.sub(r"\\.", lambda found: "/" if found[0] == "\\/" else found[0], pattern))
    return defaulted(of, raw)


def _noted(kind: str, raw: Mapping[str, Any]) -> Type:
    format_ = str(raw.get("format", ""))
    if kind == "string" and format_ in _FORMATS:
        return Basic(_FORMATS[format_])
    if kind == "string" and not format_ and raw.get("contentEncoding") == "base64":
        return Basic("bytes")
    return noted(Basic(_KINDS[kind]), raw)


def bounded(of: Type, raw: Mapping[str, Any], least: str, most: str) -> Type:
    """A type within the bounds that these words say; exclusive ones as OpenAPI 3.0 and 3.1 say them."""
    low, high = _number(raw.get(least)), _number(raw.get(most))
    above, below = raw.get("exclusiveMinimum"), raw.get("exclusiveMaximum")
    signs = (">" if above is True else ">=", "<" if below is True else "<=")
    if least == "minimum":
        low, signs = (_number(above), (">", signs[1])) if _number(above) else (low, signs)
        high, signs = (_number(below), (signs[0], "<")) if _number(below) else (high, signs)
    if low and high and signs == (">=", "<="):
        return Bounded(of, "..", low, high)
    of = Bounded(of, signs[0], low) if low else of
    return Bounded(of, signs[1], high) if high else of


def _number(value: Any) -> str:
    """A number as the language writes it; '' where it can't."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if value == int(value):
        return str(int(value))
    written = f"{value:.12f}".rstrip("0")
    return written if float(written) == value and abs(value) < _LARGEST else ""


def defaulted(of: Type, raw: Mapping[str, Any]) -> Type:
    """A type with the value that is taken where none is given."""
    value = raw.get("default")
    if isinstance(value, bool):
        return Default(of, "true" if value else "false")
    if isinstance(value, int | float):
        written = _number(value)
        return Default(of, written) if written else of
    if isinstance(value, str) and sayable(value):
        return Default(of, '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"')
    return of


def choice(raw: Mapping[str, Any]) -> Choice | None:
    """The words of an enumeration, or the only one; None where it is none, or of something else than text."""
    words = [raw["const"]] if "const" in raw else raw.get("enum")
    if not isinstance(words, list):
        return None
    held = [word for word in words if word is not None]
    if not held or not all(isinstance(word, str) and sayable(word) for word in held):
        return None
    return Choice(tuple(dict.fromkeys(held)))


def sayable(text: str) -> bool:
    """Whether a text can stand in quotes in a term."""
    return _PRINTABLE.match(text) is not None


def sayable_pattern(pattern: str) -> bool:
    """Whether a pattern can stand between slashes."""
    return sayable(pattern) and not re.search(r"(?:^|[^\\])(?:\\\\)*\\\Z", pattern)
