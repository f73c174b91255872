"""What a front end asks for: two schemas of its documents, and the changes between them with rules, levels and proofs.

    setting = Setting(Direction.IN, "body", named="the body", was=api_before.span, now=api_after.span, operation="POST /orders")
    changes = schema_changes(comparison, before_schemas.all((part,)), after_schemas.all((other,)), setting)

and among its RULES `*schema_rules(Direction.IN, "body", around=…)`, with a document in which `$schema` stands for the schema.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from skerry.contracts.change import Change, Direction, Level, Proof, Subject
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.difference import Difference
from skerry.contracts.diff.schemas.messages import message
from skerry.contracts.diff.schemas.policy import Policy, level_of
from skerry.contracts.diff.schemas.prove import prove
from skerry.contracts.diff.schemas.rules import schema_rule
from skerry.formats.json_schema import Place, Shape
from skerry.kernel.span import Span


@dataclass(frozen=True, slots=True)
class Setting:
    """What a front end knows that schemas do not: where the data flows, where its places are, and how people call it.

    `field` is the way to the data in what the operation carries (a parameter's name); `textual`: the data travels as text, so that
    a number that becomes a text is only widened.
    """

    direction: Direction
    area: str
    was: Callable[[Place], Span]
    now: Callable[[Place], Span]
    policy: Policy = Policy.TOLERANT
    operation: str = ""
    field: tuple[str, ...] = ()
    named: str = "the data"
    witnesses: bool = True
    textual: bool = False


def schema_changes(comparison: Comparison, before: Shape, after: Shape, setting: Setting) -> tuple[Change, ...]:
    """All changes between two schemas, in the order of the documents."""
    found = comparison.differences(before, after, textual=setting.textual, forms=setting.policy is Policy.REGISTRY)
    return tuple(_change(comparison, each, before, after, setting) for each in found)


def _change(comparison: Comparison, each: Difference, before: Shape, after: Shape, setting: Setting) -> Change:
    level = level_of(each, setting.direction, setting.policy)
    rule = schema_rule(setting.direction, setting.area, each.kind, each.action, setting.policy)
    proof = _proof(comparison, each, (before, after), level, setting)
    text = message(each, setting.named, setting.field)
    details: dict[str, Any] = {"elsewhere": [".".join(place) for place in each.elsewhere]} if each.elsewhere else {}
    return Change(
        rule=rule,
        level=level,
        path=str(each.now if each.new is not None or each.old is None else each.was),
        message=f"{setting.operation}: {text}" if setting.operation else text,
        before=each.old,
        after=each.new,
        was=setting.was(each.was),
        now=setting.now(each.now),
        subject=Subject(setting.operation, (*setting.field, *each.field)),
        proof=proof,
        details=details,
    )


def _proof(
    comparison: Comparison, each: Difference, roots: tuple[Shape, Shape], level: Level, setting: Setting
) -> Proof:
    if setting.direction is not Direction.BOTH:
        return prove(comparison, each, roots, setting.direction, level, witnesses=setting.witnesses)
    ways = [
        prove(comparison, each, roots, way, level_of(each, way, setting.policy), witnesses=setting.witnesses)
        for way in (Direction.IN, Direction.OUT)
        if level_of(each, way, setting.policy) is level
    ]
    return next((way for way in ways if way.payload is not None), ways[0])
