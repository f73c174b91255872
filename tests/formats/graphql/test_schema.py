"""Schemas as people publish them: what can be read is, and what cannot is a problem at its place."""

import json
from itertools import pairwise

import pytest
from graphql import build_schema, introspection_from_schema
from hypothesis import given
from hypothesis import strategies as st

from skerry.formats.bundle import of_texts
from skerry.formats.graphql.federation import federation
from skerry.formats.graphql.pieces import cut
from skerry.formats.graphql.print import printed
from skerry.formats.graphql.read import schema_of, schema_of_text, sources
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Kind

SDL = '''
"""What can be asked"""
type Query implements Node & Named @a(x: [1, {y: "z"}]) {
  "an order"
  order(id: ID!, where: Where = {state: OPEN, text: null}): Order @deprecated(reason: "gone on 2026-01-01")
  id: ID!
  name: String!
}
interface Node { id: ID! }
interface Named { name: String! }
type Order { total: [Float!]! }
union Either = Order | Query
enum State { OPEN @deprecated CLOSED }
input Where @oneOf { state: State text: String }
scalar Money @specifiedBy(url: "https://example.com/money")
directive @a(x: [Any] = []) repeatable on OBJECT | FIELD
scalar Any
'''


def every(schema: Schema):
    return [*(schema.type(name) for name in schema.types), *(schema.directive(name) for name in schema.directives)]


def problems(schema: Schema) -> list[str]:
    list(every(schema))
    return [f"{problem.span} {problem.code.id} {problem.what}" for problem in schema.problems]


def test_everything_that_the_language_has_is_read_with_its_place():
    schema = schema_of_text(SDL, "api.graphql")
    assert problems(schema) == []
    query = schema.type("Query")
    assert query is not None
    assert (query.kind, query.interfaces, query.description) == (Kind.OBJECT, ("Node", "Named"), "What can be asked")
    assert str(query.fields["order"].span) == "api.graphql:5:3"
    assert str(query.fields["order"].arguments["where"].span) == "api.graphql:5:18"
    assert schema.roots.types == {"query": "Query"}


def test_what_is_printed_reads_as_the_same():
    schema = schema_of_text(SDL)
    again = schema_of_text(printed(every(schema)))
    assert every(again) == every(schema)
    assert printed(every(again)) == printed(every(schema))


def test_extensions_of_other_files_are_merged():
    schema = Schema(
        [
            ("a.graphql", "extend type Query { b: Int } type Query { a: Int }"),
            ("b.graphql", "extend type Query @x { c: Int }"),
        ]
    )
    query = schema.type("Query")
    assert query is not None
    assert list(query.fields) == ["a", "b", "c"]
    assert [use.name for use in query.directives] == ["x"]
    assert problems(schema) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("type A { a: Int a: String } type B { b: Int }", ["s.graphql:1:17 F061 A already has a"]),
        ("type A { a: Int } type A { b: Int }", ["s.graphql:1:24 F061 the schema already has A"]),
        ("type A { a: Int } extend type A { a: Int }", ["s.graphql:1:35 F061 A already has a"]),
        ("type A { a: Int } enum A { X }", ["s.graphql:1:24 F061 A is type and enum"]),
        ("type A { a: }\ntype B { b: Int }", ["s.graphql:1:13 F060 Expected Name, found '}'"]),
        ("type A { a: Int\ntype B { b: Int }", ["s.graphql:1:16 F060 Expected Name, found <EOF>"]),
        (
            "query Q { a }\ntype B { b: Int }",
            ["s.graphql:1:1 F062 an operation (query) stands among the definitions of a schema"],
        ),
        ("type A @nobody @knows(what: this) { b: Int }", []),
        ("type A { a: Nothing }", []),
        (
            "type A { a(b: Int = " + "[" * 5000 + "): Int }",
            ["s.graphql:1:221 F060 Document is nested too deeply. Parsing aborted"],
        ),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_read(text: str, said: list[str]):
    schema = schema_of_text(text, "s.graphql")
    assert problems(schema) == said
    assert "B" not in text or schema.type("B") is not None


def test_an_introspection_result_is_the_same_schema():
    sdl = (
        "input I @oneOf { z: Int w: ID } enum E { X } union U = Query "
        'type Query { a(x: [E!] = [X], y: I = {z: 1}): U @deprecated(reason: "r") }'
    )
    data = json.dumps(
        {"data": introspection_from_schema(build_schema(sdl), input_value_deprecation=True, one_of=True)}
    ).encode()
    found, wrong = sources(of_texts({"schema.json": data}))
    assert wrong == []
    asked, told = schema_of_text(sdl), schema_of(found)
    for name in asked.types:
        assert told.type(name) == asked.type(name)


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b'{"__schema": 1}', b'{"__schema": {"types": [{}]}}', b"{", b"[" * 100_000]
)
def test_json_that_is_no_introspection_result_is_a_problem(data: bytes):
    found, (problem,) = sources(of_texts({"schema.json": data}))
    assert found == []
    assert problem.code.id in ("F002", "F060")


def test_federation_is_known_by_its_link_or_its_words():
    assert not federation(schema_of_text(SDL))
    first = federation(schema_of_text('type A @key(fields: "id") { id: ID! }'))
    assert (first.version, first.own("key"), first.own("shareable")) == ("1.0", "key", "")
    linked = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", as: "f", import: ["@key", {name: "@tag", as: "@label"}])'
    second = federation(schema_of_text(linked))
    assert (second.version, second.own("key"), second.own("label"), second.own("f__shareable")) == (
        "2.3",
        "key",
        "tag",
        "shareable",
    )


@given(st.text(alphabet=' \n{}()[]"#=|&@:!\\type extend input union scalar a', max_size=80))
def test_any_text_is_cut_without_losing_or_repeating_a_sign(text: str):
    pieces = list(cut(text))
    for one, other in pairwise(pieces):
        assert one.start + len(one.text) <= other.start
    assert all(text[piece.start :].startswith(piece.text) for piece in pieces)


@given(st.text(alphabet=st.sampled_from('{}()"#=|@:! type input union extend A b\n'), max_size=60))
def test_no_text_raises(text: str):
    problems(schema_of_text(text))
