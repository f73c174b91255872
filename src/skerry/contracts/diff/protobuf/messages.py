"""Messages that are on both sides: their fields, oneofs, ranges and options; and extensions."""

from __future__ import annotations

from skerry.contracts.change import Subject
from skerry.contracts.diff.protobuf import fields, ranges, reserved, rules
from skerry.contracts.diff.protobuf.found import At, Found
from skerry.contracts.diff.protobuf.sides import Placed, Side
from skerry.formats.protobuf.values import Cardinality, Field, Message


def compare(was: Side, now: Side, found: Found) -> None:
    """All messages of the same full name, in whatever files, and all extensions."""
    looking = fields.Comparison(was, now, found)
    for name, before in was.messages.items():
        after = now.messages.get(name)
        if after is not None:
            _message(before, after, looking, found)
    _extensions(was, now, looking, found)


def _message(before: Placed[Message], after: Placed[Message], looking: fields.Comparison, found: Found) -> None:
    was, now = before.value, after.value
    _fields(before, after, looking, found)
    if was.is_entry or now.is_entry:
        return
    places = (At(before.file, was.where, name=True), At(after.file, now.where, name=True))
    reserved.compare(was, now, places, (rules.RESERVED_REMOVED, rules.RESERVED_ADDED), found)
    _oneofs(before, after, found)
    name = was.full_name
    for left, rule, what in (
        (ranges.minus(was.extension_ranges, now.extension_ranges), rules.RANGE_REMOVED, "can't be extended any more"),
        (ranges.minus(now.extension_ranges, was.extension_ranges), rules.RANGE_ADDED, "can be extended"),
    ):
        if left:
            found.add(rule, name, f"`{name}` {what} with the numbers {ranges.text(left)}", was=places[0], now=places[1])
    if was.features.json != now.features.json:
        rule = rules.MESSAGE_JSON_WIDENED if now.features.json == "ALLOW" else rules.MESSAGE_JSON_NARROWED
        found.add(
            rule, name, f"JSON format of `{name}` was {was.features.json} and is {now.features.json}",
            was=places[0], now=places[1], values=(was.features.json, now.features.json),
        )  # fmt: skip
    if was.no_standard_accessor != now.no_standard_accessor:
        rule = rules.ACCESSOR_REMOVED if now.no_standard_accessor else rules.ACCESSOR_ADDED
        found.add(rule, name, f"`{name}`: {rule.title[0].lower()}{rule.title[1:]}", was=places[0], now=places[1])


def _oneofs(before: Placed[Message], after: Placed[Message], found: Found) -> None:
    was, now = dict(before.value.oneofs), dict(after.value.oneofs)
    for name in was.keys() - now.keys():
        full = f"{before.value.full_name}.{name}"
        found.add(rules.ONEOF_REMOVED, full, f"oneof `{full}` was removed", was=At(before.file, was[name]))
    for name in now.keys() - was.keys():
        full = f"{after.value.full_name}.{name}"
        found.add(rules.ONEOF_ADDED, full, f"oneof `{full}` was added", now=At(after.file, now[name]))


def _fields(before: Placed[Message], after: Placed[Message], looking: fields.Comparison, found: Found) -> None:
    was = {each.number: each for each in before.value.fields}
    now = {each.number: each for each in after.value.fields}
    added = {each.name: each for number, each in now.items() if number not in was}
    for number, each in was.items():
        other = now.get(number)
        if other is not None:
            looking.compare(each, other, before.file, after.file)
        else:
            _removed(each, added, before, after, found)
    for each in added.values():
        place = At(after.file, each.where)
        found.add(
            rules.FIELD_ADDED, each.full_name, f"field `{each.name}` = {each.number} was added to `{after.value.full_name}`",
            now=place, subject=Subject(field=(each.name,)),
        )  # fmt: skip
    _required(before, after, found)


