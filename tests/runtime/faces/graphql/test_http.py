"""GraphQL over HTTP: methods, media types, and what each is answered with."""

from __future__ import annotations

import json
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from tests.runtime.faces.graphql import shop

RESPONSE = "application/graphql-response+json; charset=utf-8"
QUERY, MUTATION = (
    "{ categories { nodes { id } } }",
    'mutation { categorizeCategory(input: { name: "x" }) { category { id } } }',
)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("APPLICATION/JSON;charset=\"UTF-8\"", 200),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),  # these three a browser sends to another site without asking it first
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("", 415),
    ],
)  # fmt: skip
def test_only_json_is_read(content: str, status: int, catalog: shop.Tested) -> None:
    assert catalog.request("POST", "/graphql", {"query": QUERY}, {"content-type": content}).status == status


@pytest.mark.parametrize(
    ("accept", "content", "good", "wrong"),
    [
        ("", RESPONSE, 200, 400),
        ("*/*", RESPONSE, 200, 400),
        ("application/graphql-response+json", RESPONSE, 200, 400),
        ("application/json", "application/json; charset=utf-8", 200, 200),
        ("application/json;q=0.5, application/graphql-response+json", RESPONSE, 200, 400),
        ("text/html", RESPONSE, 406, 406),
    ],
)
def test_the_answer_is_what_the_caller_takes(
    accept: str, content: str, good: int, wrong: int, catalog: shop.Tested
) -> None:
    told = {"accept": accept} if accept else {}
    answer = catalog.request("POST", "/graphql", {"query": QUERY}, told)
    assert (answer.status, answer.headers["content-type"]) == (good, content)
    assert catalog.request("POST", "/graphql", {"query": "{ nothing }"}, told).status == wrong


def test_reading_may_be_asked_with_get_and_changing_may_not(catalog: shop.Tested) -> None:
    said = {"query": "query A($n: Int) { categories(first: $n) { nodes { id } } } query B { __typename }", "operationName": "A",
            "variables": '{"n": 1}'}  # fmt: skip
    assert catalog.get(f"/graphql?{urlencode(said)}").status == 200
    answer = catalog.get(f"/graphql?{urlencode({'query': MUTATION})}")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert catalog.get("/graphql").status == 400
    assert catalog.request("PUT", "/graphql", {"query": QUERY}).headers["allow"] == "GET, POST"


def test_several_operations_in_one_request_are_bounded_and_have_a_key_each(catalog: shop.Tested) -> None:
    key = {"idempotency-key": str(uuid4())}
    answer = catalog.request("POST", "/graphql", [{"query": MUTATION}, {"query": MUTATION}, {"query": "{"}], key)
    one, two, three = json.loads(answer.body)
    assert one["data"]["categorizeCategory"]["category"]["id"] != two["data"]["categorizeCategory"]["category"]["id"]
    assert "errors" in three
    assert catalog.request("POST", "/graphql", [{"query": MUTATION}] * 2, key).json() == [one, two]
    assert catalog.request("POST", "/graphql", [{"query": QUERY}] * 11).status == 400
    assert catalog.request("POST", "/graphql", []).status == 400


def test_which_operation_is_meant_has_to_be_clear(catalog: shop.Tested) -> None:
    two = "query A { __typename } query B { __typename }"
    assert catalog.request("POST", "/graphql", {"query": two}).status == 400
    assert catalog.request("POST", "/graphql", {"query": two, "operationName": "C"}).status == 400
    assert catalog.request("POST", "/graphql", {"query": two, "operationName": "B"}).status == 200
    assert catalog.request("POST", "/graphql", {"query": "subscription { x }"}).status == 400


def test_it_is_bounded_like_all_requests(catalog: shop.Tested) -> None:
    answer = catalog.request("POST", "/graphql", {"query": "{ __typename }" + " " * 1_100_000})
    assert answer.status == 413
    assert catalog.request("POST", "/graphql", {"query": QUERY}, {"x": "y" * 20_000}).status == 431
    assert "x-request-id" in catalog.request("POST", "/graphql", {"query": QUERY}).headers
