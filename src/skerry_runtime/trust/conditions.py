"""Conditions on rows: `customerId = caller`, `ward in caller.wards and consent(treatment)`. What can't be known does not hold.

A condition is true, false, or not known (None), as in SQL (Kleene's three values): `not` of what is not known is not known either, so
that a missing field or claim never lets anybody in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from skerry_runtime import spec
from skerry_runtime.operations import Identity

MISSING = object()
_SEVERAL = (list, tuple, set, frozenset)
Known = bool | None
Fields = Callable[[str], Any]  # the value of a field, MISSING where there is none
Agreed = Callable[[str], Known]  # whether the person has agreed to a purpose


def holds(condition: spec.Condition | None, caller: Identity, fields: Fields, agreed: Agreed) -> Known:
    """Whether a condition holds for this caller and this row."""
    if condition is None:
        return True
    if isinstance(condition, spec.Consent):
        return agreed(condition.purpose)
    if isinstance(condition, spec.Not):
        found = holds(condition.of, caller, fields, agreed)
        return None if found is None else not found
    if isinstance(condition, spec.Every):
        found_all = [holds(each, caller, fields, agreed) for each in condition.of]
        decisive = condition.word == "or"  # one that is true decides `or`, one that is false `and`
        if decisive in found_all:
            return decisive
        return None if None in found_all else not decisive
    return compared(value(condition.left, caller, fields), condition.sign, value(condition.right, caller, fields))


def possible(
    condition: spec.Condition | None, caller: Identity, fields: Fields, agreed: Agreed, *, wanted: bool = True
) -> bool:
    """Whether some row could make a condition true (or false, if that is `wanted`), where not all fields are known yet."""
    known = holds(condition, caller, fields, agreed)
    if known is not None:
        return known == wanted
    if isinstance(condition, spec.Not):
        return possible(condition.of, caller, fields, agreed, wanted=not wanted)
    if isinstance(condition, spec.Every):
        found = [possible(each, caller, fields, agreed, wanted=wanted) for each in condition.of]
        return all(found) if (condition.word == "and") == wanted else any(found)
    if not isinstance(condition, spec.Compare):
        return True
    return all(
        each.kind == "field" or value(each, caller, fields) is not MISSING for each in (condition.left, condition.right)
    )


def value(of: spec.Value, caller: Identity, fields: Fields) -> Any:
    """What stands on one side of a comparison; MISSING where there is nothing."""
    if of.kind == "field":
        return fields(of.text)
    if of.kind == "caller":
        return about(caller, of.text)
    return of.text


def about(caller: Identity, name: str) -> Any:
    """`caller` is the subject, `caller.wards` a claim."""
    _, _, claim = name.partition(".")
    return inner(caller.claims, claim) if claim else caller.subject or MISSING


def inner(of: Any, path: str) -> Any:
    """A field, or one inside of it: `category.id`."""
    for name in path.split("."):
        of = of.get(name, MISSING) if isinstance(of, dict) else getattr(of, name, MISSING)
        if of is MISSING or of is None:
            return MISSING
    return of


def compared(left: Any, sign: str, right: Any) -> Known:
    """Two values by `=`, `!=` or `in`; a list is as good as what is in it."""
    if left is MISSING or right is MISSING:
        return None
    if isinstance(left, _SEVERAL) or isinstance(right, _SEVERAL):
        found = any(same(one, other) for one in members(left) for other in members(right))
    else:
        found = same(left, right)
    return not found if sign == "!=" else found


def members(of: Any) -> tuple[Any, ...]:
    """What is in a list; a single value is a list of one."""
    return tuple(of) if isinstance(of, _SEVERAL) else (of,)


def same(left: Any, right: Any) -> bool:
    """Whether two values are the same thing, one from a row and one from JSON: identifiers and words as text, numbers by their value."""
    one, other = _text(left), _text(right)
    if one == other:
        return True
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False


def _text(of: Any) -> str:
    if isinstance(of, bool):
        return "true" if of else "false"
    return str(of.value if isinstance(of, Enum) else of)


def purposes(condition: spec.Condition | None) -> Iterator[str]:
    """The purposes whose consent a condition asks for."""
    if isinstance(condition, spec.Consent):
        yield condition.purpose
    elif isinstance(condition, spec.Not):
        yield from purposes(condition.of)
    elif isinstance(condition, spec.Every):
        for each in condition.of:
            yield from purposes(each)


def named(condition: spec.Condition | None) -> Iterator[str]:
    """The fields that a condition speaks of."""
    if isinstance(condition, spec.Compare):
        yield from (each.text for each in (condition.left, condition.right) if each.kind == "field")
    elif isinstance(condition, spec.Not):
        yield from named(condition.of)
    elif isinstance(condition, spec.Every):
        for each in condition.of:
            yield from named(each)
