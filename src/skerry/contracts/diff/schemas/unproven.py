"""Why a verdict that something breaks has no payload to show for it: mostly since none can exist, which is known with reason."""

from __future__ import annotations

from skerry.contracts.change import Unproven
from skerry.contracts.diff.schemas.difference import Difference, Effect, Step
from skerry.contracts.diff.schemas.emptiness import closed_to, empty
from skerry.contracts.diff.schemas.lattice import Lattice
from skerry.formats.json_schema import Shape

_OF_NUMBERS = frozenset(
    (*("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"), *("float", "double", "decimal", "decimal128"))
)  # fmt: skip
_MOST_BRANCHES = 200
_Sides = tuple[Shape, Shape]  # the accepting one, and the refusing one


def known_before(difference: Difference, *, received: bool) -> Unproven | None:
    """A reason that can be told without looking for a payload; None where one may exist."""
    if "inert" in difference.traits or _format_of_numbers(difference):
        return Unproven.CONTRADICTION
    if difference.traits & {"named", "offered"}:
        return Unproven.NAME_GONE
    if difference.effect is Effect.NEITHER:
        return Unproven.FORM if difference.kind == "form" or "unused" in difference.traits else Unproven.NO_DATA
    hurts = difference.effect.narrows if received else difference.effect.widens
    return None if hurts or "overlap" in difference.traits else Unproven.FORM


def _format_of_numbers(difference: Difference) -> bool:
    """Whether a format of texts is given to numbers: `uuid` of an integer."""
    if difference.kind != "format" or "string" in difference.before.types | difference.after.types:
        return False
    return any(word is not None and word not in _OF_NUMBERS for word in (difference.old, difference.new))


def known_after(lattice: Lattice, difference: Difference, *, received: bool) -> Unproven:
    """A reason that explains why the search came to nothing."""
    way = [*((stage.before, stage.after) for stage in difference.trail), (difference.before, difference.after)]
    way = _certain(lattice, difference, [pair if received else pair[::-1] for pair in way])
    steps = list(zip(difference.trail, way, way[1:], strict=False))
    if any(empty(accepting, lattice) for accepting, _ in way):
        return Unproven.NOTHING_VALID
    if any(closed_to(accepting, stage) for stage, (accepting, _), _ in steps):
        return Unproven.NOTHING_VALID
    branches = [(outer, inner) for stage, outer, inner in steps if stage.step is Step.BRANCH]
    if any(_ambiguous(lattice, outer[0], inner[0]) for outer, inner in branches):
        return Unproven.AMBIGUOUS
    if any(_covered(lattice, outer[1], inner[0]) for outer, inner in branches):
        return Unproven.OTHER_BRANCH
    return Unproven.NOT_FOUND


def _certain(lattice: Lattice, difference: Difference, way: list[_Sides]) -> list[_Sides]:
    """The way as far as what is refused can only be refused because of what lies on it.

    Where a branch of an exclusive union gains on the refusing side, what others hold is refused too.
    """
    if "overlap" not in difference.traits:
        return way
    for at, stage in enumerate(difference.trail):
        if stage.step is Step.BRANCH and not lattice.includes(*way[at + 1]).sure:
            return way[: at + 1]
    return way


def _ambiguous(lattice: Lattice, union: Shape, branch: Shape) -> bool:
    """Whether another branch of the same exclusive union accepts all that this one does."""
    groups = [group[:_MOST_BRANCHES] for group in union.one_of if any(each is branch for each in group)]
    return any(each is not branch and lattice.includes(each, branch).sure for group in groups for each in group)


def _covered(lattice: Lattice, union: Shape, branch: Shape) -> bool:
    """Whether one of the other side's inclusive branches accepts all that this one does."""
    return any(any(lattice.includes(each, branch).sure for each in group[:_MOST_BRANCHES]) for group in union.any_of)
