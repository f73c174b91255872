"""Conditions on rows: what is not known lets nobody in, and SQL never leaves out a row that one may see."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert, select

from skerry_runtime.operations import Identity
from skerry_runtime.spec import Compare, Condition, Consent, Every, Not, Value
from skerry_runtime.trust.clauses import clause
from skerry_runtime.trust.conditions import MISSING, holds, possible

ANN = Identity("ann", ("patient",), {"wards": ["north", "south"], "level": 3})
ROWS: list[dict[str, Any]] = [
    {"id": 1, "owner": "ann", "ward": "north", "level": 3},
    {"id": 2, "owner": "bob", "ward": "north", "level": None},
    {"id": 3, "owner": "bob", "ward": "west", "level": 4},
    {"id": 4, "owner": None, "ward": None, "level": 3},
]
TABLE = Table(
    "rows", MetaData(), Column("id", Integer, primary_key=True), Column("owner", String), Column("ward", String), Column("level", Integer)
)  # fmt: skip


def field(name: str) -> Value:
    return Value("field", name)


def caller(name: str = "") -> Value:
    return Value("caller", f"caller.{name}" if name else "caller")


def fields(row: dict[str, Any]) -> Any:
    return lambda name: MISSING if row.get(name) is None else row[name]


def agreed(purpose: str) -> bool | None:
    return {"treatment": True, "billing": False}.get(purpose)


COMPARED = st.builds(
    Compare,
    st.sampled_from([field("owner"), field("ward"), field("level"), field("gone")]),
    st.sampled_from(["=", "!=", "in"]),
    st.sampled_from(
        [caller(), caller("wards"), caller("level"), caller("gone"), Value("text", "bob"), Value("number", "4")]
    ),
)
CONDITIONS = st.recursive(
    COMPARED | st.builds(Consent, st.sampled_from(["treatment", "billing", "research"])),
    lambda inner: st.builds(Not, inner) | st.builds(Every, st.sampled_from(["and", "or"]), st.tuples(inner, inner)),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(CONDITIONS)
def test_sql_leaves_out_no_row_that_one_may_see(condition: Condition) -> None:
    engine = create_engine("sqlite://")
    TABLE.metadata.create_all(engine)

    def columns(name: str) -> Any:
        if name not in TABLE.c:
            raise ValueError(name)
        return TABLE.c[name]

    nothing = fields({})
    with engine.begin() as connection:
        connection.execute(insert(TABLE), ROWS)
        found = connection.execute(select(TABLE.c.id).where(clause(condition, ANN, nothing, agreed, columns)))
        narrowed = {row.id for row in found}
    seen = {row["id"] for row in ROWS if holds(condition, ANN, fields(row), agreed)}
    assert seen <= narrowed
    if not possible(condition, ANN, nothing, agreed):
        assert not narrowed, "a list of which nothing may be seen is refused"
    engine.dispose()


def test_sql_narrows() -> None:
    """It does not simply let everything through."""
    text = str(clause(Compare(field("owner"), "=", caller()), ANN, fields({}), agreed, lambda name: TABLE.c[name]))
    assert "owner" in text


@pytest.mark.parametrize("sign", ["=", "!=", "in"])
def test_what_is_missing_is_neither_true_nor_false(sign: str) -> None:
    for left, right in ((field("gone"), caller()), (field("owner"), caller("gone"))):
        compared = Compare(left, sign, right)
        for condition in (compared, Not(compared), Not(Not(compared))):
            assert holds(condition, ANN, fields(ROWS[0]), agreed) is None
    assert holds(Not(Consent("research")), ANN, fields(ROWS[0]), agreed) is None


def test_one_that_is_known_decides() -> None:
    unknown, true, false = Consent("research"), Consent("treatment"), Consent("billing")
    assert holds(Every("or", (unknown, true)), ANN, fields({}), agreed) is True
    assert holds(Every("and", (unknown, false)), ANN, fields({}), agreed) is False
    assert holds(Every("and", (unknown, true)), ANN, fields({}), agreed) is None


@pytest.mark.parametrize(
    ("left", "right", "same"), [(3, "3.0", True), ("3", "03", True), ("a", "A", False), (True, "true", True)]
)
def test_values_are_compared_as_what_they_are(left: Any, right: str, same: bool) -> None:
    found = holds(Compare(field("x"), "=", Value("text", right)), ANN, fields({"x": left}), agreed)
    assert found is same
