"""The catalogue tests itself: every rule finds its broken example, leaves the sound one alone, and has a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from skerry.rules.catalogue import by_family, catalogue, families
from skerry.rules.rule import Rule
from skerry.rules.run import Known, judge

from .cases import case

RULES = [pytest.param(rule, id=rule.id) for rule in catalogue().values()]


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKERRY_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("rule", RULES)
def test_the_broken_example_is_found(rule: Rule, tmp_path: Path) -> None:
    judged = judge(case(rule.broken, tmp_path / "broken", rule.about.needs), [rule])
    assert not judged.problems
    assert judged.findings
    assert {finding.rule for finding in judged.findings} == {rule.id}
    assert rule.about.severity in {finding.severity for finding in judged.findings}


@pytest.mark.parametrize("rule", RULES)
def test_a_finding_says_what_where_and_about_what(rule: Rule, tmp_path: Path) -> None:
    for finding in judge(case(rule.broken, tmp_path / "broken", rule.about.needs), [rule]).findings:
        assert finding.place.path and finding.subject and finding.message and finding.why and finding.fix
        assert not finding.message.endswith(".") and len(finding.message) < 300


@pytest.mark.parametrize("rule", RULES)
def test_the_sound_example_is_sound(rule: Rule, tmp_path: Path) -> None:
    judged = judge(case(rule.sound, tmp_path / "sound", rule.about.needs), [rule])
    assert not judged.problems
    assert not judged.findings
    assert judged.states[0].known is Known.SOUND  # and not merely unknown


@pytest.mark.parametrize("rule", RULES)
def test_a_page_has_all_its_parts(rule: Rule) -> None:
    assert rule.title and len(rule.title) < 90 and rule.title[0].isupper()
    assert all(part and part.endswith(".") for part in (rule.why, rule.instead, rule.when, rule.source))
    assert rule.id == rule.id.lower()


def test_identifiers_are_unique() -> None:
    every = [rule.id for rules in by_family().values() for rule in rules]
    assert len(every) == len(set(every))


def test_every_family_has_rules() -> None:
    assert all(by_family()[name] for name in families())
