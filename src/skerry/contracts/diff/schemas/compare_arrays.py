"""What differs in arrays: their elements, how many there are, and which must be among them."""

from __future__ import annotations

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.compare_objects import compare_inexact
from skerry.contracts.diff.schemas.compare_scalars import compare_limits
from skerry.contracts.diff.schemas.difference import Effect, Step, effect
from skerry.contracts.diff.schemas.walk import Walk, moved
from skerry.formats.json_schema import Contains, Shape

_REST = ("unevaluatedItems", "additionalItems", "items")


def compare_arrays(walk: Walk) -> None:
    """Everything about arrays, if both sides allow them."""
    if "array" not in walk.before.types & walk.after.types:
        return
    _positions(walk)
    _rest(walk)
    _inert(walk)
    compare_limits(walk, "Items", "items")
    if walk.before.unique != walk.after.unique:
        action, result = (Action.ADDED, Effect.NARROWED) if walk.after.unique else (Action.REMOVED, Effect.WIDENED)
        walk.note("unique-items", action, result, walk.before.unique, walk.after.unique, words=("uniqueItems",))
    _contains(walk)


def _positions(walk: Walk) -> None:
    was, now = walk.before.elements, walk.after.elements
    for at in range(max(was.prefix, now.prefix)):
        old, new = was.positioned(at), now.positioned(at)
        if at < was.prefix and at < now.prefix:
            walk.go(old, new, Step.POSITION, at)
            continue
        result = walk.between(old, new)
        side, covering, own = (walk.after, new, old) if at >= now.prefix else (walk.before, old, new)
        traits = {"closed" if covering.never else "open" if covering.anything else "partial"}
        if not side.elements.prefix and "items" in side.words and not own.anything:
            traits.add("all-items")
        action = Action.ADDED if at < now.prefix else Action.REMOVED
        walk.note("prefix-items", action, result, at, at, words=("prefixItems", "items"), name=f"[{at}]", traits=traits)


def _rest(walk: Walk) -> None:
    """The elements after those with a position of their own."""
    was, now = walk.before.elements, walk.after.elements
    if not was.exact or not now.exact:
        compare_inexact(walk, "unevaluated-items", "unevaluatedItems")
    words = walk.before.words | walk.after.words
    positions = bool(was.prefix or now.prefix)
    kind = "unevaluated-items" if "unevaluatedItems" in words else "additional-items" if positions else "items"
    before, after = was.rest, now.rest
    if before.never == after.never and before.anything == after.anything:
        walk.go(before, after, Step.ITEMS)
        return
    result = walk.between(before, after)
    if result is not Effect.NEITHER:
        gains = after.anything or (before.never and not after.anything)
        action = moved(result) if kind != "items" else Action.REMOVED if gains else Action.ADDED
        walk.note(kind, action, result, _said(before), _said(after), words=_REST)


def _inert(walk: Walk) -> None:
    """`additionalItems` without a list of `items` says nothing, but registries compare it."""
    word = "additionalItems"
    if word not in walk.before.words | walk.after.words or walk.before.elements.prefix or walk.after.elements.prefix:
        return
    old, new = (
        shape.make(part.below(word) for part in shape.atoms if word in part.raw) for shape in (walk.before, walk.after)
    )
    result = walk.between(old, new)
    if result is not Effect.NEITHER:
        walk.note(
            "additional-items", moved(result), Effect.NEITHER, _said(old), _said(new), words=(word,), traits={"unused"}
        )


def _said(shape: Shape) -> str:
    return "none" if shape.never else "any" if shape.anything else "of a schema"


def _contains(walk: Walk) -> None:
    was, now = walk.before.contains, walk.after.contains
    if len(was) == len(now) == 1:
        _one_contains(walk, was[0], now[0])
        return
    for action, these, those in ((Action.REMOVED, was, now), (Action.ADDED, now, was)):
        for each in these:
            if not any(walk.lattice.equal(each.shape, other.shape) and each[1:] == other[1:] for other in those):
                result = Effect.NARROWED if action is Action.ADDED else Effect.WIDENED
                walk.note("contains", action, result, words=("contains",))


def _one_contains(walk: Walk, was: Contains, now: Contains) -> None:
    result = walk.between(was.shape, now.shape)
    if result is not Effect.NEITHER:
        bounded = was.most is not None or now.most is not None
        walk.note("contains", moved(result), Effect.BOTH if bounded else result, words=("contains",))
    if was.least != now.least:
        more = now.least > was.least
        action = Action.NARROWED if more else Action.WIDENED
        walk.note(
            "min-contains", action, effect(more, not more), was.least, now.least, words=("minContains", "contains")
        )
    if was.most != now.most:
        less = now.most is not None and (was.most is None or now.most < was.most)
        action = (
            Action.ADDED
            if was.most is None
            else Action.REMOVED
            if now.most is None
            else Action.NARROWED
            if less
            else Action.WIDENED
        )
        walk.note("max-contains", action, effect(less, not less), was.most, now.most, words=("maxContains", "contains"))
