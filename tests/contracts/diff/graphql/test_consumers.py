"""Whom a change breaks, told from the operations that consumers are known to send."""

import pytest
from graphql import GraphQLError, build_ast_schema, parse, validate

from skerry.contracts.change import Ground, Level
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.graphql import FORMAT
from skerry.contracts.diff.graphql.rules import inputs, outputs
from skerry.formats.bundle import of_texts

SHOP = """
type Query { orders(first: Int, state: State, where: Where): [Order!]! node(id: ID!): Node  search: [Found!]! }
interface Node { id: ID! }
type Order implements Node { id: ID! total: Int! note: String state: State! lines: [Line!]! }
type Line implements Node { id: ID! count: Int! }
union Found = Order | Line
enum State { OPEN PAID LATE }
input Where { state: State  note: String  between: Span }
input Span { from: Int  to: Int = 9 }
type Mutation { pay(input: Pay!): Order }
input Pay { order: ID!  amount: Int!  note: String }
"""


def compared(after: str, **operations: str):
    sides = [of_texts({"schema.graphql": text.encode()}) for text in (SHOP, after)]
    return FORMAT.compare(*sides, Options(operations={name: (text,) for name, text in operations.items()}))


def verdicts(after: str, rule: str, **operations: str) -> dict[str, Level]:
    changes = [change for change in compared(after, **operations).changes if change.rule.id == rule]
    assert len(changes) == 1, changes
    return {each.consumer: each.level for each in changes[0].consumers}


def without(text: str, by: str = "") -> str:
    assert text in SHOP
    return SHOP.replace(text, by)


def test_a_removed_field_breaks_those_who_select_it():
    result = compared(
        without("total: Int! "),
        web="query Orders { orders { ...of } } fragment of on Order { id total }",
        admin="query All { orders { id note } }",
    )
    (change,) = result.changes
    web, admin = change.consumers
    assert change.level is Level.BREAKING
    assert (web.consumer, web.level, web.because) == ("web", Level.BREAKING, "query Orders reads Order.total")
    assert (admin.consumer, admin.level) == ("admin", Level.SAFE)
    assert change.proof.ground is Ground.WITNESS
    assert change.proof.payload == "query Orders"


def test_a_removed_field_that_nobody_selects_breaks_nobody():
    (change,) = compared(without("note: String state: State!", "state: State!"), web="{ orders { id } }").changes
    assert change.level is Level.DANGEROUS
    assert change.details["breaking_without_operations"]


def test_a_field_read_through_its_interface_is_read():
    after = without("type Line implements Node { id: ID! count: Int! }", "type Line { count: Int! }")
    assert verdicts(after, "out-field-removed", web='{ node(id: "1") { id } }', admin="{ orders { id } }") == {
        "web": Level.BREAKING,
        "admin": Level.SAFE,
    }


def test_values_of_enums_in_literals_variables_and_answers():
    found = verdicts(
        without("PAID LATE }", "PAID }"),
        "enum-value-removed",
        says="{ orders(state: LATE) { id } }",
        says_within="{ orders(where: {state: LATE}) { id } }",
        may="query Q($s: State) { orders(state: $s) { id } }",
        may_within="query Q($w: Where) { orders(where: $w) { id } }",
        reads="{ orders { state } }",
        another="{ orders(state: OPEN) { id } }",
    )
    assert found == {
        "says": Level.BREAKING,
        "says_within": Level.BREAKING,
        "may": Level.DANGEROUS,
        "may_within": Level.DANGEROUS,
        "reads": Level.DANGEROUS,
        "another": Level.SAFE,
    }


def test_a_required_input_field_breaks_literals_and_variables():
    found = verdicts(
        without("note: String }\n", "note: String by: ID! }\n"),
        "in-field-required-added",
        literal='mutation Pay { pay(input: {order: "1", amount: 2}) { id } }',
        variable="mutation Pay($i: Pay!) { pay(input: $i) { id } }",
        neither="{ orders { id } }",
    )
    assert found == {"literal": Level.BREAKING, "variable": Level.BREAKING, "neither": Level.SAFE}


def test_an_argument_that_no_longer_takes_null():
    found = verdicts(
        without("first: Int,", "first: Int!,"),
        "in-argument-type-narrowed",
        leaves_out="{ orders { id } }",
        says="{ orders(first: 3) { id } }",
        null="{ orders(first: null) { id } }",
        may="query Q($n: Int) { orders(first: $n) { id } }",
        sure="query Q($n: Int!) { orders(first: $n) { id } }",
        defaulted="query Q($n: Int = 3) { orders(first: $n) { id } }",
    )
    assert found == {
        "leaves_out": Level.BREAKING,
        "says": Level.SAFE,
        "null": Level.BREAKING,
        "may": Level.BREAKING,
        "sure": Level.SAFE,
        "defaulted": Level.SAFE,
    }


def test_a_wider_scalar_takes_literals_and_no_variables():
    found = verdicts(
        without("first: Int,", "first: Float,"),
        "in-argument-type-changed",
        literal="{ orders(first: 3) { id } }",
        variable="query Q($n: Int) { orders(first: $n) { id } }",
    )
    assert found == {"literal": Level.SAFE, "variable": Level.BREAKING}


