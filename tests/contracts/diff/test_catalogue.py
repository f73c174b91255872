"""Every rule of every format shows itself: its own example, compared, gives its identifier and its level."""

from __future__ import annotations

import pytest

from skerry.contracts.change import Action, Rule
from skerry.contracts.diff.format import Category, Format, Options
from skerry.contracts.diff.openapi import FORMAT as OPENAPI
from skerry.contracts.diff.openapi import RULES as OPENAPI_RULES
from skerry.contracts.rules import catalogue
from skerry.formats.bundle import of_texts

SHOWN = [(OPENAPI, rule) for rule in OPENAPI_RULES if rule.before and rule.after]
TWINS = {
    Action.ADDED: Action.REMOVED,
    Action.REMOVED: Action.ADDED,
    Action.NARROWED: Action.WIDENED,
    Action.WIDENED: Action.NARROWED,
}
# Only the loss of these promises is told: their gain changes nothing for anybody.
ALONE = {"in-parameter-sunset", "in-parameter-stability"}


@pytest.mark.parametrize(("form", "rule"), SHOWN, ids=lambda value: value.id if isinstance(value, Rule) else "")
def test_a_rule_shows_itself(form: Format, rule: Rule) -> None:
    sides = (of_texts({"a.yaml": text.encode()}) for text in (rule.before, rule.after))
    found = form.compare(*sides, Options(category=Category.FILE))
    assert not found.problems
    assert rule.id in {change.rule.id for change in found.changes}
    assert rule.level in {change.level for change in found.changes if change.rule.id == rule.id}


def test_every_rule_has_its_twin() -> None:
    rules = catalogue().values()
    known = {(rule.direction, rule.area, rule.kind, rule.action) for rule in rules}
    lonely = [
        rule.id
        for rule in rules
        if rule.action in TWINS and (rule.direction, rule.area, rule.kind, TWINS[rule.action]) not in known
    ]
    assert [each for each in lonely if not any(each.startswith(name) for name in ALONE)] == []


def test_every_rule_says_what_and_why() -> None:
    assert [rule.id for rule in catalogue().values() if not rule.title] == []
    assert [rule.id for rule in catalogue().values() if rule.level == "breaking" and not rule.about] == []
