"""Keywords about types that a schema does not allow: `maximum` of a text, `properties` of a number.

A validator passes them over, so they change nothing that is accepted. But the document contradicts itself, and which half of it
the service follows is not known: where people read documents (the tolerant policy), such a change counts by rule, unproven.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.difference import Effect, Step
from skerry.contracts.diff.schemas.walk import Walk, moved
from skerry.formats.json_schema import Shape

INERT = "inert"
_NUMBERS, _TEXTS, _ARRAYS, _OBJECTS = ({"integer", "number"}, {"string"}, {"array"}, {"object"})
_LEAST = {
    "minLength": ("min-length", _TEXTS), "minItems": ("min-items", _ARRAYS), "minProperties": ("min-properties", _OBJECTS),
    "minimum": ("minimum", _NUMBERS), "exclusiveMinimum": ("exclusive-minimum", _NUMBERS),
}  # fmt: skip
_GREATEST = {
    "maxLength": ("max-length", _TEXTS), "maxItems": ("max-items", _ARRAYS), "maxProperties": ("max-properties", _OBJECTS),
    "maximum": ("maximum", _NUMBERS), "exclusiveMaximum": ("exclusive-maximum", _NUMBERS),
}  # fmt: skip
_OTHER = {"pattern": ("pattern", _TEXTS), "format": ("format", _TEXTS | _NUMBERS)}


def compare_inert(walk: Walk) -> None:
    """What changed in them, where the types themselves stayed."""
    before, after = walk.before, walk.after
    types = before.declared_types
    if types != after.declared_types or not (before.words | after.words) & _WORDS:
        return
    for word, (kind, about) in (_LEAST | _GREATEST | _OTHER).items():
        was, now = before.said(word), after.said(word)
        if was != now and not about & types:
            result = _effect(word, was, now)
            action = _action(was, now) or moved(result)
            walk.note(kind, action, result, was, now, words=(word,), traits={INERT})
    if not _OBJECTS & types:
        _members(walk)


_WORDS = frozenset((*_LEAST, *_GREATEST, *_OTHER, "properties", "required"))


def _members(walk: Walk) -> None:
    was, now = dict(_properties(walk.before)), dict(_properties(walk.after))
    for name in was.keys() & now.keys():
        walk.go(was[name], now[name], Step.MEMBER, name, walk.traits | {INERT})
    before, after = (set(_required(shape)) for shape in (walk.before, walk.after))
    for name in sorted(after - before):
        walk.note("required", Action.ADDED, Effect.NARROWED, words=("required",), name=name, traits={INERT})
    for name in sorted(before - after):
        walk.note("required", Action.REMOVED, Effect.WIDENED, words=("required",), name=name, traits={INERT})


def _properties(shape: Shape) -> Iterator[tuple[str, Shape]]:
    for part in shape.atoms:
        written = part.raw.get("properties") if isinstance(part.raw, dict) else None
        for name in written if isinstance(written, dict) else ():
            yield name, shape.make((part.below("properties", name),))


def _required(shape: Shape) -> Iterator[str]:
    for words in shape.written("required"):
        if isinstance(words, list):
            yield from (name for name in words if isinstance(name, str))


def _action(was: Any, now: Any) -> Action | None:
    """Whether it came or went."""
    if was is None:
        return Action.ADDED
    return Action.REMOVED if now is None else None


def _effect(word: str, was: Any, now: Any) -> Effect:
    if was is None or now is None:
        return Effect.NARROWED if was is None else Effect.WIDENED
    if word in _OTHER or not isinstance(was, int | float) or not isinstance(now, int | float):
        return Effect.BOTH
    tighter = now > was if word in _LEAST else now < was
    return Effect.NARROWED if tighter else Effect.WIDENED
