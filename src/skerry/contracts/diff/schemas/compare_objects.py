"""What differs in objects: their names, what must be there, and what else may be."""

from __future__ import annotations

from typing import Any

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.compare_scalars import compare_limits
from skerry.contracts.diff.schemas.difference import Effect, Step, effect
from skerry.contracts.diff.schemas.walk import Walk, moved
from skerry.formats.json_schema import Place, Shape
from skerry.formats.json_schema.values import types_text

_OPEN = ("unevaluatedProperties", "additionalProperties")


def compare_objects(walk: Walk) -> None:
    """Everything about objects, if both sides allow them."""
    if "object" not in walk.before.types & walk.after.types:
        return
    _members(walk)
    _required(walk)
    _patterns(walk)
    _rest(walk)
    compare_limits(walk, "Properties", "properties")
    _names(walk)
    _dependencies(walk)


def _members(walk: Walk) -> None:
    was, now = walk.before.members, walk.after.members
    for name in {**was.names, **now.names}:
        old, new = was.named(name), now.named(name)
        if name in was.names and name in now.names:
            walk.go(old, new, Step.MEMBER, name, walk.traits | access(old, new))
        elif name in now.names:
            _added(walk, name, old, new)
        else:
            _removed(walk, name, old, new)


def access(before: Shape | None, after: Shape | None) -> set[str]:
    """Whether a member is now only for reading or only for writing; one that is gone, whether it was."""
    side = after or before
    words = (("readOnly", "read-only"), ("writeOnly", "write-only"))
    return {trait for word, trait in words if side is not None and side.said(word) is True}


def _model(covering: Shape) -> str:
    """What a content model says of a name it does not declare."""
    return "closed" if covering.never else "open" if covering.anything else "partial"


def _patterned(shape: Shape, covering: Shape) -> set[str]:
    """That a name falls beside the patterns of an otherwise open model, which registries take for a closed one."""
    return {"patterned"} if shape.members.patterns and covering is shape.members.rest and covering.anything else set()


def _added(walk: Walk, name: str, covering: Shape, new: Shape) -> None:
    required = name in walk.after.members.required
    became = required and name not in walk.before.members.required
    result = walk.between(covering, new)
    traits = {_model(covering), *access(None, new), *_patterned(walk.before, covering)}
    traits |= {"covered"} if not result.narrows else set()
    traits |= {"default"} if "default" in new.words else set()
    traits |= {"anything"} if new.anything else set()
    result = effect(became or result.narrows, result.widens)
    places = (walk.before.where("properties"), _declared(walk.after, name))
    kind = "required-property" if required else "property"
    walk.note(kind, Action.ADDED, result, None, _shape_text(new), name=name, traits=traits, places=places)


def _removed(walk: Walk, name: str, old: Shape, covering: Shape) -> None:
    required = name in walk.before.members.required
    ended = required and name not in walk.after.members.required
    result = walk.between(old, covering)
    traits = {_model(covering), *access(old, None), *_patterned(walk.after, covering)}
    traits |= {"covered"} if not result.widens else set()
    traits |= {"default"} if "default" in old.words else set()
    result = effect(result.narrows, ended or result.widens)
    places = (_declared(walk.before, name), walk.after.where("properties"))
    kind = "required-property" if required else "property"
    walk.note(kind, Action.REMOVED, result, _shape_text(old), None, name=name, traits=traits, places=places)


def _declared(shape: Shape, name: str) -> Place:
    return shape.members.names[name].below("properties", name).place


def _required(walk: Walk) -> None:
    """Names that were there and became required, or no longer are; a name that nobody declares is told by a trait."""
    was, now = walk.before.members, walk.after.members
    for name in sorted(now.required ^ was.required):
        added = name in now.required
        declared = (name in was.names, name in now.names)
        if declared in ((False, True), (True, False)) and declared[1] == added:
            continue
        old, new = was.named(name), now.named(name)
        traits = access(old, new) | ({"default"} if "default" in (new if added else old).words else set())
        traits |= {"undeclared"} if declared == (False, False) else set()
        result = Effect.NARROWED if added else Effect.WIDENED
        action = Action.ADDED if added else Action.REMOVED
        walk.note("required", action, result, not added, added, words=("required",), name=name, traits=traits)


