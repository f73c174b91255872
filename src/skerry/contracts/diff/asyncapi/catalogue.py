"""All rules of AsyncAPI: those of its structure, and those of schemas in payloads, headers and parameters of addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from skerry.contracts.change import Action, Direction, Level, Rule
from skerry.contracts.diff.asyncapi.modes import Promise, judgement
from skerry.contracts.diff.asyncapi.rules import RULES as STRUCTURE
from skerry.contracts.diff.asyncapi.samples import around, parameter
from skerry.contracts.diff.schemas.policy import Policy
from skerry.contracts.diff.schemas.rules import schema_rule, schema_rules

_FLOWS = {Direction.OUT: "send", Direction.IN: "receive", Direction.BOTH: ""}
_AREAS = ("payload", "message-header")


def _data_rules(direction: Direction, area: str) -> tuple[Rule, ...]:
    """With the level that holds where nothing but BACKWARD is promised, whichever way a message goes."""
    text = around(area, _FLOWS[direction])
    rules = schema_rules(direction, area, text, Policy.REGISTRY)
    levels = [schema_rules(way, area, text, Policy.REGISTRY) for way in (Direction.IN, Direction.OUT)]
    return tuple(
        replace(rule, level=judgement(back.level, forth.level, Promise.BACKWARD).level)
        for rule, back, forth in zip(rules, *levels, strict=True)
    )


def _parameter_rules() -> Iterator[Rule]:
    """Values of parameters are text, of which a number is one: what shows another type in data is none there."""
    for rule in schema_rules(Direction.IN, "channel-parameter", parameter("$schema")):
        if (rule.kind, rule.action) == ("type", Action.CHANGED):
            samples = [parameter(f"{{ type: {word} }}") for word in ("boolean", "integer")]
            yield replace(rule, before=samples[0], after=samples[1])
        else:
            yield rule


_DATA = {
    (rule.direction, rule.area, rule.kind, rule.action): rule
    for direction in _FLOWS
    for area in _AREAS
    for rule in _data_rules(direction, area)
}
RULES: tuple[Rule, ...] = (
    *STRUCTURE,
    *_DATA.values(),
    *_parameter_rules(),
)


def data_rule(direction: Direction, area: str, kind: str, action: Action) -> Rule:
    """The rule of a difference in a payload or in headers."""
    found = _DATA.get((direction, area, kind, action))
    return found or replace(schema_rule(direction, area, kind, action, Policy.REGISTRY), level=Level.DANGEROUS)
