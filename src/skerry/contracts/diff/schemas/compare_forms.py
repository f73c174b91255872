"""How a schema is put together, which a registry compares before it looks at what is accepted.

Confluent's takes a schema for a text, a number, an enum, a union …, and refuses a change from one form to another even where the
sets of valid data are the same or the new one holds the old. A mode that is defined by what a registry does has to say so.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.difference import Effect
from skerry.contracts.diff.schemas.walk import Walk
from skerry.formats.json_schema import Shape
from skerry.formats.json_schema.values import key

_BY_TYPE = {
    "string": ("minLength", "maxLength", "pattern"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": (
        "items",
        "prefixItems",
        "additionalItems",
        "minItems",
        "maxItems",
        "uniqueItems",
        "contains",
        "unevaluatedItems",
    ),
    "object": (
        *(
            "properties",
            "patternProperties",
            "additionalProperties",
            "unevaluatedProperties",
            "required",
            "propertyNames",
        ),
        *("minProperties", "maxProperties", "dependencies", "dependentRequired", "dependentSchemas"),
    ),
}
_UNIONS = {"allOf": "all", "anyOf": "any", "oneOf": "one"}
_ALONE = {"enum": "enum", "const": "const", "not": "not", "if": "if"}


class Form(NamedTuple):
    """What a schema is at its top, and of how many different parts, if it is made of several."""

    kind: str
    parts: int = 1

    @property
    def combined(self) -> bool:
        """Whether it is a union or a conjunction."""
        return self.kind in ("all", "any", "one")


def compare_forms(walk: Walk) -> None:
    """Notes a change of form, in each direction of time in which it is refused and nothing else is."""
    was, now = _form_of(walk.before), _form_of(walk.after)
    if was is None or now is None or was == now:
        return
    overall = walk.between(walk.before, walk.after)
    backward = not overall.narrows and refused(was, now)
    forward = not overall.widens and refused(now, was)
    if backward or forward:
        action = Action.CHANGED if backward and forward else Action.NARROWED if backward else Action.WIDENED
        walk.note("form", action, Effect.NEITHER, _text(was), _text(now), traits={"form"})


def refused(was: Form, now: Form) -> bool:
    """Whether a registry refuses `now` after `was` for its form alone."""
    if was.kind == "false" or now.kind == "empty":
        return False
    if was.combined and now.combined:
        return _recombined(was, now)
    if now.combined:
        return now.kind == "all" and now.parts > 1
    if was.combined:
        return was.kind != "all" and was.parts > 1
    return was.kind != now.kind


def _recombined(was: Form, now: Form) -> bool:
    if was.kind == now.kind:
        return now.parts > was.parts if now.kind == "all" else now.parts < was.parts
    single = was.parts == 1, now.parts == 1
    allowed = now.kind == "any" or all(single) or (single[0] and now.kind == "one") or (single[1] and was.kind == "all")
    return not allowed


def _form_of(shape: Shape) -> Form | None:
    """The form of a schema that is written in one place; of what is put together from several, nothing is said."""
    written = [part for part in shape.source if part.raw is not True]
    if len(written) > 1:
        return None
    raw = shape.atoms[0].raw if len(shape.atoms) == 1 and "$ref" in _keys(shape) else written[0].raw if written else {}
    return form(raw)


def _keys(shape: Shape) -> set[str]:
    raw = shape.source[0].raw if shape.source else {}
    return set(raw) if isinstance(raw, dict) else set()


def form(raw: Any) -> Form | None:
    """The form of a schema as written; None where a reference stands in it."""
    if not isinstance(raw, dict):
        return Form("false" if raw is False else "empty")
    if "$ref" in raw:
        return None
    pieces = [*_typed(raw), *(Form(kind) for word, kind in _ALONE.items() if word in raw)]
    for word, kind in _UNIONS.items():
        if isinstance(raw.get(word), list) and raw[word]:
            pieces.append(Form(kind, len({key(each) for each in raw[word]})))
    if len(pieces) > 1:
        return Form("all", len(pieces))
    return pieces[0] if pieces else Form("empty")


def _typed(raw: dict[str, Any]) -> list[Form]:
    types = raw.get("type")
    if isinstance(types, list) and len(types) > 1:
        return [Form("any", len(types))]
    if isinstance(types, list):
        types = types[0] if types else None
    if isinstance(types, str):
        return [Form("number" if types == "integer" else types)]
    return [Form(kind) for kind, words in _BY_TYPE.items() if any(word in raw for word in words)]


def _text(found: Form) -> str:
    return {"all": "a conjunction", "any": "a union", "one": "an exclusive union", "if": "a condition"}.get(
        found.kind, found.kind
    )
