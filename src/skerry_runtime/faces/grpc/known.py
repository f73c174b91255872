"""Messages that mean one value: amounts, moments, lengths of time, any JSON. Nothing is ever rounded."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

BILLION = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = (-62_135_596_800, 253_402_300_799)  # of the years 1 to 9999
_UNITS = 2**63
_LENGTH = TypeAdapter(timedelta)


class Unsayable(ValueError):
    """A value has no equal in the other format; the text says why."""


@lru_cache(maxsize=1024)
def is_money(descriptor: Any) -> bool:
    """Whether this is the message of an exact amount, which each package has."""
    return descriptor.name == "Money" and {*descriptor.fields_by_name} == {"currency_code", "units", "nanos"}


def money_said(message: Any) -> dict[str, str]:
    """An amount as JSON has it."""
    units, nanos = message.units, message.nanos
    if abs(nanos) >= BILLION:
        raise Unsayable("nanos have to be less than a billion")
    if units * nanos < 0:
        raise Unsayable("units and nanos have to have one sign")
    return {"amount": _plain(units, nanos), "currency": message.currency_code}


def money_meant(message: Any, value: Mapping[str, str]) -> None:
    """Writes an amount into a message.

    Raises:
        Unsayable: it has more than nine digits behind the point, or more units than 64 bits hold.
    """
    try:
        number = Decimal(value["amount"])
        nanos = number.scaleb(9)
        whole = int(nanos)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise Unsayable(f"{value['amount']} is no amount") from error
    if whole != nanos or abs(whole) >= _UNITS * BILLION:
        raise Unsayable(f"{value['amount']} is not exact in units and billionths")
    units, rest = divmod(abs(whole), BILLION)
    sign = -1 if whole < 0 else 1
    message.currency_code, message.units, message.nanos = value["currency"], sign * units, sign * rest


def moment_said(message: Any) -> str:
    """A moment as RFC 3339 has it."""
    if not _SECONDS[0] <= message.seconds <= _SECONDS[1] or not 0 <= message.nanos < BILLION:
        raise Unsayable("this is no moment of the years 1 to 9999")
    whole = (_EPOCH + timedelta(seconds=message.seconds)).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    return f"{whole}{_fraction(message.nanos)}Z"


def moment_meant(message: Any, value: str) -> None:
    """Writes a moment into a message."""
    past = datetime.fromisoformat(value) - _EPOCH
    message.seconds, message.nanos = past.days * 86_400 + past.seconds, past.microseconds * 1000


def length_said(message: Any) -> str:
    """A length of time as ISO 8601 has it."""
    if abs(message.nanos) >= BILLION or message.seconds * message.nanos < 0 or message.nanos % 1000:
        raise Unsayable("this is no length of time in microseconds")
    try:
        found = timedelta(seconds=message.seconds, microseconds=message.nanos // 1000)
        return str(_LENGTH.dump_python(found, mode="json"))
    except OverflowError as error:
        raise Unsayable("this length of time is too long") from error


def length_meant(message: Any, value: str) -> None:
    """Writes a length of time into a message."""
    micros = _LENGTH.validate_python(value) // timedelta(microseconds=1)
    seconds, rest = divmod(abs(micros), 1_000_000)
    sign = -1 if micros < 0 else 1
    message.seconds, message.nanos = sign * seconds, sign * rest * 1000


def any_said(message: Any) -> Any:
    """Any value."""
    kind = message.WhichOneof("kind")
    if kind == "list_value":
        return [any_said(each) for each in message.list_value.values]
    if kind == "struct_value":
        return {name: any_said(each) for name, each in message.struct_value.fields.items()}
    if kind in (None, "null_value"):
        return None
    value = getattr(message, kind)
    if kind != "number_value":
        return value
    return int(value) if finite(value).is_integer() and abs(value) < 2**53 else value


def any_meant(message: Any, value: Any) -> None:
    """Writes any value into a message."""
    if value is None:
        message.null_value = 0
    elif isinstance(value, bool):
        message.bool_value = value
    elif isinstance(value, str):
        message.string_value = value
    elif isinstance(value, int | float):
        if isinstance(value, int) and int(float(value)) != value:
            raise Unsayable(f"{value} is not exact as a double")
        message.number_value = value
    elif isinstance(value, Mapping):
        message.struct_value.SetInParent()
        for name, each in value.items():
            any_meant(message.struct_value.fields[name], each)
    else:
        message.list_value.SetInParent()
        for each in value:
            any_meant(message.list_value.values.add(), each)


def finite(value: float) -> float:
    """A number that JSON knows."""
    if not math.isfinite(value):
        raise Unsayable("numbers have to be finite")
    return value


def _plain(units: int, nanos: int) -> str:
    sign = "-" if units < 0 or nanos < 0 else ""
    return f"{sign}{abs(units)}{_fraction(abs(nanos))}"


def _fraction(nanos: int) -> str:
    return f".{nanos:09d}".rstrip("0") if nanos else ""


SAID: dict[str, Callable[[Any], Any]] = {
    "google.protobuf.Timestamp": moment_said,
    "google.protobuf.Duration": length_said,
    "google.protobuf.Value": any_said,
}
MEANT: dict[str, Callable[[Any, Any], None]] = {
    "google.protobuf.Timestamp": moment_meant,
    "google.protobuf.Duration": length_meant,
    "google.protobuf.Value": any_meant,
}
