"""Enums that are on both sides: their values by number, what they reserve, whether they are open."""

from __future__ import annotations

from skerry.contracts.diff.protobuf import reserved, rules
from skerry.contracts.diff.protobuf.found import At, Found
from skerry.contracts.diff.protobuf.sides import Placed, Side
from skerry.formats.protobuf.values import Enum, EnumValue


def compare(was: Side, now: Side, found: Found) -> None:
    """All enums of the same full name."""
    for name, before in was.enums.items():
        after = now.enums.get(name)
        if after is not None and before != after:
            _enum(before, after, found)


def _enum(before: Placed[Enum], after: Placed[Enum], found: Found) -> None:
    was, now = before.value, after.value
    places = (At(before.file, was.where, name=True), At(after.file, now.where, name=True))
    _values(before, after, found)
    reserved.compare(was, now, places, (rules.ENUM_RESERVED_REMOVED, rules.ENUM_RESERVED_ADDED), found)
    for what, values, narrowed, widened in (
        ("type", (was.features.enum, now.features.enum), rules.ENUM_CLOSED, rules.ENUM_OPENED),
        ("JSON format", (was.features.json, now.features.json), rules.ENUM_JSON_NARROWED, rules.ENUM_JSON_WIDENED),
    ):
        if values[0] != values[1]:
            rule = widened if values[1] in ("OPEN", "ALLOW") else narrowed
            said = f"{what} of enum `{was.full_name}` was {values[0]} and is {values[1]}"
            found.add(rule, was.full_name, said, was=places[0], now=places[1], values=values)


def _by_number(enum: Enum) -> dict[int, list[EnumValue]]:
    found: dict[int, list[EnumValue]] = {}
    for value in enum.values:
        found.setdefault(value.number, []).append(value)
    return found


def _values(before: Placed[Enum], after: Placed[Enum], found: Found) -> None:
    was, now = _by_number(before.value), _by_number(after.value)
    added = {number: values for number, values in now.items() if number not in was}
    for number, values in was.items():
        if number in now:
            _names(values, now[number], before, after, found)
        else:
            _removed(number, values, added, before, after, found)
    for number, values in added.items():
        path = f"{after.value.full_name}.{values[0].name}"
        found.add(rules.VALUE_ADDED, path, f"value `{path}` = {number} was added", now=At(after.file, values[0].where))


def _names(was: list[EnumValue], now: list[EnumValue], before: Placed[Enum], after: Placed[Enum], found: Found) -> None:
    """A number has to keep all its names; it may get more."""
    kept = {value.name for value in now}
    missing = [value for value in was if value.name not in kept]
    known = {value.name for value in was}
    new = [value for value in now if value.name not in known] or now
    for value, other in zip(missing, [*new, *[new[-1]] * len(missing)], strict=False):
        path = f"{before.value.full_name}.{value.name}"
        found.add(
            rules.VALUE_NAME, path, f"value `{path}` = {value.number} has the name `{other.name}`",
            was=At(before.file, value.where), now=At(after.file, other.where), values=(value.name, other.name),
        )  # fmt: skip


def _removed(
    number: int,
    was: list[EnumValue],
    added: dict[int, list[EnumValue]],
    before: Placed[Enum],
    after: Placed[Enum],
    found: Found,
) -> None:
    names = [value.name for value in was]
    free_number, free_name = reserved.unreserved(number, names, after.value)
    buf = ["ENUM_VALUE_NO_DELETE"]
    buf += ["ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED"] if free_number else []
    buf += ["ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED"] if free_name else []
    path = f"{before.value.full_name}.{names[0]}"
    moved = next((other for other, values in added.items() if [value.name for value in values] == names), None)
    if moved is not None:
        place = At(after.file, added.pop(moved)[0].where)
        said = f"value `{path}` had the number {number} and has {moved}"
        found.add(
            rules.VALUE_NUMBER,
            path,
            said,
            was=At(before.file, was[0].where),
            now=place,
            values=(number, moved),
            buf=buf,
        )
        return
    parts = ((f"number {number}", free_number), (f'name "{names[0]}"', free_name))
    free = " and ".join(part for part, is_free in parts if is_free)
    found.add(
        rules.VALUE_REMOVED, path, f"value `{path}` = {number} was removed" + (f", and its {free} not reserved" if free else ""),
        was=At(before.file, was[0].where), now=At(after.file, after.value.where, name=True), buf=buf,
        details={"reserved": tuple(each for each, is_free in (("number", free_number), ("name", free_name)) if not is_free)},
    )  # fmt: skip
