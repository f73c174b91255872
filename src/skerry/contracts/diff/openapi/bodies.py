"""What an operation takes."""

from __future__ import annotations

from skerry.contracts.change import Direction
from skerry.contracts.diff.openapi.contents import compare_contents
from skerry.contracts.diff.openapi.desk import Desk
from skerry.contracts.diff.openapi.rules import bodies as rules
from skerry.formats.openapi import Operation


def compare_bodies(desk: Desk, was: Operation, now: Operation) -> None:
    """Its body before and after."""
    old, new = was.body, now.body
    if old and new:
        if old.required != new.required:
            rule = rules.BODY_NEEDED if new.required else rules.BODY_FREE
            desk.note(rule, old.part, new.part, f"the body became {'required' if new.required else 'optional'}")
        compare_contents(desk, "body", Direction.IN, old.content, new.content, (), "the body")
    elif old:
        desk.note(rules.BODY_REMOVED, old.part, None, "the body was removed")
    elif new:
        rule = rules.BODY_NEEDED if new.required else rules.BODY_ADDED
        desk.note(rule, None, new.part, f"{'a required' if new.required else 'an optional'} body was added")
