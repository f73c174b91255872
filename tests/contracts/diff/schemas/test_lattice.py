"""What is known of inclusion: yes only with reason, cycles included."""

from __future__ import annotations

from typing import Any

import pytest

from skerry.contracts.diff.schemas.answers import Answer
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.disjoint import disjoint
from skerry.formats.json_schema import Dialect, Schemas

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def schemas(raw: Any) -> Schemas:
    return Schemas(raw, Dialect.DRAFT_2020_12)


def includes(wide: Any, narrow: Any) -> Answer:
    one, other = schemas(wide), schemas(narrow)
    return Comparison(one, other).lattice.includes(one.at(""), other.at(""))


def node(value: Any) -> dict[str, Any]:
    return {"$defs": {"n": {"properties": {"next": {"$ref": "#/$defs/n"}, "value": value}}}, "$ref": "#/$defs/n"}


@pytest.mark.parametrize(
    ("wide", "narrow", "answer"),
    [
        ({"type": "number"}, {"type": "integer"}, YES),
        ({"type": "integer"}, {"type": "number"}, NO),
        ({"enum": [1, 2]}, {"const": 1.0}, YES),
        ({"enum": [True]}, {"const": 1}, NO),
        ({"enum": [True, False]}, {"type": "boolean"}, YES),
        ({"type": "string"}, {"enum": ["a"]}, YES),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"type": ["string", "integer"]}, YES),
        ({"type": ["string", "integer"]}, {"oneOf": [{"type": "string"}, {"type": "integer"}]}, YES),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, {"type": ["string", "integer"]}, YES),
        ({"oneOf": [{"type": "number"}, {"type": "integer"}]}, {"type": "integer"}, UNKNOWN),
        ({"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"type": "string"}, "b": {}}}, YES),
        ({"properties": {"a": {"type": "string"}}}, {"type": "object"}, NO),
        ({"properties": {"a": {"type": "string"}}}, {"type": "object", "additionalProperties": False}, YES),
        ({"patternProperties": {"^a": {"type": "string"}}}, {"additionalProperties": {"type": "string"}}, YES),
        ({"patternProperties": {"^a": {"type": "string"}}}, {"patternProperties": {"b": {}}}, NO),
        ({"items": {"type": "number"}}, {"prefixItems": [{"type": "integer"}], "items": False}, YES),
        ({"contains": {"type": "number"}}, {"items": {"type": "integer"}, "minItems": 1}, YES),
        ({"multipleOf": 2}, {"multipleOf": 6}, YES),
        ({"maximum": 5}, {"exclusiveMaximum": 5}, YES),
        ({"exclusiveMaximum": 5}, {"maximum": 5}, NO),
        ({"not": {"type": "string"}}, {"type": "integer"}, YES),
        ({"not": {"type": "string"}}, {"not": {"type": ["string", "integer"]}}, YES),
        ({"propertyNames": {"maxLength": 3}}, {"properties": {"a": {}}, "additionalProperties": False}, YES),
        ({"dependentRequired": {"a": ["b"]}}, {"required": ["b"]}, YES),
        (node({"type": "number"}), node({"type": "integer"}), YES),
        (node({"type": "integer"}), node({"type": "number"}), NO),
        ({"pattern": "^a"}, {"pattern": "^ab"}, UNKNOWN),
    ],
)  # fmt: skip
def test_inclusion(wide: Any, narrow: Any, answer: Answer) -> None:
    assert includes(wide, narrow) is answer


def test_a_yes_that_rests_on_a_cycle_that_fails_is_not_kept() -> None:
    def raw(last: str) -> Any:
        a = {"properties": {"b": {"$ref": "#/$defs/b"}, "z": {"type": last}}}
        return {"$defs": {"a": a, "b": {"properties": {"a": {"$ref": "#/$defs/a"}}}}}

    one, other = schemas(raw("string")), schemas(raw("integer"))
    lattice = Comparison(one, other).lattice
    assert lattice.includes(one.at("/$defs/a"), other.at("/$defs/a")) is not YES
    assert lattice.includes(one.at("/$defs/b"), other.at("/$defs/b")) is not YES


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({"type": "string"}, {"type": "integer"}, True),
        ({"type": "number"}, {"type": "integer"}, False),
        ({"const": "a"}, {"enum": ["b", "c"]}, True),
        ({"type": "number", "maximum": 3}, {"type": "number", "exclusiveMinimum": 3}, True),
        ({"type": "string", "maxLength": 3}, {"type": "string", "minLength": 4}, True),
        (
            {"type": "object", "required": ["k"], "properties": {"k": {"const": 1}}},
            {"type": "object", "required": ["k"], "properties": {"k": {"const": 2}}},
            True,
        ),
        (
            {"type": "object", "properties": {"k": {"const": 1}}},
            {"type": "object", "properties": {"k": {"const": 2}}},
            False,
        ),
        ({"type": "object", "required": ["a"]}, {"type": "object", "properties": {"a": False}}, True),
    ],
)
def test_disjointness(one: Any, other: Any, apart: bool) -> None:
    assert disjoint(schemas(one).at(""), schemas(other).at("")) is apart


def test_unions_of_unions_end_within_the_budget() -> None:
    def raw(leaf: str) -> Any:
        branches = [{"properties": {f"p{at}": {"$ref": "#/$defs/u"}, "kind": {"type": leaf}}} for at in range(30)]
        return {"$defs": {"u": {"oneOf": branches}}, "$ref": "#/$defs/u"}

    one, other = schemas(raw("string")), schemas(raw("integer"))
    comparison = Comparison(one, other)
    assert comparison.differences(one.at(""), other.at(""))
