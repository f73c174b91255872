"""A verdict that has no payload says why, and none is said to be impossible that a payload could show."""

from __future__ import annotations

from typing import Any

import pytest

from skerry.contracts.change import Change, Direction, Ground, Level, Unproven
from skerry.contracts.diff.schemas.changes import Setting, schema_changes
from skerry.contracts.diff.schemas.comparison import Comparison
from skerry.formats.json_schema import Dialect, Schemas
from skerry.kernel.span import Span

OPEN = {"type": "object", "properties": {"name": {"type": "string"}}}


def changes(before: Any, after: Any, direction: Direction = Direction.IN) -> list[Change]:
    was, now = Schemas(before, Dialect.DRAFT_2020_12), Schemas(after, Dialect.DRAFT_2020_12)
    setting = Setting(direction, "data", lambda _: Span("s"), lambda _: Span("s"))
    found = schema_changes(Comparison(was, now), was.at(""), now.at(""), setting)
    return [change for change in found if change.level is Level.BREAKING]


def only(before: Any, after: Any, direction: Direction = Direction.IN) -> Change:
    (change,) = changes(before, after, direction)
    return change


def held(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**schema, **more}


@pytest.mark.parametrize(
    ("before", "after", "direction", "reason"),
    [
        ({"type": "string", "maximum": 9}, {"type": "string", "maximum": 5}, Direction.IN, Unproven.CONTRADICTION),
        ({"type": "integer", "format": "int32"}, {"type": "integer", "format": "uuid"}, Direction.IN, Unproven.CONTRADICTION),
        (
            {"type": "string", "pattern": "^[a-f]{8}$", "maxLength": 5},
            {"type": "integer"},
            Direction.IN,
            Unproven.NOTHING_VALID,
        ),
        (
            {"type": "array", "items": {"type": "string"}, "contains": {"type": "integer"}, "maxContains": 5},
            {"type": "array", "items": {"type": "string"}, "contains": {"type": "integer"}, "maxContains": 4},
            Direction.IN,
            Unproven.NOTHING_VALID,
        ),
        (
            {"type": "object", "required": ["a", "b"], "properties": {"a": False, "b": {"type": "string"}}},
            {"type": "object", "required": ["a", "b"], "properties": {"a": False, "b": {"type": "integer"}}},
            Direction.IN,
            Unproven.NOTHING_VALID,
        ),
        (
            {"oneOf": [OPEN, dict(OPEN), held(OPEN, required=["x"], properties={"name": {"type": "string"}, "x": {"type": "integer"}})]},
            {"oneOf": [OPEN, dict(OPEN), held(OPEN, required=["x"], properties={"name": {"type": "string"}, "x": {"type": "number"}})]},
            Direction.OUT,
            Unproven.NOTHING_VALID,
        ),
        (
            {"oneOf": [held(OPEN, required=["name"]), {"type": "object"}, {"type": "null"}]},
            {"oneOf": [OPEN, {"type": "object"}, {"type": "null"}]},
            Direction.OUT,
            Unproven.AMBIGUOUS,
        ),
        (
            {"anyOf": [held(OPEN, required=["name"]), {"type": "object"}, {"type": "integer"}]},
            {"anyOf": [OPEN, {"type": "object"}, {"type": "number"}]},
            Direction.OUT,
            Unproven.OTHER_BRANCH,
        ),
    ],
)  # fmt: skip
def test_it_says_why_no_payload_can_exist(before: Any, after: Any, direction: Direction, reason: Unproven) -> None:
    found = changes(before, after, direction)
    assert reason in {change.proof.unproven for change in found}
    assert reason.impossible


def test_a_branch_is_shown_by_a_value_that_the_others_refuse() -> None:
    """Both branches are open: only a value that the second refuses is valid, and shows what the first lost."""
    second = {"type": "object", "properties": {"key2": {"type": "string"}}}
    before = {"oneOf": [{"type": "object", "properties": {"key": {"type": "string"}}}, second]}
    after = {"oneOf": [{"type": "object", "properties": {"key": {"type": "integer"}}}, second]}
    change = only(before, after)
    assert change.proof.ground is Ground.WITNESS
    assert isinstance(change.proof.payload["key"], str)
    assert not isinstance(change.proof.payload["key2"], str)


def test_the_only_new_branch_of_many_is_shown() -> None:
    def tagged(number: int) -> dict[str, Any]:
        return {"type": "object", "properties": {"t": {"const": f"t{number}"}}, "required": ["t"]}

    before = {"oneOf": [tagged(each) for each in range(60)]}
    change = only({"oneOf": [*before["oneOf"], tagged(60)]}, before)
    assert change.proof.payload == {"t": "t60"}


def test_a_type_that_does_not_exist_accepts_nothing() -> None:
    change = only({"type": "string"}, {"type": "int"})
    assert (change.proof.ground, type(change.proof.payload)) == (Ground.WITNESS, str)


def test_a_contradiction_is_not_shown_by_what_another_change_breaks() -> None:
    before = {"type": "object", "maximum": 9, "properties": {"a": {"type": "integer", "maximum": 9}}}
    after = {"type": "object", "maximum": 5, "properties": {"a": {"type": "integer", "maximum": 5}}}
    found = {change.subject.field: change.proof for change in changes(before, after)}
    assert found[()].unproven is Unproven.CONTRADICTION
    assert found["a",].payload is not None
