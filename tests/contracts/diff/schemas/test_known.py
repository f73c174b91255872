"""What is remembered of values never changes an answer: not of candidates that share parts, not of the smallest values."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.contracts.diff.schemas.accepts import Known, accepts
from skerry.contracts.diff.schemas.samples import Hints, variants
from skerry.contracts.diff.schemas.witness import Candidates
from skerry.formats.json_schema import Dialect, Schemas

NAMES = st.sampled_from("ab")
LEAF = st.sampled_from(
    [{"type": "string"}, {"type": "integer", "minimum": 1}, {"type": ["string", "null"]}, {"const": "a"}, {}, True]
)
SCHEMA = st.recursive(
    LEAF | st.just({"$ref": "#/$defs/r"}),
    lambda inner: st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(NAMES, inner, max_size=2)},
            optional={"required": st.lists(NAMES, max_size=2, unique=True), "additionalProperties": inner},
        ),
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}, optional={"minItems": st.integers(0, 2)}),
        st.fixed_dictionaries({"anyOf": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"oneOf": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=8,
)


def shapes(*written: Any) -> list[Any]:
    root = {"$defs": {"r": written[0]}, "a": list(written)}
    schemas = Schemas(root, Dialect.DRAFT_2020_12)
    return [schemas.at(f"/a/{at}") for at in range(len(written))]


@settings(deadline=None, max_examples=150)
@given(SCHEMA, SCHEMA)
def test_a_shared_memory_gives_the_answers_of_a_fresh_one(one: Any, other: Any) -> None:
    first, second = shapes(one, other)
    values = [value for shape in (first, second) for _, value in zip(range(40), variants(shape, Hints()), strict=False)]
    shared = Known()
    for value in values:
        for shape in (first, second):
            assert not {accepts(shape, value, known=shared), accepts(shape, value)} >= {True, False}


def test_alternatives_that_lead_to_one_another_end() -> None:
    every = [{"$ref": f"#/$defs/s{at}"} for at in range(12)]
    root = {"$defs": {f"s{at}": {"oneOf": [*every, {"const": at}]} for at in range(12)}}
    schemas = Schemas(root, Dialect.DRAFT_2020_12)
    assert accepts(schemas.at("/$defs/s3"), "x") is not True  # nor does asking take for ever


def test_what_is_known_of_a_part_is_used_for_the_whole() -> None:
    (shape,) = shapes({"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}})
    part, shared = {"a": "x"}, Known()
    assert accepts(shape, [part], known=shared) is True
    assert len(shared.answers) == 2
    assert accepts(shape, [part, part], known=shared) is True
    assert len(shared.answers) == 3


@settings(deadline=None, max_examples=80)
@given(SCHEMA, SCHEMA, st.integers(0, 5))
def test_candidates_are_the_same_however_often_they_are_asked_for(one: Any, other: Any, few: int) -> None:
    first, second = shapes(one, other)
    kept = Candidates()
    begun = [value for _, value in zip(range(few), kept.of(first, second), strict=False)]
    whole = list(kept.of(first, second))
    assert begun == whole[:few]
    assert whole == list(kept.of(first, second)) == list(Candidates().of(first, second))
