"""Every rule of AsyncAPI is shown by its own example, and has its counterpart."""

import pytest

from skerry.contracts.change import Action, Level, Rule
from skerry.contracts.diff.asyncapi import FORMAT, RULES
from skerry.contracts.diff.asyncapi.rules import RULES as STRUCTURE
from skerry.contracts.diff.format import Options
from skerry.formats.bundle import of_texts


def compared(before: str, after: str):
    sides = (of_texts({"events.yaml": text.encode()}) for text in (before, after))
    return FORMAT.compare(*sides, Options(witnesses=False))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_example_shows_its_rule(rule: Rule):
    result = compared(rule.before, rule.after)
    assert not result.problems
    shown = [change for change in result.changes if change.rule.id == rule.id]
    assert shown, [change.rule.id for change in result.changes]
    assert rule.level in {change.level for change in shown}
    if rule in STRUCTURE and rule.level is Level.SAFE:
        assert not [change for change in result.changes if change.level is Level.BREAKING]


@pytest.mark.parametrize("rule", STRUCTURE, ids=lambda rule: rule.id)
def test_nothing_changes_between_equal_documents(rule: Rule):
    assert compared(rule.before, "# a comment\n" + rule.before).changes == ()
    assert compared(rule.after, rule.after).changes == ()


def test_identifiers_are_unique():
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_every_rule_has_its_twin():
    twins = {
        Action.ADDED: Action.REMOVED,
        Action.REMOVED: Action.ADDED,
        Action.NARROWED: Action.WIDENED,
        Action.WIDENED: Action.NARROWED,
    }
    known = {(rule.direction, rule.area, rule.kind, rule.action) for rule in RULES}
    missing = [
        rule.id for rule in RULES
        if rule.action in twins and (rule.direction, rule.area, rule.kind, twins[rule.action]) not in known
    ]  # fmt: skip
    assert missing == []
