"""Whether a shape accepts a value: for the values of enums, and for consts that tell branches apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.formats.json_schema import Shape
from skerry.formats.json_schema.patterns import matches, readable
from skerry.formats.json_schema.values import key, type_of

_DEEPEST = 40
_STEPS = 20_000  # of one question: alternatives that lead to one another multiply


class Known:
    """What was found out of objects and arrays, each kept alive: candidates for a witness share most of their parts."""

    def __init__(self) -> None:
        self.answers: dict[tuple[Shape, int], tuple[Any, bool | None]] = {}
        self.cut = 0  # how often an answer was given up: what rests on that holds at that place alone
        self.open: set[tuple[Shape, int]] = set()  # what is being asked: to ask it again on the way leads nowhere
        self.left = _STEPS


def accepts(shape: Shape, value: Any, depth: int = 0, known: Known | None = None) -> bool | None:
    """True, false, or None where that takes more than is known here (formats, unusual keywords)."""
    if value is None and shape.nullable:
        return True
    kind = type_of(value)
    if kind not in shape.types:
        return False
    if shape.values is not None and key(value) not in shape.value_keys:
        return False
    known = known or Known()
    if not depth:
        known.left = _STEPS
    asked = (shape, id(value))
    if kind in ("object", "array") and (found := known.answers.get(asked)) is not None:
        return found[1]
    known.left -= 1
    if depth > _DEEPEST or known.left < 0 or asked in known.open:
        known.cut += 1
        return None
    cut = known.cut
    known.open.add(asked)
    answer = _all(_checks(shape, value, kind, depth, known))
    known.open.discard(asked)
    if cut == known.cut and kind in ("object", "array"):
        known.answers[asked] = (value, answer)
    return answer


def _checks(shape: Shape, value: Any, kind: str, depth: int, known: Known) -> Iterator[bool | None]:
    if kind in ("integer", "number"):
        yield _number(shape, value)
    elif kind == "string":
        yield _text(shape, value)
    elif kind == "array":
        yield from _array(shape, value, depth, known)
    elif kind == "object":
        yield from _object(shape, value, depth, known)
    if shape.formats or shape.content:
        yield None
    yield from (_any(accepts(branch, value, depth + 1, known) for branch in group) for group in shape.any_of)
    yield from (_one([accepts(branch, value, depth + 1, known) for branch in group]) for group in shape.one_of)
    yield from (_not(accepts(each, value, depth + 1, known)) for each in shape.nots)
    for each in shape.conditionals:
        holds = accepts(each.condition, value, depth + 1, known)
        yield None if holds is None else accepts(each.then if holds else each.otherwise, value, depth + 1, known)


def _number(shape: Shape, value: float) -> bool:
    lower, upper = shape.lower, shape.upper
    if lower and (value < lower.value or (lower.exclusive and value == lower.value)):
        return False
    if upper and (value > upper.value or (upper.exclusive and value == upper.value)):
        return False
    return all(divides(each, value) for each in shape.multiples)


def divides(step: float, value: float) -> bool:
    """Whether a number is a multiple of another, as far as floating point says."""
    if isinstance(step, int) and isinstance(value, int):
        return value % step == 0
    try:
        quotient = value / step
        return abs(quotient - round(quotient)) < 1e-9
    except OverflowError:
        return False


def _text(shape: Shape, value: str) -> bool | None:
    if not within(len(value), shape.limit("minLength"), shape.limit("maxLength")):
        return False
    found = [matches(each, value) if readable(each) else None for each in shape.patterns]
    return False if False in found else None if None in found else True


def within(size: int, least: int | None, most: int | None) -> bool:
    """Whether a size is inside its limits."""
    return (least is None or size >= least) and (most is None or size <= most)


def _array(shape: Shape, value: list[Any], depth: int, known: Known) -> Iterator[bool | None]:
    yield within(len(value), shape.limit("minItems"), shape.limit("maxItems"))
    yield not shape.unique or len({key(each) for each in value}) == len(value)
    elements = shape.elements
    for at, each in enumerate(value):
        found = accepts(elements.positioned(at) if at < elements.prefix else elements.rest, each, depth + 1, known)
        yield found if elements.exact else None
    for wanted in shape.contains:
        counted = [accepts(wanted.shape, each, depth + 1, known) for each in value]
        yield None if None in counted else within(counted.count(True), wanted.least, wanted.most)


def _object(shape: Shape, value: dict[str, Any], depth: int, known: Known) -> Iterator[bool | None]:
    members = shape.members
    yield members.required <= value.keys()
    yield within(len(value), shape.limit("minProperties"), shape.limit("maxProperties"))
    for name, each in value.items():
        yield accepts(members.named(name), each, depth + 1, known) if members.exact else None
        yield from (accepts(wanted, name, depth + 1, known) for wanted in members.name_shapes)
        yield members.dependent_required.get(name, frozenset()) <= value.keys()
        if name in members.dependent_schemas:
            yield accepts(members.dependent_schemas[name], value, depth + 1, known)


def _all(answers: Iterator[bool | None]) -> bool | None:
    known: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            known = None
    return known


def _any(answers: Iterator[bool | None]) -> bool | None:
    return _not(_all(_not(answer) for answer in answers))


def _one(answers: list[bool | None]) -> bool | None:
    if answers.count(True) > 1:
        return False
    return None if None in answers else answers.count(True) == 1


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
