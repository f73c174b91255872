"""The parameters of an operation: what is there, what is needed, where it is sent and how it is written."""

from __future__ import annotations

from skerry.contracts.change import Direction, Level
from skerry.contracts.diff.openapi.contents import compare_contents, compare_schemas
from skerry.contracts.diff.openapi.desk import Desk
from skerry.contracts.diff.openapi.lifecycle import gone, says_sunset, stability, sunset
from skerry.contracts.diff.openapi.rules import parameters as rules
from skerry.formats.json_schema import Part
from skerry.formats.openapi import Operation, Parameter

Key = tuple[str, str]
_MISSING = object()


def compare_parameters(desk: Desk, was: Operation, now: Operation) -> None:
    """All of them."""
    before, after = dict(was.parameters), dict(now.parameters)
    for lost, new in _moved(before, after):
        was_there, is_here = before.pop(lost), after.pop(new)
        places = was_there.location, is_here.location
        message = f"the {places[0]} parameter {was_there.name} is expected in the {places[1]}"
        desk.note(rules.PARAMETER_MOVED, was_there.part, is_here.part, message, before=places[0], after=places[1])
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if one and other:
            _compare(desk, one, other)
        elif one:
            _removed(desk, one)
        elif other:
            _added(desk, other)


def _moved(before: dict[Key, Parameter], after: dict[Key, Parameter]) -> list[tuple[Key, Key]]:
    """A name that vanished in one place and came up in another; only headers are told apart without regard to case."""
    lost = {parameter.name.lower(): key for key, parameter in before.items() if key not in after}
    new = {parameter.name.lower(): key for key, parameter in after.items() if key not in before}
    found = [(lost[name], new[name]) for name in lost if name in new]
    return [(was, now) for was, now in found if before[was].location != after[now].location]


def _added(desk: Desk, new: Parameter) -> None:
    rule = rules.PARAMETER_NEEDED if new.required else rules.PARAMETER_ADDED
    needed = "required " if new.required else ""
    desk.note(
        rule, None, new.part, f"the {needed}{new.location} parameter {new.name} was added", field_path=(new.name,)
    )


def _removed(desk: Desk, old: Parameter) -> None:
    end, raw = sunset(old.part.raw), old.part.raw
    message = f"the {old.location} parameter {old.name} was removed"
    if raw.get("deprecated") is True and says_sunset(raw) and not gone(raw, desk.today):
        message += f" before its end on {end}" if end else ", and its end cannot be read"
        desk.note(rules.PARAMETER_SUNSET, old.part, None, message)
    else:
        level = Level.SAFE if raw.get("deprecated") is True else None
        rule = rules.PARAMETER_FREE if desk.swapped and old.required else rules.PARAMETER_REMOVED
        desk.note(rule, old.part, None, message, level=level, field_path=(old.name,))


def _compare(desk: Desk, old: Parameter, new: Parameter) -> None:
    named = f"the {new.location} parameter {new.name}"
    if old.required != new.required:
        rule = rules.PARAMETER_NEEDED if new.required else rules.PARAMETER_FREE
        desk.note(rule, old.part, new.part, f"{named} became {'required' if new.required else 'optional'}")
    if old.style != new.style and (old.schema or new.schema):
        said = [f"{style}{', exploded' if explode else ''}" for style, explode in (old.style, new.style)]
        desk.note(rules.PARAMETER_STYLE, old.part, new.part, f"{named} is written as {said[1]}, it was {said[0]}")
    _lifecycle(desk, old, new, named)
    _default(desk, old, new, named)
    if bool(old.content) != bool(new.content) and (old.schema or new.schema):
        _rewritten(desk, old, new, named)
        return
    if old.schema or new.schema:
        before, after = old.schema, _one_of(desk, old, new) or new.schema
        compare_schemas(desk, "parameter", Direction.IN, before, after, (new.name,), named, textual=True)
    if old.content or new.content:
        compare_contents(desk, "parameter", Direction.IN, old.content, new.content, (new.name,), named)


def _rewritten(desk: Desk, old: Parameter, new: Parameter, named: str) -> None:
    """A value that was written by a style is written in a media type now, or the other way round."""
    medias = [", ".join(side.content) or side.style[0] for side in (old, new)]
    desk.note(rules.PARAMETER_STYLE, old.part, new.part, f"{named} is written as {medias[1]}, it was {medias[0]}")
    before, after = (side.schema or next((each.schema for each in side.content.values()), None) for side in (old, new))
    compare_schemas(desk, "parameter", Direction.IN, before, after, (new.name,), named)


def _lifecycle(desk: Desk, old: Parameter, new: Parameter, named: str) -> None:
    was, now = old.part.raw, new.part.raw
    deprecated = now.get("deprecated") is True
    if (was.get("deprecated") is True) != deprecated:
        rule = rules.PARAMETER_DEPRECATED if deprecated else rules.PARAMETER_REVIVED
        desk.note(rule, old.part, new.part, f"{named} {'was deprecated' if deprecated else 'is no longer deprecated'}")
    before, after = sunset(was), sunset(now)
    if deprecated and says_sunset(now) and after is None:
        desk.note(rules.PARAMETER_SUNSET, old.part, new.part, f"{named} ends on a day that cannot be read")
    elif deprecated and before and (after is None or after < before):
        desk.note(rules.PARAMETER_SUNSET, old.part, new.part, f"{named} was promised until {before}")
    if stability(now) < stability(was, unknown=3):
        desk.note(rules.PARAMETER_STABILITY, old.part, new.part, f"{named} promises less stability")


def _default(desk: Desk, old: Parameter, new: Parameter, named: str) -> None:
    was = desk.before.shape(old.schema).said("default") if old.schema else None
    now = desk.after.shape(new.schema).said("default") if new.schema else None
    if was == now or new.part.raw.get("required") is True:
        return
    if was is None:
        rule, message = rules.PARAMETER_DEFAULT_ADDED, f"{named} is {now!r} if it is left out"
    elif now is None:
        rule, message = rules.PARAMETER_DEFAULT_REMOVED, f"{named} is no longer {was!r} if it is left out"
    else:
        rule, message = rules.PARAMETER_DEFAULT, f"{named} is {now!r} if it is left out, it was {was!r}"
    desk.note(rule, old.schema, new.schema, message, before=was, after=now)


def _one_of(desk: Desk, old: Parameter, new: Parameter) -> Part | None:
    """The elements of a new list, where one of them is written as the single value was: `?tag=a`, exploded."""
    if new.style != ("form", True) or new.schema is None or old.schema is None:
        return None
    was, now = desk.before.shape(old.schema).declared_types, desk.after.shape(new.schema).declared_types
    single = "array" in now and "array" not in was and "object" not in was
    items = new.schema.raw.get("items") if isinstance(new.schema.raw, dict) else None
    return new.schema.below("items") if single and isinstance(items, dict) else None