def test_a_union_loses_a_member():
    found = verdicts(
        without("union Found = Order | Line", "union Found = Order"),
        "out-union-member-removed",
        tells="{ search { ... on Line { count } } }",
        ignores="{ search { ... on Order { id } } }",
    )
    assert found == {"tells": Level.BREAKING, "ignores": Level.SAFE}


def test_whoever_still_reads_what_is_deprecated_is_named():
    (change,) = compared(
        without("note: String state", "note: String @deprecated state"), web="{ orders { note } }"
    ).changes
    assert change.level is Level.SAFE
    assert [each.because for each in change.consumers] == ["query reads Order.note"]


def test_an_operation_that_does_not_fit_is_a_problem_and_the_rest_is_judged():
    result = compared(without("total: Int! "), web="query A { nothing orders { total } }", bad="query {")
    assert [problem.code.id for problem in result.problems] == ["F066", "F060"]
    assert [each.level for each in result.changes[0].consumers] == [Level.BREAKING, Level.SAFE]


def test_fragments_that_use_themselves_come_to_an_end():
    loop = "{ orders { ...a } } fragment a on Order { lines { ...b } total } fragment b on Line { id ...b }"
    assert verdicts(without("total: Int! "), "out-field-removed", web=loop) == {"web": Level.BREAKING}


OPERATIONS = [
    "{ orders { id total } }",
    "{ orders { note state lines { id count } } }",
    "{ orders(first: 3) { id } }",
    "{ orders(first: null, state: LATE) { id } }",
    "{ orders(where: {}) { id } }",
    "{ orders(where: {state: PAID, between: {from: 1}}) { id } }",
    "query Q($w: Where, $n: Int) { orders(where: $w, first: $n) { id } }",
    "query Q($s: State!) { orders(where: {state: $s, note: null}) { id } }",
    "query Q($b: Span) { orders(where: {between: $b}) { id } }",
    '{ node(id: "1") { id ... on Line { count } } }',
    "{ node(id: 1) { ... on Order { total } __typename } }",
    "{ search { ... on Order { id } } }",
    "{ search { ... on Node { id } ... on Line { count } } }",
    'mutation { pay(input: {order: "1", amount: 2}) { id } }',
    "mutation M($i: Pay!) { pay(input: $i) { total } }",
    'mutation M($n: Int!) { pay(input: {order: 1, amount: $n, note: "x"}) { id } }',
]
MUTATIONS = [
    ("total: Int! ", ""),
    ("total: Int!", "total: String!"),
    ("count: Int!", "count: [Int]"),
    ("first: Int,", ""),
    ("first: Int,", "first: Int!,"),
    ("first: Int,", "first: Int! = 1,"),
    ("first: Int,", "first: Float,"),
    ("first: Int,", "first: Int, last: Int!,"),
    ("first: Int,", "first: [Int],"),
    (" LATE", ""),
    (" PAID", ""),
    ("state: State  note", "note"),
    ("note: String  between", "note: String!  between"),
    ("between: Span", ""),
    ("between: Span", "between: Span!"),
    ("from: Int ", "from: Int! "),
    ("to: Int = 9", "to: Int!"),
    ("to: Int = 9", "to: Int!  by: Int!"),
    ("input Where", "input Where @oneOf"),
    ("union Found = Order | Line", "union Found = Order"),
    ("union Found = Order | Line", "union Found = Line"),
    ("type Line implements Node", "type Line"),
    ("amount: Int!", "amount: Int"),
    ("amount: Int!", "amount: String!"),
    ("amount: Int!  note: String", "amount: Int!"),
    ("order: ID!", "order: Int!"),
    ("order: ID!  ", ""),
    ("type Mutation {", "type Mutations {"),
    ("pay(input: Pay!)", "pay(input: Pay)"),
    ("search: [Found!]!", ""),
    ("node(id: ID!)", "node"),
    ("node(id: ID!)", "node(id: String!)"),
    ("node(id: ID!): Node", "node(id: ID!): Order"),
    ("interface Node", "type Node"),
]


def refused(schema: str, operation: str) -> bool:
    try:
        return bool(validate(build_ast_schema(parse(schema), assume_valid=True), parse(operation)))
    except (GraphQLError, TypeError):
        return True


@pytest.mark.parametrize(("old", "new"), MUTATIONS, ids=[f"{old}=>{new}" for old, new in MUTATIONS])
def test_we_agree_with_graphql_core_on_whose_operations_are_refused(old: str, new: str):
    """Breaking through a sure hit is exactly what validation refuses, but for answers that only readers notice."""
    after = without(old, new)
    named = {f"c{at}": text for at, text in enumerate(OPERATIONS)}
    changes = [change for change in compared(after, **named).changes if change.rule not in (outputs.FIELD_WIDENED,)]
    for name, text in named.items():
        assert not refused(SHOP, text)
        broken = [
            change.rule.id for change in changes
            for each in change.consumers if each.consumer == name and each.level is Level.BREAKING
        ]  # fmt: skip
        if refused(after, text):
            assert broken, text
        else:
            allowed = {outputs.FIELD_CHANGED.id, outputs.TYPE_REMOVED.id, inputs.FIELD.required_added.id}
            assert not set(broken) - allowed, (text, broken)
