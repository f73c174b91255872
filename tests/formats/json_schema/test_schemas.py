"""One normal form, whatever dialect a schema is written in."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from skerry.formats.bundle import of_texts
from skerry.formats.json_schema import Dialect, Same, Schemas, Shape, lowered


def shape(raw: Any, dialect: Dialect = Dialect.DRAFT_2020_12) -> Shape:
    return Schemas(raw, dialect).at("")


def test_null_is_a_type_in_every_dialect() -> None:
    old = shape({"type": "string", "nullable": True, "enum": ["a"]}, Dialect.OPENAPI_3_0)
    new = shape({"type": ["string", "null"], "enum": ["a", None]})
    assert old.types == new.types == {"string", "null"}
    assert old.values == new.values == ("a", None)


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_a_union_with_null_is_the_schema_and_null(word: str) -> None:
    union = shape({"description": "x", word: [{"type": "null"}, {"type": "object", "required": ["a"]}]})
    assert union.nullable
    assert union.members.required == {"a"}
    assert not union.any_of and not union.one_of


def test_nullable_beside_all_of_is_meant() -> None:
    assert shape({"nullable": True, "allOf": [{"type": "string"}]}, Dialect.OPENAPI_3_0).nullable


def test_bounds_of_both_kinds() -> None:
    old = shape({"type": "number", "minimum": 3, "exclusiveMinimum": True}, Dialect.DRAFT_04)
    new = shape({"type": "number", "exclusiveMinimum": 3, "minimum": 1})
    assert old.lower == new.lower == (3, True)


def test_lists_of_items_in_both_words() -> None:
    old = shape({"items": [{"type": "string"}], "additionalItems": False}, Dialect.DRAFT_07)
    new = shape({"prefixItems": [{"type": "string"}], "items": False})
    for each in (old.elements, new.elements):
        assert each.prefix == 1
        assert each.positioned(0).types == {"string"}
        assert each.positioned(1).never and each.rest.never


def test_all_of_closes_the_names_of_each_branch() -> None:
    both = shape({"allOf": [{"properties": {"a": {}}, "additionalProperties": False}, {"properties": {"b": {}}}]})
    assert not both.members.named("a").never
    assert both.members.named("b").never
    assert both.members.rest.never


def test_unevaluated_sees_through_all_of() -> None:
    both = shape({"allOf": [{"properties": {"a": {}}}], "properties": {"b": {}}, "unevaluatedProperties": False})
    assert not both.members.named("a").never and not both.members.named("b").never
    assert both.members.named("c").never
    assert both.members.exact


def test_unevaluated_beside_branches_is_not_exact() -> None:
    assert not shape({"oneOf": [{"properties": {"a": {}}}, {}], "unevaluatedProperties": False}).members.exact


def test_siblings_of_a_reference_count_since_2019() -> None:
    raw = {"$ref": "#/$defs/a", "maxLength": 3, "$defs": {"a": {"type": "string"}}}
    assert shape(raw).limit("maxLength") == 3
    assert shape(raw, Dialect.DRAFT_07).limit("maxLength") is None


def test_anchors_and_ids() -> None:
    raw = {
        "$id": "https://example.com/root.json",
        "properties": {"a": {"$ref": "#here"}, "b": {"$ref": "part.json"}, "c": {"$ref": "part.json#/$defs/x"}},
        "$defs": {
            "h": {"$anchor": "here", "type": "string"},
            "p": {
                "$id": "part.json",
                "type": "object",
                "$defs": {"x": {"type": "null"}},
                "properties": {"q": {"$ref": "#/$defs/x"}},
            },
        },
    }
    members = shape(raw).members
    assert members.named("a").types == {"string"}
    assert members.named("b").members.named("q").types == {"null"}
    assert members.named("c").types == {"null"}


def test_files_beside() -> None:
    bundle = of_texts(
        {
            "api/main.json": b'{"$ref": "../common/a.yaml#/A"}',
            "common/a.yaml": b"A: {type: object, properties: {n: {$ref: '#/B'}}}\nB: {type: integer}\n",
        }
    )
    found = Schemas({"$ref": "../common/a.yaml#/A"}, Dialect.DRAFT_07, "api/main.json", bundle).at("")
    assert found.members.named("n").types == {"integer"}
    assert str(found.place) == "common/a.yaml#/A"


def test_a_cycle_comes_round_to_the_same_shape() -> None:
    raw = {"$defs": {"n": {"properties": {"next": {"$ref": "#/$defs/n"}}}}, "$ref": "#/$defs/n"}
    node = shape(raw, Dialect.DRAFT_07)
    assert node.members.named("next") is node


@pytest.mark.parametrize(
    "raw",
    [{"$ref": "#"}, {"allOf": [{"$ref": "#"}]}, {"anyOf": [{"$ref": "#"}]}, {"$ref": 3}, {"properties": []}, 7, None],
)
def test_nonsense_accepts_everything(raw: Any) -> None:
    assert shape(raw).types == shape({}).types


def test_what_leads_nowhere_is_said_once() -> None:
    schemas = Schemas({"properties": {"a": {"$ref": "#/x"}, "b": {"$ref": "#/x"}}}, Dialect.DRAFT_07)
    found = schemas.at("").members
    assert found.named("a").types == found.named("b").types == shape({}).types
    assert [problem.code.id for problem in schemas.problems] == ["F006"]


def test_an_all_of_that_doubles_stays_small() -> None:
    definitions: dict[str, Any] = {"0": {"required": ["x"]}}
    for at in range(1, 26):
        definitions[str(at)] = {"allOf": [{"$ref": f"#/$defs/{at - 1}"}] * 2}
    assert Schemas({"$defs": definitions}, Dialect.DRAFT_07).at("/$defs/25").members.required == {"x"}


def test_a_long_chain_of_references_ends() -> None:
    definitions: dict[str, Any] = {str(at): {"$ref": f"#/$defs/{at + 1}"} for at in range(3000)}
    Schemas({"$defs": definitions}, Dialect.DRAFT_07).at("/$defs/0").types  # noqa: B018


class TestSame:
    def test_equal_text_over_a_changed_definition_differs(self) -> None:
        was = {
            "a": {"$ref": "#/d/x"},
            "b": {"$ref": "#/d/z"},
            "d": {"x": {"$ref": "#/d/y"}, "y": {"type": "string"}, "z": {}},
        }
        now = {**was, "d": {**was["d"], "y": {"type": "integer"}}}
        same = Same(Schemas(was, Dialect.DRAFT_07), Schemas(now, Dialect.DRAFT_07))
        assert not same.same(was["a"], now["a"])
        assert same.same(was["b"], now["b"])

    def test_cycles(self) -> None:
        was = {"a": {"$ref": "#/b"}, "b": {"items": {"$ref": "#/a"}, "not": {"$ref": "#/c"}}, "c": {"maxLength": 1}}
        now = {**was, "c": {"maxLength": 2}}
        equal = Same(Schemas(was, Dialect.DRAFT_07), Schemas(was, Dialect.DRAFT_07))
        assert equal.same(was["a"], was["a"])
        changed = Same(Schemas(was, Dialect.DRAFT_07), Schemas(now, Dialect.DRAFT_07))
        assert not changed.same(was["a"], now["a"])


def test_lowered_is_what_a_validator_of_2020_12_reads() -> None:
    raw = {
        "a": {
            "type": "object",
            "properties": {
                "n": {"type": "number", "minimum": 1, "exclusiveMinimum": True, "nullable": True},
                "next": {"$ref": "#/a"},
            },
        },
    }
    schemas = Schemas(raw, Dialect.OPENAPI_3_0)
    validator = jsonschema_rs.validator_for(lowered(schemas.at("/a"), schemas))
    assert validator.is_valid({"n": None, "next": {"n": 2}})
    assert not validator.is_valid({"next": {"n": 1}})
