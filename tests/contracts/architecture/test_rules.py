"""Every rule of the model shows itself, in both directions."""

from __future__ import annotations

import pytest

from skerry.contracts.architecture import RULES, compare
from skerry.contracts.change import Rule
from skerry.model import System, load_texts

SHOWN = [rule for rule in RULES if rule.before and rule.after and rule.before != rule.after]


def system(text: str) -> System:
    loaded = load_texts([("shop.arch.yaml", text)])
    assert not [problem.what for problem in loaded.problems], text
    return loaded.system


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.id)
def test_a_rule_shows_itself(rule: Rule) -> None:
    found = compare(system(rule.before), system(rule.after))
    assert (rule.id, rule.level) in {(change.rule.id, change.level) for change in found}


def test_every_rule_has_an_example() -> None:
    assert [rule.id for rule in RULES] == [rule.id for rule in SHOWN]
