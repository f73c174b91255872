"""Whether two shapes surely have no value in common."""

from __future__ import annotations

from skerry.contracts.diff.schemas.accepts import accepts
from skerry.contracts.diff.schemas.scalars import apart
from skerry.formats.json_schema import Shape

_DEEPEST = 4
_MOST_BRANCHES = 30


def disjoint(one: Shape, other: Shape, depth: int = 0) -> bool:
    """True only if no value can be valid under both: by types, values, bounds, or a member both need and disagree on."""
    if one.never or other.never:
        return True
    if one.accepts_null and other.accepts_null:
        return False
    if depth > _DEEPEST:
        return False
    for values, shape in ((one.values, other), (other.values, one)):
        if values is not None and not (one.nullable or other.nullable):
            return all(accepts(shape, value) is False for value in values)
    common = (one.types & other.types) - {"null"}
    common -= set(apart(one, other))
    if "object" in common and _objects_apart(one, other, depth):
        common -= {"object"}
    if "array" in common and _sizes_apart(one, other, "Items"):
        common -= {"array"}
    return not common or _branches_apart(one, other, depth) or _branches_apart(other, one, depth)


def _objects_apart(one: Shape, other: Shape, depth: int) -> bool:
    if _sizes_apart(one, other, "Properties"):
        return True
    needed = one.members.required | other.members.required
    return any(disjoint(one.members.named(name), other.members.named(name), depth + 1) for name in sorted(needed))


def _sizes_apart(one: Shape, other: Shape, what: str) -> bool:
    for small, large in ((one, other), (other, one)):
        most, least = small.limit(f"max{what}"), large.limit(f"min{what}")
        if most is not None and least is not None and most < least:
            return True
    return False


def _branches_apart(one: Shape, other: Shape, depth: int) -> bool:
    branches = one.alternatives
    return 0 < len(branches) <= _MOST_BRANCHES and all(disjoint(branch, other, depth + 1) for branch in branches)
