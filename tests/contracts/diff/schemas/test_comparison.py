"""What differs, where, and what it does: seen from no direction."""

from __future__ import annotations

from typing import Any

import pytest

from skerry.contracts.change import Action, Direction, Ground, Level, Unproven
from skerry.contracts.diff.schemas.changes import Setting, schema_changes
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.contracts.diff.schemas.difference import Difference, Effect
from skerry.contracts.diff.schemas.policy import Policy, level_of
from skerry.formats.json_schema import Dialect, Place, Schemas
from skerry.kernel.span import Span

_OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}
DEEP = 120


def differences(before: Any, after: Any, dialect: Dialect = Dialect.DRAFT_2020_12) -> tuple[Difference, ...]:
    was, now = Schemas(before, dialect), Schemas(after, dialect)
    return Comparison(was, now).differences(was.at(""), now.at(""))


def members(**named: Any) -> dict[str, Any]:
    return {"type": "object", "properties": named}


def span(place: Place) -> Span:
    return Span(str(place))


def test_places_and_the_way_through_the_data() -> None:
    item = {"type": "object", "properties": {"price": {"type": "number"}}}
    before = {"$defs": {"i": item}, **members(items={"type": "array", "items": {"$ref": "#/$defs/i"}})}
    after = {**before, "$defs": {"i": members(price={"type": "integer"})}}
    (found,) = differences(before, after)
    assert (found.kind, found.action, found.effect) == ("type", Action.NARROWED, Effect.NARROWED)
    assert found.field == ("items", "[]", "price")
    assert str(found.was) == str(found.now) == "/$defs/i/properties/price/type"


def test_a_definition_that_is_used_twice_is_told_once_with_the_other_field() -> None:
    before = {
        "$defs": {"m": members(v={"type": "string"})},
        **members(a={"$ref": "#/$defs/m"}, b={"$ref": "#/$defs/m"}),
    }
    after = {**before, "$defs": {"m": members(v={"type": "integer"})}}
    (found,) = differences(before, after)
    assert found.field == ("a", "v")
    assert found.elsewhere == (("b", "v"),)


def test_cycles_end() -> None:
    def tree(value: str) -> Any:
        return {"$defs": {"t": members(value={"type": value}, left={"$ref": "#/$defs/t"})}, "$ref": "#/$defs/t"}

    (found,) = differences(tree("number"), tree("string"))
    assert found.field == ("value",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"allOf": [_OBJECT, {"required": ["a"]}]}, {**_OBJECT, "required": ["a"]}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": ["string", "null"]}),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        ({"const": "a"}, {"enum": ["a"]}),
        ({"$defs": {"a": _OBJECT}, "$ref": "#/$defs/a"}, _OBJECT),
        ({"type": "integer", "multipleOf": 1}, {"type": "integer"}),
        ({"minLength": 0, "type": "string"}, {"type": "string", "maximum": 3}),
    ],
)
def test_the_same_in_other_words_changes_nothing_that_is_accepted(before: Any, after: Any) -> None:
    for found in (*differences(before, after), *differences(after, before)):
        assert found.effect is Effect.NEITHER or "inert" in found.traits


def test_dialects_are_compared_by_meaning() -> None:
    old = {"type": "number", "minimum": 3, "exclusiveMinimum": True, "nullable": True}
    new = {"type": ["number", "null"], "exclusiveMinimum": 3}
    was, now = Schemas(old, Dialect.OPENAPI_3_0), Schemas(new, Dialect.OPENAPI_3_1)
    assert Comparison(was, now).differences(was.at(""), now.at("")) == ()


