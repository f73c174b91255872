"""How a type at one place relates to the one that stood there: only exclamation marks can narrow or widen it."""

from __future__ import annotations

from skerry.contracts.change import Action
from skerry.formats.graphql.values import Listed, Named, Required, TypeRef


def fit(before: TypeRef, after: TypeRef) -> Action | None:
    """What became of a type; None where it is the same."""
    if before == after:
        return None
    if within(after, before):
        return Action.NARROWED
    return Action.WIDENED if within(before, after) else Action.CHANGED


def within(one: TypeRef, other: TypeRef) -> bool:
    """Whether each value of `one` is one of `other`."""
    if isinstance(other, Required):
        return isinstance(one, Required) and within(one.of, other.of)
    if isinstance(one, Required):
        return within(one.of, other)
    if isinstance(one, Listed) and isinstance(other, Listed):
        return within(one.of, other.of)
    return isinstance(one, Named) and one == other
