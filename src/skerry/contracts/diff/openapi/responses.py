"""What an operation answers: statuses, media types, headers."""

from __future__ import annotations

from skerry.contracts.change import Direction, Level
from skerry.contracts.diff.openapi.contents import compare_contents, compare_schemas
from skerry.contracts.diff.openapi.desk import Desk
from skerry.contracts.diff.openapi.rules import responses as rules
from skerry.formats.openapi import Operation, Response


def compare_responses(desk: Desk, was: Operation, now: Operation) -> None:
    """All answers."""
    before, after = was.responses, now.responses
    for status in dict.fromkeys((*before, *after)):
        old, new = before.get(status), after.get(status)
        if old and new:
            _compare(desk, old, new)
        elif old:
            _removed(desk, old, [each for name, each in after.items() if _akin(name, status) and name not in before])
        elif new:
            rule = rules.SUCCESS_ADDED if new.success else rules.FAILURE_ADDED
            desk.note(rule, None, new.part, f"the answer {status} was added", after=status)


def _removed(desk: Desk, old: Response, instead: list[Response]) -> None:
    """One that is gone, or goes on as the class it belongs to, or as single statuses of that class."""
    rule = rules.SUCCESS_REMOVED if old.success else rules.FAILURE_REMOVED
    if not instead:
        desk.note(rule, old.part, None, f"the answer {old.status} was removed", before=old.status)
        return
    names = ", ".join(each.status for each in instead)
    level = Level.SAFE if old.status.endswith("XX") or not old.success else Level.DANGEROUS
    message = f"the answer {old.status} became {names}"
    desk.note(rule, old.part, instead[0].part, message, before=old.status, after=names, level=level)
    for each in instead:
        _compare(desk, old, each)


def _akin(one: str, other: str) -> bool:
    """Whether one is the class that the other belongs to."""
    return one != other and one[:1] == other[:1] and "XX" in (one[1:], other[1:])


def _compare(desk: Desk, old: Response, new: Response) -> None:
    if old.content.keys() == new.content.keys() and desk.equal(old.part, new.part):
        return
    named = f"the answer {new.status}"
    compare_contents(desk, "body", Direction.OUT, old.content, new.content, (), named)
    for name in dict.fromkeys((*old.headers, *new.headers)):
        one, other = old.headers.get(name), new.headers.get(name)
        if one and other:
            shown = f"the header {other.name} of {named}"
            if one.required != other.required:
                rule = rules.HEADER_SURE if other.required else rules.HEADER_LOST
                desk.note(rule, one.part, other.part, f"{shown} became {'required' if other.required else 'optional'}")
            compare_schemas(desk, "header", Direction.OUT, one.schema, other.schema, (other.name,), shown, textual=True)
        elif one:
            rule = rules.HEADER_LOST if one.required else rules.HEADER_REMOVED
            desk.note(rule, one.part, None, f"the header {one.name} of {named} was removed")
        elif other:
            desk.note(rules.HEADER_ADDED, None, other.part, f"the header {other.name} of {named} was added")
