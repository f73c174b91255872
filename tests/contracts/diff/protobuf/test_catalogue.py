"""Every rule shows itself, every rule of buf is among them, and none lacks its twin."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from skerry.contracts.change import Action, Change, Level, Rule
from skerry.contracts.diff.format import Category, Options
from skerry.contracts.diff.protobuf import FORMAT, RULES, examples
from skerry.contracts.diff.protobuf.buf import CATEGORIES
from skerry.contracts.diff.protobuf.rules import BUF
from skerry.formats.bundle import of_texts

_TWINS = {Action.ADDED: Action.REMOVED, Action.NARROWED: Action.WIDENED}
BUF_PROGRAM = shutil.which("buf", path=str(Path(sys.executable).parent)) or shutil.which("buf")


def changes(before: str, after: str, category: Category = Category.WIRE_JSON) -> tuple[Change, ...]:
    sides = [of_texts({name: text.encode() for name, text in examples(side).items()}) for side in (before, after)]
    found = FORMAT.compare(sides[0], sides[1], Options(category=category))
    assert found.problems == ()
    return found.changes


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_example_shows_its_rule(rule: Rule) -> None:
    found = [change for change in changes(rule.before, rule.after) if change.rule is rule]
    assert found, [change.rule.id for change in changes(rule.before, rule.after)]
    assert {change.level for change in found} == {rule.level}
    assert all(change.was or change.now for change in found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_nothing_changed_is_no_change(rule: Rule) -> None:
    assert changes(rule.before, rule.before) == ()


def test_identifiers_are_unique_and_texts_whole() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.title and rule.about.endswith(".") and rule.before != rule.after for rule in RULES)


def test_every_rule_of_buf_is_told() -> None:
    told = {name for names in BUF.values() for name in names}
    assert told == CATEGORIES.keys()
    assert all(name in rule.about for rule in RULES for name in BUF[rule.id])


def test_every_rule_has_its_twin() -> None:
    known = {(rule.area, rule.kind, rule.action) for rule in RULES}
    for area, kind, action in known:
        for one, other in _TWINS.items():
            if action in (one, other):
                assert {(area, kind, one), (area, kind, other)} <= known


def test_additions_are_safe() -> None:
    assert {rule.level for rule in RULES if rule.action is Action.ADDED and rule.kind != "required-field"} == {
        Level.SAFE
    }


@pytest.mark.slow
@pytest.mark.skipif(BUF_PROGRAM is None, reason="buf is not installed")
@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_buf_judges_each_example_as_we_do(rule: Rule, category: Category, tmp_path: Path) -> None:
    for side, text in (("before", rule.before), ("after", rule.after)):
        for name, content in examples(text).items():
            (tmp_path / side).mkdir(exist_ok=True)
            (tmp_path / side / name).write_text(content)
        subprocess.run([BUF_PROGRAM, "build", tmp_path / side, "-o", tmp_path / f"{side}.binpb"], check=True)
    config = json.dumps({"version": "v2", "breaking": {"use": [category.value]}})
    command = [
        BUF_PROGRAM,
        "breaking",
        tmp_path / "after.binpb",
        "--against",
        tmp_path / "before.binpb",
        "--config",
        config,
    ]
    run = subprocess.run([*command, "--error-format", "json"], capture_output=True, text=True, check=False)
    theirs = {json.loads(line)["type"] for line in run.stdout.splitlines()}
    ours = any(change.level is Level.BREAKING for change in changes(rule.before, rule.after, category))
    assert ours == bool(theirs), theirs
