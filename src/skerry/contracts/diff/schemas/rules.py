"""The rules for differences between schemas, made for each area of a contract, so that one id scheme holds in every format."""

from __future__ import annotations

from functools import cache
from string import Template

from skerry.contracts.change import Action, Direction, Rule
from skerry.contracts.diff.schemas.difference import Effect
from skerry.contracts.diff.schemas.kinds import FORM, KINDS, Kind
from skerry.contracts.diff.schemas.policy import Policy, level

_DONE = {
    Action.ADDED: "was added",
    Action.REMOVED: "was removed",
    Action.NARROWED: "allows less",
    Action.WIDENED: "allows more",
    Action.CHANGED: "changed",
}


@cache
def schema_rule(direction: Direction, area: str, kind: str, action: Action, policy: Policy = Policy.TOLERANT) -> Rule:
    """The rule for a difference in an area (`body`, `parameter`, `header`, `message` …): its samples are schemas in 2020-12."""
    found = KINDS[kind]
    sample = next((each for each in found.samples() if each[0] is action), None)
    return _rule(
        direction, area, found, action, sample[1] if sample else Effect.BOTH, sample[2] if sample else ("", ""), policy
    )


def schema_rules(
    direction: Direction, area: str, around: str = "$schema", policy: Policy = Policy.TOLERANT
) -> tuple[Rule, ...]:
    """All rules of an area. `around` is a document of the format with `$schema` where the schema of the sample stands."""
    rules = []
    for kind in KINDS.values():
        if kind.name == FORM and policy is not Policy.REGISTRY:
            continue  # nobody else asks for it
        for action, effect, sample in kind.samples():
            shown = tuple(Template(around).substitute(schema=each) for each in sample)
            rules.append(_rule(direction, area, kind, action, effect, (shown[0], shown[1]), policy))
    return tuple(rules)


def _rule(
    direction: Direction, area: str, kind: Kind, action: Action, effect: Effect, sample: tuple[str, str], policy: Policy
) -> Rule:
    found = level(kind.name, action, effect, frozenset(("open",)), direction, policy)
    where = {Direction.IN: f"{area} received", Direction.OUT: f"{area} sent"}.get(direction, area)
    title = f"{kind.title[0].upper()}{kind.title[1:]} {_DONE[action]} ({where})"
    return Rule(direction, area, kind.name, action, found, title, kind.about, *sample)
