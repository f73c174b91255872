"""What an operation answers: statuses, media types, headers."""

from __future__ import annotations

from skerry.contracts.change import Direction
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
            rule = rules.SUCCESS_REMOVED if old.success else rules.FAILURE_REMOVED
            desk.note(rule, old.part, None, f"the answer {status} was removed", before=status)
        elif new:
            rule = rules.SUCCESS_ADDED if new.success else rules.FAILURE_ADDED
            desk.note(rule, None, new.part, f"the answer {status} was added", after=status)


def _compare(desk: Desk, old: Response, new: Response) -> None:
    if desk.equal(old.part, new.part):
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
