"""What is sent to break it is refused in time, before anybody is asked; nothing that is sent shows what happened inside."""

from __future__ import annotations

import asyncio
import json
from time import monotonic
from typing import Any

import pytest
from graphql import get_introspection_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.runtime.faces.graphql import shop, three

from skerry_runtime.faces.graphql.composed.endpoint import Endpoint
from skerry_runtime.faces.graphql.limits import Limits

JSON = {"content-type": "application/json"}
HOSTILE = {
    "a bomb of brackets": "{" * 2000,
    "a bomb of depth": "{ products { nodes { category " + "{ ... " * 60 + "{ id }" + "}" * 60 + " } } }",
    "a bomb of lists": "{ products(category: " + "[" * 900 + "]" * 900 + ") { nodes { id } } }",
    "a flood of aliases": "{ " + " ".join(f"a{at}: products {{ nodes {{ id }} }}" for at in range(100)) + " }",
    "a flood of fields": "{ products { nodes { " + "id " * 900 + "} } }",
    "a flood of costly fields": "{ "
    + " ".join(f"a{at}: products(first: 100) {{ nodes {{ id name category {{ id }} variants {{ sku name }} }} }}" for at in range(40))
    + " }",
    "a cycle of fragments": "{ products { nodes { ...A } } } fragment A on Product { ...B } fragment B on Product { ...A }",
    "fragments that double": "{ products { ...F0 } } "
    + " ".join(f"fragment F{at} on ProductConnection {{ ...F{at + 1} ... on ProductConnection {{ ...F{at + 1} }} }}" for at in range(30))
    + " fragment F30 on ProductConnection { nodes { id } }",
    "a flood of introspection": "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }",
    "many introspections": "{ " + " ".join(f"a{at}: __schema {{ types {{ name }} }}" for at in range(60)) + " }",
    "a document of 1 MB": "{ products { nodes { id } } } #" + "x" * 1_000_000,
    "many directives": "{ products { nodes { id " + "@include(if: true) " * 300 + "} } }",
    "many operations": " ".join(f"query Q{at} {{ __typename }}" for at in range(800)),
    "many arguments": "{ products(" + " ".join(f"x{at}: 1" for at in range(900)) + ") { nodes { id } } }",
    "a long text": '{ product(id: "' + "x" * 100_000 + '") { id } }',
}  # fmt: skip
VARIABLES: dict[str, Any] = {
    "many": {"x": list(range(100_000))},
    "wide": {f"x{at}": at for at in range(100_000)},
    "deep": {"x": json.loads("[" * 400 + "]" * 400)},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_service_refuses_it(name: str, catalog: shop.Tested) -> None:
    began = monotonic()
    answer = catalog.request("POST", "/graphql", {"query": HOSTILE[name]}, JSON)
    assert answer.status in (400, 413), answer.body[:300]
    _said(answer.body, answer.headers["content-type"])
    assert monotonic() - began < 2.0


@pytest.mark.parametrize("name", HOSTILE)
def test_the_composed_endpoint_refuses_it_and_asks_nobody(name: str, composed: shop.Composed) -> None:
    composed.sent.clear()
    found = composed.ask(HOSTILE[name])
    assert "data" not in found
    assert found["errors"][0]["extensions"]["status"] in (400, 413)
    assert composed.sent == []


@pytest.mark.parametrize("name", VARIABLES)
def test_bombs_of_variables_are_refused(name: str, catalog: shop.Tested, composed: shop.Composed) -> None:
    said = {"query": "{ __typename }", "variables": VARIABLES[name]}
    answer = catalog.request("POST", "/graphql", said, JSON)
    assert answer.status in (400, 413), answer.body[:300]
    assert "data" not in composed.ask("{ __typename }", VARIABLES[name])
    raw = b'{"query": "{ __typename }", "variables": {"x": ' + b"[" * 200_000
    status, _, body = answered(raw)
    assert status == 400
    _said(body)


def test_what_leads_back_to_itself_is_followed_so_far() -> None:
    for depth, status in ((10, 200), (11, 400)):
        query = "{ people { " + "boss { " * depth + "id" + " }" * depth + " } }"
        answer = answered(json.dumps({"query": query}).encode())
        assert answer[0] == status, answer
        if status == 400:
            assert b"(depth)" in answer[2]


def test_what_tools_ask_is_not_hostile(composed: shop.Composed, catalog: shop.Tested) -> None:
    for found in (composed.ask(get_introspection_query()), shop.graphql(catalog, get_introspection_query())):
        assert "errors" not in found
        assert found["data"]["__schema"]["queryType"]["name"] == "Query"


def test_introspection_can_be_switched_off_and_then_nothing_is_hinted_at() -> None:
    limits = Limits.of({"SKERRY_GRAPHQL_INTROSPECTION": "off", "SKERRY_GRAPHQL_DEPTH": "3"})
    assert (limits.introspection, limits.depth) == (False, 3)
    for query in ("{ __schema { queryType { name } } }", "{ peopl { id } }"):
        status, _, body = answered(json.dumps({"query": query}).encode(), limits=limits)
        assert status == 400
        assert b"people" not in body
    with pytest.raises(ValueError, match="SKERRY_GRAPHQL_DEPTH is 'deep'"):
        Limits.of({"SKERRY_GRAPHQL_DEPTH": "deep"})


def test_it_ends_in_time() -> None:
    class Slow(three.Subgraphs):
        async def send(self, *_: Any, **__: Any) -> dict[str, Any]:
            await asyncio.sleep(60)
            return {}

    status, _, body = answered(b'{"query": "{ people { id } }"}', Slow(), Limits(seconds=0.05))
    assert status == 504
    assert json.loads(body)["errors"][0]["extensions"]["code"] == "TIMEOUT"


def answered(
    body: bytes = b"",
    subgraphs: three.Subgraphs | None = None,
    limits: Limits = Limits(),  # noqa: B008 - it can't be changed
    *,
    method: str = "POST",
    query: str = "",
    **headers: str,
) -> tuple[int, dict[str, str], bytes]:
    """What the composed endpoint answers to any request."""
    endpoint = Endpoint(three.supergraph(), limits, subgraphs or three.Subgraphs())
    told = {b"content-type": b"application/json"} | {
        name.replace("_", "-").encode(): value.encode("utf-8", "surrogateescape") for name, value in headers.items()
    }
    answer = asyncio.run(endpoint.answer(method, query, told, body, None))
    return answer.status, dict(answer.headers), answer.body


def _said(body: bytes, content: str = "json") -> None:
    found = json.loads(body)
    assert "json" in content
    assert b"Traceback" not in body
    assert b'File \\"' not in body
    assert not isinstance(found, dict) or "errors" in found or "data" in found or "title" in found


WORDS = ["{", "}", "(", ")", "[", "]", ":", "!", "...", "$", "@", "=", "|", "&", '"', '"""', "\\u", "#", "\n", ",", "on", "query",
         "mutation", "fragment", "subscription", "people", "name", "person", "id", "__schema", "__typename", "A", "B",
         "0", "1.5", "-1e999", "true",
         "null", "@skip", "if", "\ud800", "\0", "é"]  # fmt: skip


@given(words=st.lists(st.sampled_from(WORDS), max_size=60), between=st.sampled_from(["", " "]))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_document_breaks_it(words: list[str], between: str) -> None:
    body = json.dumps({"query": between.join(words)}).encode()
    status, _, said = answered(body)
    assert status in (200, 400)
    _said(said)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["query", "variables", "x", "operationName"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(
    body=st.binary(max_size=100)
    | JSONS.map(lambda said: json.dumps(said).encode())
    | JSONS.map(
        lambda said: json.dumps({"query": "query($x: ID!) { person(id: $x) { id } }", "variables": said}).encode()
    ),
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD"]),
    query=st.text(max_size=30) | st.text(max_size=30).map(lambda said: f"query={said}"),
    content=st.sampled_from(["application/json", "text/plain", "application/json; charset=latin-1", "", "é"]),
    accept=st.sampled_from(
        ["", "*/*", "text/html", "application/json;q=x", ";;,", "application/graphql-response+json"]
    ),
)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_breaks_it(body: bytes, method: str, query: str, content: str, accept: str) -> None:
    status, headers, said = answered(body, method=method, query=query, content_type=content, accept=accept)
    assert status in (200, 400, 405, 406, 413, 415)
    _said(said, headers["content-type"])
