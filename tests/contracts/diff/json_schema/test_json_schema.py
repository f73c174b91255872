"""JSON Schema documents compared as a registry does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from skerry.contracts.change import Change, Direction, Ground, Level, Rule
from skerry.contracts.diff import run
from skerry.contracts.diff.format import Mode, Options
from skerry.contracts.diff.json_schema import FORMAT, RULES
from skerry.formats.bundle import of_texts

_MODES = {Direction.IN: Mode.BACKWARD, Direction.OUT: Mode.FORWARD, Direction.BOTH: Mode.FULL}


def compared(before: Any, after: Any, mode: Mode = Mode.AUTO) -> tuple[Change, ...]:
    sides = [
        of_texts({"s.json": (each if isinstance(each, str) else json.dumps(each)).encode()}) for each in (before, after)
    ]
    result = FORMAT.compare(*sides, Options(mode=mode))
    assert not result.problems
    return result.changes


def worst(before: Any, after: Any, mode: Mode = Mode.AUTO) -> Level:
    levels = {change.level for change in compared(before, after, mode)}
    return next((level for level in Level if level in levels), Level.SAFE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_example_shows_its_rule(rule: Rule) -> None:
    found = compared(rule.before, rule.after, _MODES[rule.direction])
    assert [change.rule.id for change in found] == [rule.id]
    if rule.kind != "property":
        assert found[0].level is rule.level


def test_identifiers_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


_OPEN = {"type": "object", "properties": {"a": {"type": "string"}}}
_CLOSED = {**_OPEN, "additionalProperties": False}


def with_b(schema: dict[str, Any], b: Any, **more: Any) -> dict[str, Any]:
    return {**schema, "properties": {**schema["properties"], "b": b}, **more}


class TestContentModels:
    def test_optional_members_are_added_to_closed_schemas_only(self) -> None:
        assert worst(_OPEN, with_b(_OPEN, {"type": "string"})) is Level.BREAKING
        assert worst(_OPEN, with_b(_OPEN, {})) is Level.SAFE
        assert worst(_CLOSED, with_b(_CLOSED, {"type": "string"})) is Level.SAFE

    def test_members_are_removed_from_open_schemas_only(self) -> None:
        assert worst(with_b(_OPEN, {"type": "string"}), _OPEN) is Level.SAFE
        assert worst(with_b(_CLOSED, {"type": "string"}), _CLOSED) is Level.BREAKING
        assert worst(with_b(_CLOSED, False), _CLOSED) is Level.SAFE

    def test_partly_open_schemas_cover_what_they_say(self) -> None:
        partly = {**_OPEN, "additionalProperties": {"type": "string"}}
        assert worst(partly, with_b(partly, {"type": ["string", "null"]})) is Level.SAFE
        assert worst(partly, with_b(partly, {"type": "integer"})) is Level.BREAKING
        by_name = {**_CLOSED, "patternProperties": {"^b": {"type": "integer"}}}
        assert worst(by_name, with_b(by_name, {"type": "number"})) is Level.SAFE
        assert worst(by_name, with_b(by_name, {"type": "string"})) is Level.BREAKING

    def test_a_required_member_needs_a_default(self) -> None:
        needed = {"type": "string", "default": ""}
        assert worst(_CLOSED, with_b(_CLOSED, {"type": "string"}, required=["b"])) is Level.BREAKING
        assert worst(_CLOSED, with_b(_CLOSED, needed, required=["b"])) is Level.SAFE
        assert worst(_OPEN, {**_OPEN, "required": ["a"]}) is Level.BREAKING
        optional = {**_OPEN, "properties": {"a": needed}}
        assert worst(optional, {**optional, "required": ["a"]}) is Level.SAFE


def test_forward_is_backward_turned_round() -> None:
    for before, after in ((_OPEN, with_b(_OPEN, {"type": "string"})), (_CLOSED, with_b(_CLOSED, {"type": "string"}))):
        assert worst(before, after, Mode.FORWARD) is worst(after, before, Mode.BACKWARD)
        assert worst(before, after, Mode.FULL) is Level.BREAKING


def test_transitive_asks_every_version() -> None:
    versions = {
        f"v{at}.json": json.dumps({**_CLOSED, "maxProperties": size}).encode() for at, size in enumerate((9, 5, 7))
    }
    last = of_texts({"order.json": json.dumps({**_CLOSED, "maxProperties": 8}).encode()})
    found = run.compare(of_texts(versions), last, Options(mode=Mode.BACKWARD_TRANSITIVE))
    assert not found.problems
    broken = [change for change in found.changes if change.level is Level.BREAKING]
    assert [change.was and change.was.path for change in broken] == ["v0.json"]


def test_a_breaking_change_comes_with_a_payload_of_the_whole() -> None:
    before = {
        "type": "object",
        "required": ["items"],
        "properties": {"items": {"type": "array", "items": with_b(_OPEN, {"type": "number"})}},
    }
    after = json.loads(json.dumps(before).replace("number", "integer"))
    (change,) = compared(before, after)
    assert change.rule.id == "in-data-type-narrowed"
    assert change.subject.field == ("items", "[]", "b")
    assert change.proof.ground is Ground.WITNESS
    assert not float(change.proof.payload["items"][0]["b"]).is_integer()
    assert change.now is not None and change.now.line == 1


def test_what_registries_do_not_look_at_is_dangerous() -> None:
    assert worst({"type": "string"}, {"type": "string", "format": "email"}) is Level.DANGEROUS


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        ({"enum": ["a"]}, {"type": "string"}, Level.BREAKING),
        ({"type": "string", "enum": ["a"]}, {"type": "string"}, Level.SAFE),
        ({"enum": ["a"]}, {"type": "string", "enum": ["a"]}, Level.BREAKING),
        ({"type": "integer"}, {"type": ["integer", "string"]}, Level.SAFE),
        ({"type": "integer"}, {"oneOf": [{"type": "number"}, {"type": "string"}]}, Level.SAFE),
        (
            {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            {"oneOf": [{"type": "integer"}, {"type": "string"}]},
            Level.BREAKING,
        ),
        (
            {"oneOf": [{"type": "integer"}, {"type": "string"}]},
            {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            Level.SAFE,
        ),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, {"type": "integer"}, Level.BREAKING),
        ({"anyOf": [{"type": "integer"}]}, {"type": "integer"}, Level.SAFE),
        ({"allOf": [{"type": "string"}, {"maxLength": 3}]}, {"type": "string"}, Level.SAFE),
        ({"type": "string"}, {}, Level.SAFE),
        ({}, {"type": "string"}, Level.BREAKING),
        (False, {"const": 1}, Level.SAFE),
    ],
    ids=str,
)
def test_forms_count_as_in_a_registry(before: Any, after: Any, level: Level) -> None:
    assert worst(before, after) is level
    assert worst(after, before, Mode.FORWARD) is level


def test_items_that_become_positions_count_as_in_a_registry() -> None:
    assert (
        worst({"type": "array", "items": {"type": "string"}}, {"type": "array", "items": [{"type": "string"}]})
        is Level.BREAKING
    )
    assert worst({"type": "array", "items": {"type": "string"}}, {"type": "array"}) is Level.SAFE


def test_a_name_beside_patterns_counts_as_in_a_registry() -> None:
    patterned = {**_OPEN, "patternProperties": {"^x": {"type": "string"}}}
    assert worst(patterned, with_b(patterned, {"type": "string"})) is Level.DANGEROUS
    assert worst(with_b(patterned, {"type": "string"}), patterned) is Level.BREAKING


def test_branches_are_sets() -> None:
    one, two = {"type": "string", "maxLength": 3}, {"type": "integer"}
    assert compared({"oneOf": [one, two]}, {"oneOf": [two, one]}) == ()
    assert worst({"oneOf": [one, two]}, {"oneOf": [two, {"type": "string"}]}) is Level.SAFE
    assert worst({"oneOf": [one, two]}, {"oneOf": [one]}) is Level.BREAKING
    assert worst(two, {"anyOf": [{"type": "null"}, one, two]}) is Level.SAFE


@pytest.mark.parametrize(
    ("name", "text", "claimed"),
    [
        ("a.json", '{"$schema": "http://json-schema.org/draft-07/schema#"}', True),
        ("a.yaml", "$schema: https://json-schema.org/draft/2020-12/schema\n", True),
        ("a.json", '{"type": "object", "properties": {}}', True),
        ("a.json", "{}", True),
        ("a.json", "true", True),
        ("package.json", '{"name": "x", "version": "1.0.0", "type": "module", "description": ""}', False),
        ("tsconfig.json", '{"compilerOptions": {}}', False),
        ("data.json", "[1, 2]", False),
        ("a.txt", '{"type": "object"}', False),
        ("values.yaml", "replicas: 3\nimage: x\n", False),
    ],
)
def test_claims(name: str, text: str, claimed: bool) -> None:
    assert FORMAT.claims(name, text.encode()) is claimed
