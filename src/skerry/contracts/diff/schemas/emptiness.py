"""Whether a shape surely accepts nothing: a document may contradict itself, and then no data shows what changed in it."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.diff.schemas.accepts import accepts
from skerry.contracts.diff.schemas.difference import Stage, Step
from skerry.contracts.diff.schemas.disjoint import disjoint
from skerry.contracts.diff.schemas.lattice import Lattice
from skerry.contracts.diff.schemas.regexes import lengths
from skerry.contracts.diff.schemas.scalars import gap
from skerry.formats.json_schema import Shape

_DEEPEST = 8
_MOST = 40


def empty(shape: Shape, lattice: Lattice, depth: int = 0) -> bool:
    """True only with reason: by types, values, sizes, what must be there and may not, or branches that exclude each other."""
    if shape.never:
        return True
    if shape.nullable or depth > _DEEPEST:
        return False
    if shape.values is not None:
        return all(accepts(shape, value) is False for value in shape.values)
    branches = shape.alternatives
    if 0 < len(branches) <= _MOST and all(empty(each, lattice, depth + 1) for each in branches):
        return True
    if any(lattice.includes(refused, shape).sure for refused in shape.nots):
        return True
    return _ambiguous(shape, lattice) or shape.types <= frozenset(_emptied(shape, lattice, depth))


def closed_to(shape: Shape, stage: Stage) -> bool:
    """Whether no valid value has anything at the place to which a stage leads from the shape."""
    if stage.step is Step.BRANCH:
        return False
    if shape.values is not None:
        return not any(isinstance(value, dict | list) for value in shape.values)
    if stage.step in (Step.MEMBER, Step.PATTERN, Step.REST):
        return "object" not in shape.types or _no_more_members(
            shape, str(stage.key) if stage.step is Step.MEMBER else None
        )
    if stage.step in (Step.POSITION, Step.ITEMS):
        most = shape.limit("maxItems")
        at = int(stage.key) if stage.step is Step.POSITION else shape.elements.prefix
        return "array" not in shape.types or (most is not None and most <= at)
    return False


def _no_more_members(shape: Shape, name: str | None) -> bool:
    members, most = shape.members, shape.limit("maxProperties")
    if name is not None and any(accepts(each, name) is False for each in members.name_shapes):
        return True
    return most is not None and most < len(members.required | {"" if name is None else name})


def _ambiguous(shape: Shape, lattice: Lattice) -> bool:
    """Of an exclusive union: whether what one branch accepts, another one always accepts too."""
    if len(shape.one_of) != 1 or shape.any_of or not 1 < len(shape.one_of[0]) <= _MOST:
        return False
    group = shape.one_of[0]
    return all(
        any(beside != at and lattice.includes(other, branch).sure for beside, other in enumerate(group))
        for at, branch in enumerate(shape.alternatives)
    )


def _emptied(shape: Shape, lattice: Lattice, depth: int) -> Iterator[str]:
    """The types of which no value is valid."""
    if gap(shape, shape):
        yield from ("integer", "number")
    if _no_size(shape, "Length") or _no_text(shape):
        yield "string"
    if "array" in shape.types and (_no_size(shape, "Items") or _no_elements(shape, lattice, depth)):
        yield "array"
    if "object" in shape.types and (_no_size(shape, "Properties") or _no_members(shape, lattice, depth)):
        yield "object"


def _no_size(shape: Shape, what: str) -> bool:
    least, most = shape.limit(f"min{what}"), shape.limit(f"max{what}")
    return least is not None and most is not None and least > most


def _no_text(shape: Shape) -> bool:
    """Whether a pattern asks for longer texts than are allowed, or for shorter ones."""
    least, most = shape.limit("minLength") or 0, shape.limit("maxLength")
    for pattern in shape.patterns:
        shortest, longest = lengths(pattern)
        if (most is not None and shortest > most) or (longest is not None and longest < least):
            return True
    return False


def _no_elements(shape: Shape, lattice: Lattice, depth: int) -> bool:
    elements = shape.elements
    if not elements.exact:
        return False
    needed = range(min(shape.limit("minItems") or 0, elements.prefix + 1, _MOST))
    if any(empty(elements.positioned(at), lattice, depth + 1) for at in needed):
        return True
    places = [*map(elements.positioned, range(elements.prefix)), elements.rest]
    return (
        any(wanted.least > 0 and all(disjoint(wanted.shape, each) for each in places) for wanted in shape.contains)
        and len(places) <= _MOST
    )


def _no_members(shape: Shape, lattice: Lattice, depth: int) -> bool:
    members = shape.members
    return members.exact and any(
        empty(members.named(name), lattice, depth + 1) for name in sorted(members.required)[:_MOST]
    )