class TestPolicies:
    @pytest.mark.parametrize(
        ("before", "after", "received", "sent"),
        [
            (_OBJECT, members(a={"type": "string"}, b={"type": "string"}), Level.SAFE, Level.SAFE),
            (members(a={"type": "string"}, b={}), _OBJECT, Level.DANGEROUS, Level.DANGEROUS),
            (_OBJECT, {**_OBJECT, "required": ["a"]}, Level.BREAKING, Level.SAFE),
            ({**_OBJECT, "required": ["a"]}, _OBJECT, Level.SAFE, Level.BREAKING),
            ({"enum": ["a"]}, {"enum": ["a", "b"]}, Level.SAFE, Level.DANGEROUS),
            ({"enum": ["a", "b"]}, {"enum": ["a"]}, Level.BREAKING, Level.SAFE),
            ({"type": "string"}, {"type": "string", "maxLength": 3}, Level.DANGEROUS, Level.SAFE),
            ({"type": "string", "maxLength": 5}, {"type": "string", "maxLength": 3}, Level.BREAKING, Level.SAFE),
            ({"type": "integer"}, {"type": "string"}, Level.BREAKING, Level.BREAKING),
            (
                members(a={"type": "string", "readOnly": True}),
                members(a={"type": "integer", "readOnly": True}),
                Level.SAFE,
                Level.BREAKING,
            ),
        ],
    )  # fmt: skip
    def test_over_http(self, before: Any, after: Any, received: Level, sent: Level) -> None:
        (found,) = differences(before, after)
        assert level_of(found, Direction.IN) is received
        assert level_of(found, Direction.OUT) is sent

    def test_data_that_goes_both_ways_is_judged_by_the_worse(self) -> None:
        (found,) = differences({"type": "number"}, {"type": "integer"})
        assert level_of(found, Direction.BOTH) is Level.BREAKING

    def test_as_text_a_number_is_a_text_too(self) -> None:
        was, now = Schemas({"type": "integer"}, Dialect.OPENAPI_3_0), Schemas({"type": "string"}, Dialect.OPENAPI_3_0)
        setting = Setting(Direction.IN, "parameter", span, span, textual=True)
        (change,) = schema_changes(Comparison(was, now), was.at(""), now.at(""), setting)
        assert change.level is Level.SAFE


class TestProofs:
    def changes(self, before: Any, after: Any, direction: Direction, policy: Policy = Policy.TOLERANT) -> Any:
        was, now = Schemas(before, Dialect.DRAFT_2020_12), Schemas(after, Dialect.DRAFT_2020_12)
        return schema_changes(
            Comparison(was, now), was.at(""), now.at(""), Setting(direction, "body", span, span, policy)
        )

    def test_a_witness_is_of_the_side_that_must_still_be_read(self) -> None:
        (received,) = self.changes({"type": "number"}, {"type": "integer"}, Direction.IN)
        assert (received.proof.ground, received.proof.accepted) == (Ground.WITNESS, "before")
        assert not float(received.proof.payload).is_integer()
        (sent,) = self.changes({"type": "integer"}, {"type": "number"}, Direction.OUT)
        assert (sent.proof.ground, sent.proof.accepted) == (Ground.WITNESS, "after")

    def test_a_witness_holds_all_that_the_whole_asks_for(self) -> None:
        def order(status: Any) -> Any:
            line = {
                "type": "object",
                "required": ["sku", "status"],
                "properties": {"sku": {"type": "string", "pattern": "^[A-Z]{3}-\\d{2}$"}, "status": status},
            }
            lines = {"type": "array", "minItems": 2, "items": {"oneOf": [line, {"type": "null"}]}}
            when = {"type": "string", "format": "date-time"}
            return {
                "type": "object",
                "required": ["lines", "at"],
                "properties": {"lines": lines, "at": when},
                "additionalProperties": False,
            }

        (change,) = self.changes(order({"enum": ["open", "paid"]}), order({"enum": ["paid"]}), Direction.IN)
        assert change.proof.ground is Ground.WITNESS
        assert "open" in [line and line["status"] for line in change.proof.payload["lines"]]

    def test_a_dash_after_a_class_is_read_as_people_mean_it(self) -> None:
        before, after = {"type": "string"}, {"type": "string", "pattern": "^[\\w-.]+$"}
        (change,) = self.changes(before, after, Direction.IN)
        assert change.proof.ground is Ground.WITNESS

    def test_what_is_safe_rests_on_the_lattice(self) -> None:
        (change,) = self.changes({"type": "integer"}, {"type": "number"}, Direction.IN)
        assert (change.level, change.proof.ground) == (Level.SAFE, Ground.LATTICE)

    def test_what_has_no_witness_says_why(self) -> None:
        before, after = ({"type": "string", "x-extensible-enum": each} for each in (["a", "b"], ["a"]))
        (change,) = self.changes(before, after, Direction.IN)
        assert (change.level, change.proof.ground) == (Level.BREAKING, Ground.RULE)
        assert change.proof.unproven is Unproven.NO_DATA


