"""What differs in types, values, numbers, texts and annotations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.difference import Effect, effect
from skerry.contracts.diff.schemas.scalars import formats_within, lower_within, patterns, steps_within, upper_within
from skerry.contracts.diff.schemas.walk import Walk, moved
from skerry.contracts.diff.stability import STABLE, promised
from skerry.formats.json_schema import Bound, Shape
from skerry.formats.json_schema.values import key, types_text

_ENUM = ("enum", "const")
_DEEPEST, _WIDEST = 4, 60


def compare_null(walk: Walk) -> None:
    """Null became valid, or is no longer."""
    was, now = walk.before.accepts_null, walk.after.accepts_null
    if was != now and ("null" in _held(walk.before)) != ("null" in _held(walk.after)):
        action, result = (Action.REMOVED, Effect.NARROWED) if was else (Action.ADDED, Effect.WIDENED)
        walk.note("nullable", action, result, was, now, words=("nullable", "type"))


def compare_types(walk: Walk) -> bool:
    """The types allowed, null aside; whether they have enough in common for the rest to be compared."""
    was, now = _types(walk, walk.before), _types(walk, walk.after)
    listed = walk.before.values is not None, walk.after.values is not None
    if was == now or all(listed):
        return True
    if walk.before.types != walk.after.types and _held(walk.before) == _held(walk.after):
        return True  # only that one says beside its alternatives what they say themselves
    apart = not was & now
    result = effect(not was <= now and (apart or not listed[1]), not now <= was and (apart or not listed[0]))
    if result is Effect.NEITHER:
        return True
    shown = (types_text((shape.types - {"null"}) or shape.types) for shape in (walk.before, walk.after))
    bytes_both = all(shape.said("connect.type") == "bytes" for shape in (walk.before, walk.after))
    walk.note("type", moved(result), result, *shown, words=("type",), traits={"bytes"} if bytes_both else set())
    return bool(was & now)


def _held(shape: Shape, depth: int = 0) -> frozenset[str]:
    """The types that a schema and its alternatives leave together."""
    types = shape.types | ({"null"} if shape.nullable else frozenset())
    if depth > _DEEPEST:
        return types
    for branches in (*shape.one_of, *shape.any_of):
        held = frozenset[str]().union(*(_held(branch, depth + 1) for branch in branches[:_WIDEST]))
        types = types & held if len(branches) <= _WIDEST else types
    return types | ({"null"} if shape.nullable else frozenset())


def _types(walk: Walk, shape: Shape) -> frozenset[str]:
    """The types of a shape without null; as text, a text may look like any number or boolean, and every number has a fraction."""
    types = shape.types - {"null"}
    if walk.textual and "string" in types and not (shape.patterns or shape.formats or shape.values is not None):
        types |= {"integer", "number", "boolean"}
    return types


def compare_values(walk: Walk) -> None:
    """`enum` and `const`: values that are no longer allowed, and new ones."""
    was, now = _values(walk.before), _values(walk.after)
    kind = "const" if "const" in (walk.before.words | walk.after.words) - {"enum"} and not _listed(walk) else "enum"
    traits = {"extensible"} if walk.after.open_values is not None else set()
    if was is None or now is None:
        if now is not None:
            narrows = not all(shape.never for shape in (walk.before,))
            walk.note(kind, Action.ADDED, effect(narrows, False), None, list(now.values()), words=_ENUM, traits=traits)
        elif was is not None:
            walk.note(kind, Action.REMOVED, Effect.WIDENED, list(was.values()), None, words=_ENUM, traits=traits)
        return
    gone = [value for each, value in was.items() if each not in now]
    new = [value for each, value in now.items() if each not in was]
    if kind == "const" and (gone or new):
        walk.note(
            kind, Action.CHANGED, effect(bool(gone), bool(new)), list(was.values()), list(now.values()), words=_ENUM
        )
        return
    if gone:
        walk.note(kind, Action.NARROWED, Effect.NARROWED, gone, None, words=_ENUM, traits=traits)
    if new:
        walk.note(kind, Action.WIDENED, Effect.WIDENED, None, new, words=_ENUM, traits=traits)


def _values(shape: Shape) -> dict[Any, Any] | None:
    return None if shape.values is None else {key(value): value for value in shape.values if value is not None}


def _listed(walk: Walk) -> bool:
    return "enum" in walk.before.words or "enum" in walk.after.words


def compare_open_values(walk: Walk) -> None:
    """`x-extensible-enum`: values known no longer, or newly known."""
    was, now = walk.before.open_values, walk.after.open_values
    if was is None or now is None:
        return
    gone = [value for value in was if value not in now]
    new = [value for value in now if value not in was]
    words = ("x-extensible-enum",)
    if gone:
        walk.note("extensible-enum", Action.NARROWED, Effect.NEITHER, gone, None, words=words)
    if new:
        walk.note("extensible-enum", Action.WIDENED, Effect.NEITHER, None, new, words=words)


def compare_numbers(walk: Walk) -> None:
    """Bounds and steps of numbers."""
    before, after = walk.before, walk.after
    if not before.types & after.types & {"integer", "number"}:
        return
    _bound(
        walk,
        "minimum",
        before.lower,
        after.lower,
        effect(not lower_within(after, before), not lower_within(before, after)),
    )
    _bound(
        walk,
        "maximum",
        before.upper,
        after.upper,
        effect(not upper_within(after, before), not upper_within(before, after)),
    )
    if before.multiples != after.multiples:
        result = effect(not steps_within(after, before), not steps_within(before, after))
        _present(walk, "multiple-of", _shown(before.multiples), _shown(after.multiples), result, ("multipleOf",))


def _bound(walk: Walk, word: str, was: Bound | None, now: Bound | None, result: Effect) -> None:
    if was == now:
        return
    exclusive = f"exclusive{word.capitalize()}"
    kind = f"exclusive-{word}" if all(bound is None or bound.exclusive for bound in (was, now)) else word
    words = (exclusive, word) if kind != word else (word, exclusive)
    _present(walk, kind, was and was.value, now and now.value, result, words, (was is not None, now is not None))


def compare_limits(walk: Walk, what: str, noun: str) -> None:
    """`minLength`, `maxItems` …: the least and greatest size of what has one."""
    for least in (True, False):
        word = f"{'min' if least else 'max'}{what}"
        was, now = walk.before.limit(word), walk.after.limit(word)
        if was != now:
            narrows = now is not None and (was is None or (now > was if least else now < was))
            _present(walk, f"{word[:3]}-{noun}", was, now, effect(narrows, not narrows), (word,))


def compare_texts(walk: Walk) -> None:
    """Lengths, patterns, formats and contents of texts; formats of numbers too."""
    before, after = walk.before, walk.after
    if before.types & after.types & {"string", "integer", "number"} and before.formats != after.formats:
        result = effect(not formats_within(after, before), not formats_within(before, after))
        _present(walk, "format", _shown(before.formats), _shown(after.formats), result, ("format",))
    if "string" not in before.types & after.types:
        return
    compare_limits(walk, "Length", "length")
    was, now = patterns(before), patterns(after)
    if was != now:
        _present(walk, "pattern", _shown(was), _shown(now), effect(not now <= was, not was <= now), ("pattern",))
    for word, kind in (
        ("contentEncoding", "encoding"),
        ("contentMediaType", "media-type"),
        ("contentSchema", "schema"),
    ):
        old, new = before.content.get(word), after.content.get(word)
        if old != new:
            _present(walk, f"content-{kind}", old, new, effect(new is not None, old is not None), (word,))


def compare_annotations(walk: Walk) -> None:
    """What says nothing about which values are valid, but something to those who write and read them."""
    before, after = walk.before, walk.after
    was, now = before.said("default"), after.said("default")
    if key(was) != key(now) or ("default" in before.words) != ("default" in after.words):
        there = ("default" in before.words, "default" in after.words)
        _present(walk, "default", was, now, Effect.NEITHER, ("default",), there)
    for word, kind in (("readOnly", "read-only"), ("writeOnly", "write-only"), ("deprecated", "deprecated")):
        old, new = before.said(word) is True, after.said(word) is True
        if old != new:
            walk.note(kind, Action.ADDED if new else Action.REMOVED, Effect.NEITHER, old, new, words=(word,))


def compare_stability(walk: Walk) -> None:
    """What is promised about how long a part stays as it is: `x-stability-level`."""
    word = "x-stability-level"
    if word not in walk.before.words | walk.after.words:
        return
    was, now = walk.before.said(word), walk.after.said(word)
    before, after = promised(was, unknown=STABLE), promised(now)
    if before != after:
        action = Action.NARROWED if after < before else Action.WIDENED
        walk.note("stability", action, Effect.NEITHER, was or "stable", now or "stable", words=(word,))


def _present(
    walk: Walk,
    kind: str,
    old: Any,
    new: Any,
    result: Effect,
    words: tuple[str, ...],
    there: tuple[bool, bool] | None = None,
) -> None:
    """A keyword that was set, was taken away, or has another value."""
    had, has = there or (old is not None, new is not None)
    action = Action.ADDED if has and not had else Action.REMOVED if had and not has else moved(result)
    walk.note(kind, action, result, old, new, words=words)


def _shown(values: Iterable[Any]) -> Any:
    found = sorted(values, key=str)
    return None if not found else found[0] if len(found) == 1 else found
