"""A break is demonstrated by an operation that graphql-core accepts before and refuses after, or by an answer."""

import pytest
from graphql import NoUnusedFragmentsRule, build_ast_schema, parse, specified_rules, validate

from skerry.contracts.change import Change, Ground, Level
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.graphql import FORMAT, RULES
from skerry.formats.bundle import of_texts

CHECKS = [rule for rule in specified_rules if rule is not NoUnusedFragmentsRule]


def breaks(before: str, after: str, *, witnesses: bool = True) -> list[Change]:
    sides = [of_texts({"s.graphql": text.encode()}) for text in (before, after)]
    found = FORMAT.compare(*sides, Options(witnesses=witnesses)).changes
    return [change for change in found if change.level is Level.BREAKING]


def errors(schema: str, operation: str) -> list[object]:
    tree = build_ast_schema(parse(schema), assume_valid=True, assume_valid_sdl=True)
    return list(validate(tree, parse(operation), CHECKS))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_witness_contradicts_graphql_core(rule):
    for change in breaks(rule.before, rule.after):
        payload = change.proof.payload
        if (
            change.proof.ground is Ground.WITNESS
            and isinstance(payload, str)
            and payload.startswith(("query", "mutation", "fragment"))
        ):
            assert errors(rule.before, payload) == []
            assert errors(rule.after, payload) != []


PROVEN = [
    (
        "type Query { a(x: Int!): A } type A { b: Int c: Int }",
        "type Query { a(x: Int!): A } type A { b: Int }",
        "query { a(x: 1) { c } }",
    ),
    ("type A { b: Int c: Int }", "type A { b: Int }", "fragment W on A { c }"),
    ("type Query { a(x: Int): Int }", "type Query { a(x: String): Int }", "query { a(x: 1) }"),
    ("type Query { a(x: String): Int }", "type Query { a(x: ID): Int }", "query W($x: String) { a(x: $x) }"),
    ("type Query { a(x: [Int]): Int }", "type Query { a(x: [Int!]): Int }", "query { a(x: [null]) }"),
    ("input I { a: Int b: Int }", "input I { a: Int }", "I: {b: 1}"),
    (
        "type Query { u: U } union U = A | B type A { a: Int } type B { b: Int }",
        "type Query { u: U } union U = A type A { a: Int } type B { b: Int }",
        "query { u { ... on B { __typename } } }",
    ),
    (
        "type Query { a(in: I): Int } input I { j: J } input J { e: E } enum E { X Y }",
        "type Query { a(in: I): Int } input I { j: J } input J { e: E } enum E { X }",
        "query { a(in: {j: {e: Y}}) }",
    ),
]


@pytest.mark.parametrize(("before", "after", "payload"), PROVEN)
def test_the_witness_of_a_break(before: str, after: str, payload: str):
    proof = breaks(before, after)[0].proof
    assert (proof.ground, proof.payload, proof.accepted) == (Ground.WITNESS, payload, "before")


def test_an_answer_that_could_not_come_before():
    proof = breaks("type Query { a: [A!]! } type A { b: Int! }", "type Query { a: [A!]! } type A { b: Int }")[0].proof
    assert proof.payload == {"operation": "query { a { b } }", "data": {"a": [{"b": None}]}}
    assert (proof.accepted, proof.refused_with) == ("after", "A.b was Int!")


def test_what_no_operation_can_show_is_broken_by_rule():
    (change,) = breaks("type Query { a: Int } scalar J", "type Query { a: Int }")
    assert change.proof.ground is Ground.RULE


def test_witnesses_can_be_left_out():
    assert breaks(*PROVEN[0][:2], witnesses=False)[0].proof.ground is Ground.RULE