def _patterns(walk: Walk) -> None:
    was, now = walk.before.members, walk.after.members
    for pattern in dict.fromkeys((*was.patterns, *now.patterns)):
        old, new = was.patterned(pattern), now.patterned(pattern)
        if pattern in was.patterns and pattern in now.patterns:
            walk.go(old, new, Step.PATTERN, pattern)
            continue
        action = Action.ADDED if pattern in now.patterns else Action.REMOVED
        result = walk.between(old, new)
        walk.note(
            "pattern-properties", action, result, pattern, _shape_text(new), words=("patternProperties",), name=pattern
        )


def _rest(walk: Walk) -> None:
    """Members that nobody declares: allowed, not allowed, or of a schema."""
    was, now = walk.before.members, walk.after.members
    words = walk.before.words | walk.after.words
    unevaluated = "unevaluatedProperties" in words
    kind = "unevaluated-properties" if unevaluated else "additional-properties"
    if not was.exact or not now.exact:
        compare_inexact(walk, "unevaluated-properties", "unevaluatedProperties")
    old, new = was.rest, now.rest
    if old.never != new.never:
        action, result = (Action.ADDED, Effect.WIDENED) if old.never else (Action.REMOVED, Effect.NARROWED)
        traits = set() if old.anything or new.anything else {"partial"}
        action = moved(result) if unevaluated else action
        walk.note(kind, action, result, not old.never, not new.never, words=_OPEN, traits=traits)
    elif old.anything != new.anything:
        result = walk.between(old, new)
        if result is not Effect.NEITHER:
            walk.note(kind, moved(result), result, _shape_text(old), _shape_text(new), words=_OPEN)
    else:
        walk.go(old, new, Step.REST)


def compare_inexact(walk: Walk, kind: str, word: str) -> None:
    """What depends on the branches that hold: its presence is compared, and whether those branches are written alike."""
    old, new = walk.before.said(word), walk.after.said(word)
    if old == new and _branching(walk.before) == _branching(walk.after):
        return
    result = Effect.BOTH if old is not None and new is not None else effect(new is not None, old is not None)
    walk.note(kind, moved(result), result, old, new, words=(word,))


def _branching(shape: Shape) -> list[Any]:
    words = (
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "then",
        "else",
        "not",
        "contains",
        "dependentSchemas",
        "dependencies",
        "$ref",
    )
    return [(word, part.raw[word]) for part in shape.atoms for word in words if word in part.raw]


def _names(walk: Walk) -> None:
    was, now = walk.before.members.name_shapes, walk.after.members.name_shapes
    old, new = _together(walk.before, was), _together(walk.after, now)
    result = walk.between(old, new)
    if result is not Effect.NEITHER:
        action = Action.ADDED if not was else Action.REMOVED if not now else moved(result)
        walk.note("property-names", action, result, words=("propertyNames",))


def _together(shape: Shape, parts: tuple[Shape, ...]) -> Shape:
    return shape.make(part for each in parts for part in each.source)


def _dependencies(walk: Walk) -> None:
    was, now = walk.before.members, walk.after.members
    for name in dict.fromkeys((*was.dependent_required, *now.dependent_required)):
        old, new = was.dependent_required.get(name, frozenset()), now.dependent_required.get(name, frozenset())
        if old != new:
            result = effect(not new <= old, not old <= new)
            action = Action.ADDED if not old else Action.REMOVED if not new else moved(result)
            walk.note(
                "dependent-required",
                action,
                result,
                sorted(old),
                sorted(new),
                words=("dependentRequired", "dependencies"),
                name=name,
            )
    for name in dict.fromkeys((*was.dependent_schemas, *now.dependent_schemas)):
        here, there = was.dependent_schemas.get(name), now.dependent_schemas.get(name)
        result = effect(here is None or there is not None, there is None or here is not None)
        if here is not None and there is not None:
            result = walk.between(here.only("object"), there.only("object"))  # of what has members
        if result is not Effect.NEITHER:
            action = Action.ADDED if here is None else Action.REMOVED if there is None else moved(result)
            words = ("dependentSchemas", "dependencies")
            walk.note(
                "dependent-schemas",
                action,
                effect(result.narrows and there is not None, result.widens and here is not None),
                words=words,
                name=name,
            )


def _shape_text(shape: Shape) -> str:
    """A schema in a word or two, for messages."""
    return "nothing" if shape.never else "anything" if shape.anything else types_text(shape.types)
