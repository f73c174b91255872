"""A break is demonstrated by an operation that graphql-core accepts before and refuses after, or by an answer."""

import pytest
from graphql import (
    NoUnusedFragmentsRule,
    build_ast_schema,
    extend_schema,
    parse,
    print_ast,
    specified_rules,
    validate,
    validate_schema,
)
from graphql.language import TypeSystemDefinitionNode, TypeSystemExtensionNode
from graphql.validation.validate import validate_sdl

from skerry.contracts.change import Change, Ground, Level, Unproven
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


def refused(schema: str, document: str) -> list[object]:
    """What graphql-core says of a document beside the whole schema: of its definitions first."""
    definitions, operations = [], []
    for node in parse(document).definitions:
        of_types = isinstance(node, TypeSystemDefinitionNode | TypeSystemExtensionNode)
        (definitions if of_types else operations).append(print_ast(node))
    if not definitions:
        return errors(schema, document)
    tree = build_ast_schema(parse(schema), assume_valid=True, assume_valid_sdl=True)
    beside = parse(" ".join(definitions))
    if wrong := validate_sdl(beside, tree):
        return wrong
    known = {error.message for error in validate_schema(build_ast_schema(parse(schema), assume_valid_sdl=True))}
    whole = extend_schema(build_ast_schema(parse(schema), assume_valid_sdl=True), beside, assume_valid_sdl=True)
    unsound = [error for error in validate_schema(whole) if error.message not in known]
    tree = extend_schema(tree, beside, assume_valid=True, assume_valid_sdl=True)
    return [*unsound, *(validate(tree, parse(" ".join(operations)), CHECKS) if operations else [])]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_witness_contradicts_graphql_core(rule):
    for change in breaks(rule.before, rule.after):
        payload = change.proof.payload
        if isinstance(payload, str) and not payload.partition(": ")[0].isidentifier():
            assert refused(rule.before, payload) == []
            assert refused(rule.after, payload) != []


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


DEFINED = [
    ("type Query { a: Int } scalar J", "type Query { a: Int }", "input Witness { w: J }"),
    ("directive @d on FIELD | ENUM_VALUE", "directive @d on FIELD", "enum Witness { W @d }"),
    (
        "directive @d on FIELD_DEFINITION",
        "directive @d(x: Int!) on FIELD_DEFINITION",
        "type Witness { w: Int @d }",
    ),
    (
        "interface I interface J implements I",
        "interface I interface J",
        "interface Witness { w: I } type Witnessed implements Witness { w: J }",
    ),
    ("scalar S", "enum S { A }", "extend scalar S @witness directive @witness on SCALAR"),
    (
        "type A { b(x: String): Int }",
        "type A { b(x: [String]): Int }",
        "extend schema { query: Witness } type Witness { w: A } query W($x: String) { w { b(x: $x) } }",
    ),
]


@pytest.mark.parametrize(("before", "after", "payload"), DEFINED)
def test_what_no_operation_of_the_schema_can_show_is_shown_by_definitions(before: str, after: str, payload: str):
    proof = breaks(before, after)[0].proof
    assert (proof.ground, proof.payload) == (Ground.WITNESS, payload)
    assert refused(before, payload) == []
    assert refused(after, payload) != []


def test_what_says_nothing_of_data_has_no_witness():
    base = "directive @oneOf on UNION type A { a: Int } type B { b: Int }"
    (change,) = breaks(f"{base} union U = A | B", f"{base} union U @oneOf = A | B")
    assert (change.proof.ground, change.proof.unproven) == (Ground.RULE, Unproven.NO_DATA)


def test_an_answer_is_one_that_the_old_schema_could_not_give():
    """What serialises to the same is no witness: an ID is written as a text, so a text may come for it."""
    changes = breaks("type Query { a: ID }", "type Query { a: String }")
    assert all(not isinstance(each.proof.payload, dict) for each in changes)


def test_witnesses_can_be_left_out():
    assert breaks(*PROVEN[0][:2], witnesses=False)[0].proof.ground is Ground.RULE
