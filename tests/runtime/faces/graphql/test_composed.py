"""The composed endpoint over three subgraphs: the same as one graph would answer, with as few requests as there can be."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from graphql import print_schema
from hypothesis import HealthCheck, given, settings
from hypothesis_graphql import from_schema
from tests.runtime.faces.graphql import three

from skerry.generate.gateway.supergraph import of_documents
from skerry_runtime.faces.graphql.composed.endpoint import Endpoint
from skerry_runtime.faces.graphql.composed.transport import Failed
from skerry_runtime.faces.graphql.limits import Limits

WIDE = Limits(depth=50, cost=10**9, fields=100_000, aliases=10_000, tokens=100_000, nesting=200)
GRAPH = three.supergraph()


def asked(
    subgraphs: three.Subgraphs,
    query: str,
    variables: dict[str, Any] | None = None,
    limits: Limits = WIDE,
    **headers: str,
) -> dict[str, Any]:
    endpoint = Endpoint(GRAPH, limits, subgraphs)
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    told = {b"content-type": b"application/json"} | {
        name.replace("_", "-").encode(): value.encode() for name, value in headers.items()
    }
    answer = asyncio.run(endpoint.answer("POST", "", told, body, None))
    found: dict[str, Any] = json.loads(answer.body)
    return found


@pytest.mark.parametrize(
    ("query", "requests"),
    [
        ("{ orders { id } }", ["shop"]),
        ("{ orders { buyer { name } } }", ["shop", "people"]),
        ("{ orders { buyer { name made { name } } } }", ["shop", "people", "goods"]),
        ("{ orders { lines { product { name price } wrap { colour price } } } }", ["shop", "goods", "goods"]),
        ("{ orders { buyer { boss { boss { name } } orders { id } } } }", ["shop", "people"]),
        ('{ people { id } product(id: "g1") { name maker { name } } }', ["people", "goods", "people"]),
        (
            "{ things { __typename ... on Paper { colour price } ... on Order { buyer { name } } } }",
            ["shop", "goods", "people"],
        ),
        ("{ anything { ...P } } fragment P on Thing { ... on Paper { price } }", ["shop", "goods"]),
        (
            'query($n: ID! = "p1") { a: person(id: $n) { name orders { id } } b: person(id: "p9") { name } }',
            ["people", "shop"],
        ),
        ("{ orders { buyer { n: name } } orders { buyer { place { city } } } }", ["shop", "people"]),
        ("{ orders { buyer @skip(if: true) { name } ... @include(if: false) { lines { count } } id } }", ["shop"]),
        ("{ products { maker { made { maker { orders { shipTo { zip } } } } } } }", ["goods", "shop"]),
        ("{ __typename __schema { queryType { name } } people { __typename } }", ["people"]),
    ],
)
def test_it_answers_as_one_graph_would_with_a_request_a_service_and_place(query: str, requests: list[str]) -> None:
    subgraphs = three.Subgraphs()
    found = asked(subgraphs, query)
    assert found == three.whole(query, {}), subgraphs.sent
    assert sorted(name for name, _, _ in subgraphs.sent) == sorted(requests)


@given(query=from_schema(print_schema(GRAPH.schema), allow_null=False))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_is_answered_as_by_one_graph(query: str) -> None:
    found, wanted = asked(three.Subgraphs(), query), three.whole(query, {})
    if wanted.get("data") is None and "errors" in wanted:
        assert "errors" in found
    else:
        assert found == wanted


def test_each_thing_is_asked_for_once_however_often_it_is_there() -> None:
    subgraphs = three.Subgraphs()
    asked(subgraphs, "{ orders { buyer { name } lines { product { name } } } }")
    said = {name: body["variables"].get("representations") for name, body, _ in subgraphs.sent}
    assert len(said["people"]) == 3
    assert len(said["goods"]) == 4


def test_a_service_that_fails_costs_its_own_fields_alone() -> None:
    subgraphs = three.Subgraphs()
    subgraphs.failing = {"people": Failed("people can't be reached", {"code": "UNAVAILABLE", "status": 503})}
    found = asked(subgraphs, "{ orders(first: 2) { id buyer { name } lines { product { name } } } people { id } }")
    assert found["data"] is None  # people may not be null
    assert {each["extensions"]["service"] for each in found["errors"]} == {"people"}
    found = asked(subgraphs, "{ orders { id buyer { id name } } }")
    assert [each["id"] for each in found["data"]["orders"]] == [f"o{at}" for at in range(6)]
    assert {json.dumps(each["buyer"]) for each in found["data"]["orders"]} == {"null"}
    assert found["errors"][0]["path"] == ["orders", 1, "buyer", "name"]
    assert found["errors"][0]["extensions"] == {"code": "UNAVAILABLE", "status": 503, "service": "people"}


def test_errors_of_a_service_stand_where_they_belong() -> None:
    subgraphs = three.Subgraphs()
    errors = [{"message": "no", "path": ["_entities", 0, "name"], "extensions": {"code": "FORBIDDEN", "status": 403}}]
    subgraphs.failing = {
        "people": {"data": {"_entities": [{"place": None, "name": None}, {"name": "B"}, None]}, "errors": errors}
    }
    found = asked(subgraphs, "{ orders { buyer { name place { city } } } }")
    second = {
        "name": "B",
        "place": None,
    }  # orders 2 and 5 are of the second person, 1 and 4 of the first, 3 of one who is gone
    assert [each["buyer"] for each in found["data"]["orders"]] == [None, None, second, None, None, second]
    codes = {tuple(each["path"]): each["extensions"]["code"] for each in found["errors"]}
    assert codes["orders", 4, "buyer", "name"] == "FORBIDDEN"
    assert codes["orders", 3, "buyer", "name"] == "NOT_FOUND"


def test_mutations_go_one_after_the_other_and_each_has_its_key() -> None:
    subgraphs = three.Subgraphs()
    query = 'mutation($n: String!) { a: greet(name: $n) b: order(name: "x") c: part(name: "y") }'
    found = asked(subgraphs, query, {"n": "Ada"}, idempotency_key="K", authorization="Bearer x")
    assert found == {"data": {"a": "greet Ada", "b": "order x", "c": "part y"}}
    assert [(name, headers["Idempotency-Key"]) for name, _, headers in subgraphs.sent] == [
        ("people", "K/a"), ("shop", "K/b"), ("people", "K/c"),
    ]  # fmt: skip
    assert {headers["authorization"] for _, _, headers in subgraphs.sent} == {"Bearer x"}
    subgraphs.sent.clear()
    asked(subgraphs, 'mutation { greet(name: "Bo") }', idempotency_key="K")
    assert subgraphs.sent[0][2]["Idempotency-Key"] == "K"


def test_variables_that_do_not_fit_are_refused_before_anybody_is_asked() -> None:
    subgraphs = three.Subgraphs()
    found = asked(subgraphs, "query($n: ID!) { person(id: $n) { name } }")
    assert "data" not in found
    assert asked(subgraphs, "{ people { _skerry_type: name } }")["errors"][0]["extensions"]["code"] == "INVALID"
    assert subgraphs.sent == []


@pytest.mark.parametrize(
    ("word", "document"),
    [
        (
            "@requires",
            'type Query { a: A } type A @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }',
        ),
        ("interface", "type Query { a: A } interface A { id: ID! } type B implements A { id: ID! }"),
        ("fields within fields", 'type Query { a: A } type A @key(fields: "b { c }") { b: B } type B { c: ID! }'),
        ("INVALID_FIELD_SHARING", "type Query { people: [Int] }"),
    ],
)
def test_what_can_not_be_planned_is_refused_at_generation(word: str, document: str) -> None:
    link = three.LINK.replace('"@key"', '"@key", "@external", "@requires"')
    more = (
        {"other": link + 'type Query { z: Int } type A @key(fields: "id") { id: ID! x: Int }'}
        if "requires" in word
        else {}
    )
    made = of_documents("x", {**({} if more else three.DOCUMENTS), "odd": link + document, **more})
    assert not made.files
    assert any(word in each.what for each in made.problems), made.problems