def _removed(
    was: Field, added: dict[str, Field], before: Placed[Message], after: Placed[Message], found: Found
) -> None:
    number, name = reserved.unreserved(was.number, (was.name,), after.value)
    buf = ["FIELD_NO_DELETE"]
    buf += ["FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"] if number else []
    buf += ["FIELD_NO_DELETE_UNLESS_NAME_RESERVED"] if name else []
    place, subject = At(before.file, was.where), Subject(field=(was.name,))
    moved = added.get(was.name)
    if moved is not None and (moved.kind, moved.type) == (was.kind, was.type):
        del added[was.name]
        found.add(
            rules.FIELD_NUMBER, was.full_name, f"field `{was.full_name}` had the number {was.number} and has {moved.number}",
            was=place, now=At(after.file, moved.where), values=(was.number, moved.number), buf=buf, subject=subject,
        )  # fmt: skip
        return
    free = " and ".join(
        each for each, is_free in ((f"number {was.number}", number), (f'name "{was.name}"', name)) if is_free
    )
    found.add(
        rules.FIELD_REMOVED, was.full_name,
        f"field `{was.full_name}` = {was.number} was removed" + (f", and its {free} not reserved" if free else ""),
        was=place, now=At(after.file, after.value.where, name=True), buf=buf, subject=subject,
        details={"reserved": tuple(each for each, is_free in (("number", number), ("name", name)) if not is_free)},
    )  # fmt: skip


def _required(before: Placed[Message], after: Placed[Message], found: Found) -> None:
    was = {each.number: each for each in before.value.fields if each.cardinality is Cardinality.REQUIRED}
    now = {each.number: each for each in after.value.fields if each.cardinality is Cardinality.REQUIRED}
    for number in was.keys() - now.keys():
        each = was[number]
        found.add(
            rules.REQUIRED_REMOVED, each.full_name, f"field `{each.full_name}` = {number} is not required any more",
            was=At(before.file, each.where), now=At(after.file, after.value.where, name=True), subject=Subject(field=(each.name,)),
        )  # fmt: skip
    for number in now.keys() - was.keys():
        each = now[number]
        found.add(
            rules.REQUIRED_ADDED, each.full_name, f"field `{each.full_name}` = {number} is required now",
            was=At(before.file, before.value.where, name=True), now=At(after.file, each.where), subject=Subject(field=(each.name,)),
        )  # fmt: skip


def _extensions(was: Side, now: Side, looking: fields.Comparison, found: Found) -> None:
    by_name = {each.value.full_name: each for each in now.extensions.values()}
    kept = {each.value.full_name for each in was.extensions.values()}
    for key, before in was.extensions.items():
        after, each = now.extensions.get(key), before.value
        same = by_name.get(each.full_name)
        if after is not None:
            kept.add(after.value.full_name)
            looking.compare(each, after.value, before.file, after.file)
            if before.file != after.file:
                said = f"extension `{each.full_name}` moved from {before.file} to {after.file}"
                was_at, now_at = At(before.file, each.where), At(after.file, after.value.where)
                found.add(rules.EXTENSION_FILE, each.full_name, said, was=was_at, now=now_at)
        elif same is not None:
            said = f"extension `{each.full_name}` was {_extension(each)} and is {_extension(same.value)}"
            found.add(
                rules.EXTENSION_NUMBER,
                each.full_name,
                said,
                was=At(before.file, each.where),
                now=At(same.file, same.value.where),
            )
        else:
            said = f"extension `{each.full_name}`, {_extension(each)}, was removed"
            found.add(rules.EXTENSION_REMOVED, each.full_name, said, was=At(before.file, each.where))
    for name, later in by_name.items():
        if name not in kept:
            said = f"extension `{name}`, {_extension(later.value)}, was added"
            found.add(rules.EXTENSION_ADDED, name, said, now=At(later.file, later.value.where))


def _extension(each: Field) -> str:
    return f"number {each.number} of `{each.extends}`"