class TestHostile:
    def test_deep_nesting_ends(self) -> None:
        def nested(leaf: Any) -> Any:
            for _ in range(DEEP):
                leaf = members(a=leaf)
            return leaf

        assert differences(nested({"type": "string"}), nested({"type": "integer"}))

    def test_thousands_of_uses_of_a_large_graph_end(self) -> None:
        def graph(leaf: str) -> Any:
            names = [f"s{at}" for at in range(300)]
            return {
                name: members(a={"$ref": f"#/{names[at - 1]}"}, b={"$ref": f"#/{names[at // 2]}"}, c={"type": leaf})
                for at, name in enumerate(names)
            }

        was, now = Schemas(graph("integer"), Dialect.DRAFT_07), Schemas(graph("string"), Dialect.DRAFT_07)
        comparison = Comparison(was, now)
        counts = [len(comparison.differences(was.at(f"/s{at}"), now.at(f"/s{at}"))) for at in range(100, 130)]
        assert all(counts)

    def test_patterns_cannot_take_forever(self) -> None:
        slow = {"type": "object", "patternProperties": {"^(([a-z])+.)+[A-Z]([a-z])+$": {"type": "string"}}}
        names = {f"{'a' * 40}{at}": {"type": "integer"} for at in range(5)}
        differences({**slow, "properties": names}, slow)
        many = "((((a{200}){200}){200}){200}){200}"
        TestProofs().changes({"type": "string"}, {"type": "string", "pattern": many, "minLength": 10**12}, Direction.IN)
        TestProofs().changes(
            {"type": "string", "pattern": many, "minLength": 10**12}, {"type": "integer"}, Direction.IN
        )

    def test_huge_limits_and_lists_cost_little(self) -> None:
        vast = {
            "type": "array",
            "minItems": 10**15,
            "items": {"type": "number", "multipleOf": 5e-324, "minimum": 10**400},
        }
        TestProofs().changes(vast, {"type": "array", "items": {"type": "string"}}, Direction.BOTH)
        listed = {"enum": [f"v{at}" for at in range(20_000)]}
        assert differences(listed, {"enum": listed["enum"][1:]})[0].old == ["v0"]

    @pytest.mark.parametrize(
        "raw",
        [
            {"properties": 3, "required": "a", "enum": {}, "items": 7, "oneOf": {}, "allOf": 1, "type": 5},
            {"allOf": [{"$ref": "#"}], "anyOf": [{"$ref": "#"}], "not": {"$ref": "#"}},
            {"pattern": "(", "type": "string"},
            {"multipleOf": 0, "minimum": "a", "type": "number"},
            {"$ref": "http://example.org/never-fetched.json"},
            {"patternProperties": {"(": {"type": "string"}}, "type": "object"},
        ],
    )
    def test_nonsense_is_compared_without_a_fall(self, raw: Any) -> None:
        differences(raw, {"type": "string", "maxLength": 3})
        differences({"type": ["string", "object"]}, raw)
        TestProofs().changes(raw, {"type": "integer", "maximum": 3}, Direction.BOTH)
        TestProofs().changes({"type": "object"}, raw, Direction.IN, Policy.EXACT)
