"""Inclusion and disjointness of what two shapes say of numbers and texts."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.diff.schemas.accepts import divides
from skerry.contracts.diff.schemas.answers import Answer, yes_if
from skerry.formats.json_schema import Shape

_WIDER_FORMATS = {
    "int32": {"int64"},
    "float": {"double"},
    "uint8": {"uint16", "uint32", "uint64"},
    "int16": {"int32", "int64"},
}
_ANY_TEXT = frozenset(("", ".*", "^.*$", "^.*", ".*$", "(.*)", "^", "$", "[\\s\\S]*", "^[\\s\\S]*$"))
_NUMBERS = frozenset(("integer", "number"))


def numbers_within(wide: Shape, narrow: Shape) -> Answer:
    """Whether every number of the one is a number of the other, as far as bounds and steps say."""
    if not lower_within(wide, narrow) or not upper_within(wide, narrow):
        return Answer.NO
    return yes_if(steps_within(wide, narrow))


def lower_within(wide: Shape, narrow: Shape) -> bool:
    """Whether the lower end of the one is not above that of the other."""
    if wide.lower is None:
        return True
    return narrow.lower is not None and (narrow.lower.value, narrow.lower.exclusive) >= tuple(wide.lower)


def upper_within(wide: Shape, narrow: Shape) -> bool:
    """Whether the upper end of the one is not below that of the other."""
    if wide.upper is None:
        return True
    if narrow.upper is None:
        return False
    return (narrow.upper.value, not narrow.upper.exclusive) <= (wide.upper.value, not wide.upper.exclusive)


def steps_within(wide: Shape, narrow: Shape) -> bool:
    """Whether what the one is a multiple of follows from the other."""
    steps = [*narrow.multiples, *([1] if "number" not in narrow.types else [])]
    return all(any(divides(step, each) for each in steps) for step in wide.multiples)


def texts_within(wide: Shape, narrow: Shape) -> Answer:
    """Whether every text of the one is a text of the other: lengths, patterns by their wording, contents."""
    if not limits_within(wide, narrow, "Length"):
        return Answer.NO
    if not patterns(wide) <= patterns(narrow):
        return Answer.UNKNOWN
    return yes_if(all(narrow.content.get(word) == value for word, value in wide.content.items()))


def patterns(shape: Shape) -> frozenset[str]:
    """The patterns of a shape that not every text matches."""
    return shape.patterns - _ANY_TEXT


def formats_within(wide: Shape, narrow: Shape) -> bool:
    """Whether the formats of the one follow from those of the other."""
    return all(
        each in narrow.formats or any(each in _WIDER_FORMATS.get(other, ()) for other in narrow.formats)
        for each in wide.formats
    )


def limits_within(wide: Shape, narrow: Shape, what: str) -> bool:
    """Whether the least and greatest size (`Length`, `Items`, `Properties`) of the one hold those of the other."""
    least, most = wide.limit(f"min{what}"), wide.limit(f"max{what}")
    lower, upper = narrow.limit(f"min{what}"), narrow.limit(f"max{what}")
    return (least is None or (lower or 0) >= least) and (most is None or (upper is not None and upper <= most))


def apart(one: Shape, other: Shape) -> Iterator[str]:
    """The types of values on which two shapes are disjoint by their bounds and lengths."""
    if gap(one, other) or gap(other, one):
        yield from _NUMBERS
    if _shorter(one, other) or _shorter(other, one):
        yield "string"


def gap(below: Shape, above: Shape) -> bool:
    """Whether all numbers of the one lie under all of the other."""
    if below.upper is None or above.lower is None:
        return False
    touching = below.upper.value == above.lower.value and (below.upper.exclusive or above.lower.exclusive)
    return below.upper.value < above.lower.value or touching


def _shorter(one: Shape, other: Shape) -> bool:
    most, least = one.limit("maxLength"), other.limit("minLength")
    return most is not None and least is not None and most < least
