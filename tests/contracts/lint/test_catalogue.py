"""Every rule shows itself: it finds its broken example, and nothing in its sound one."""

from __future__ import annotations

import re
from datetime import date

import pytest

from skerry.contracts.lint.catalogue import by_family, catalogue
from skerry.contracts.lint.node import Kind
from skerry.contracts.lint.rule import Rule
from skerry.contracts.lint.ruleset import Ruleset
from skerry.contracts.lint.run import lint
from skerry.formats.bundle import of_texts

RULES = list(catalogue().values())


def found(rule: Rule, text: str) -> list[str]:
    seen = lint(of_texts({rule.file: text.encode()}), [rule], Ruleset(), date(2026, 1, 1))
    assert not seen.problems
    return [each.rule for each in seen.findings]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_broken_example(rule: Rule) -> None:
    assert set(found(rule, rule.broken)) == {rule.id}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_lets_its_sound_example_pass(rule: Rule) -> None:
    assert found(rule, rule.sound) == []


def test_a_rule_says_why_and_what_to_do() -> None:
    assert [
        rule.id for rule in RULES if not rule.title or not rule.about.endswith(".") or not rule.fix.endswith((".", "…"))
    ] == []
    assert [rule.id for rule in RULES if not re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.id)] == []


def test_no_rule_is_lost_between_families() -> None:
    listed = [rule.id for rules in by_family().values() for rule in rules]
    assert sorted(listed) == [*catalogue()]


def test_every_kind_of_part_is_asked_for() -> None:
    asked = {kind for rule in RULES for kind in rule.on}
    passed_by = {Kind.CALLBACK, Kind.HOOK, Kind.ENCODING, Kind.LINK, Kind.TRAIT, Kind.DIRECTIVE}
    assert set(Kind) - asked == passed_by
