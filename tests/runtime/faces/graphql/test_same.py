"""Whatever an operation answers over REST, it answers over GraphQL: two services that begin alike are asked the same, one over each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_object_type,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.runtime.faces.graphql import shop

from skerry_runtime.faces.graphql import federation
from skerry_runtime.service.testing import Tested

IDS = [str(UUID(int=at, version=4)) for at in range(2)] + ["nobody"]
TEXTS = ["", "tea", "ünï ¢ode", "x" * 300]
PRODUCT = {"id": IDS[0], "name": "Tea", "price": {"amount": "2.50", "currency": "EUR"}}
ANSWERS = {
    "catalog-service.get": {**PRODUCT, "description": "", "category": {"id": IDS[0], "name": "c"}, "variants": []},
    "customer-service.get": {"id": IDS[0], "name": "Ada", "email": "ada@example.com", "since": "2026-01-01"},
}


class Twins:
    """The same service twice, and what was made in both so far."""

    def __init__(self, service: str, rest: Tested, graphql: Tested) -> None:
        self.spec, self.rest, self.graphql = shop.facts(service), rest, graphql
        self.schema = federation.schema(shop.document(service))
        assert self.spec.graphql
        self.face, self.ids, self.turn = self.spec.graphql, list(IDS), 0
        self.newest = max(each.name for each in self.spec.versions)

    def fields(self) -> list[tuple[str, str]]:
        """All of Query and Mutation that an operation answers."""
        return [("query", name) for name in self.face.queries] + [("mutation", name) for name in self.face.mutations]

    def compare(self, kind: str, name: str, data: st.DataObject) -> None:
        """Asks both."""
        self.turn += 1
        bound = (self.face.queries if kind == "query" else self.face.mutations)[name]
        operation = next(each for each in self.spec.operations if each.name == bound.operation)
        route = next(each for each in operation.routes if each.version == self.newest)
        root = self.schema.query_type if kind == "query" else self.schema.mutation_type
        assert root
        field = root.fields[name]
        plain = kind == "query"
        of = {name: each.type for name, each in field.args.items()} if plain else {}
        if not plain and (taken := field.args.get("input")):
            inner = get_named_type(taken.type)
            assert isinstance(inner, GraphQLInputObjectType)
            of = {name: each.type for name, each in inner.fields.items()}
        drawn = {
            each: data.draw(st.sampled_from([1, 3, 100, 2000])) if each == "first" else self._value(kind_, data)
            for each, kind_ in of.items()  # `first: 0` is a page of nothing, which REST does not have
            if each not in ("after", "last", "before", "idempotencyKey")
            and (isinstance(kind_, GraphQLNonNull) or data.draw(st.booleans(), label=each))
        }
        key = f"key-{data.draw(st.integers(0, 30), label='key')}-{name}"
        expected = self._rest(route, operation, drawn, key)
        got = self._graphql(kind, name, field, {**drawn} if plain else {"input": drawn} if of else {}, key)
        self._same(expected, got, f"{kind} {name} {drawn}")

    def _value(self, of: Any, data: st.DataObject) -> Any:
        bare = of.of_type if isinstance(of, GraphQLNonNull) else of
        if isinstance(bare, GraphQLList):
            return [self._value(bare.of_type, data) for _ in range(data.draw(st.integers(0, 2)))]
        if isinstance(bare, GraphQLInputObjectType):
            return {
                name: self._value(each.type, data)
                for name, each in bare.fields.items()
                if isinstance(each.type, GraphQLNonNull) or data.draw(st.booleans())
            }
        if isinstance(bare, GraphQLEnumType):
            return data.draw(st.sampled_from(sorted(bare.values)))
        choices: dict[str, list[Any]] = {
            "ID": self.ids[-3:] + IDS, "String": TEXTS, "Int": [0, 1, 3, 100, 2000], "Boolean": [True, False],
            "Decimal": ["12.50", "0", "much"], "Currency": ["EUR", "eur"], "EmailAddress": ["a@example.com", "nobody"],
            "Float": [0.5], "Date": ["2026-11-30", "soon"],
        }  # fmt: skip
        return data.draw(st.sampled_from(choices[bare.name]))

    def _rest(self, route: Any, operation: Any, drawn: dict[str, Any], key: str) -> shop.Answer:
        said = self._words(drawn)
        path = f"/{route.version}{route.path}"
        query = {"limit": said.pop("first")} if "first" in said else {}
        for each in route.parameters:
            if each.place == "path":
                path = path.replace("{" + each.name + "}", quote(str(said.get(each.name)), safe=""))
            elif each.name in said:
                query[each.name] = said[each.name]
        if route.method == "GET":
            return self.rest.get(path + (f"?{urlencode(query)}" if query else ""))
        taken = self.rest.service.routes.served[operation.name, route.version].taken
        known = set(taken.model_fields) if taken else set()
        body = {name: value for name, value in said.items() if name in known} if taken else None
        kind = "application/merge-patch+json" if route.method == "PATCH" else "application/json"
        told = {"idempotency-key": key, "if-match": "*", "content-type": kind}
        return self.rest.request(route.method, path, body, told)

    def _graphql(self, kind: str, name: str, field: Any, arguments: dict[str, Any], key: str) -> dict[str, Any]:
        of = get_named_type(field.type)
        shown = shop.everything(self.schema, of, self.face.links) if is_object_type(of) else ""
        declared = ", ".join(f"${each}: {field.args[each].type}" for each in arguments)
        passed = ", ".join(f"{each}: ${each}" for each in arguments)
        head = f"{kind}({declared})" if declared else kind
        text = f"{head} {{ {name}{f'({passed})' if passed else ''} {shown} }}"
        return shop.graphql(self.graphql, text, arguments, **{"idempotency-key": key})

    def _words(self, value: Any) -> Any:
        """Values of enums as JSON has them."""
        words = {value: word for each in self.face.words.values() for value, word in each.items()}
        if isinstance(value, dict):
            return {name: self._words(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._words(each) for each in value]
        return words.get(value, value) if isinstance(value, str) and value.isupper() else value

    def _same(self, expected: shop.Answer, got: dict[str, Any], about: str) -> None:
        body = json.loads(expected.body) if expected.body else None
        if expected.status >= 400:
            told = [each.get("extensions") for each in got.get("errors", ())] or got.get("extensions", {}).get(
                "problems"
            )
            assert told, f"{about}: REST says {body}, GraphQL {got}"
            assert told[0]["status"] == expected.status, f"{about}: {body} {got}"
            assert told[0]["type"] == body["type"], f"{about}: {body} {got}"
            pointers = ["/".join(["", *each["path"]]) for each in told[0].get("fields", ())]
            assert pointers == [each["pointer"] for each in body.get("errors", ())], f"{about}: {body} {got}"
            return
        assert "errors" not in got, f"{about}: {got}"
        value = next(iter(got["data"].values()))
        if "userErrors" in value:
            assert value.pop("userErrors") == [], f"{about}: {got}"
            value = next(iter(value.values()), None)
        if isinstance(value, dict) and "nodes" in value:
            body, value = body["items"], value["nodes"]
        assert _bare(self._words(value)) == _bare(body), about
        if isinstance(body, dict) and "id" in body:
            self.ids.append(body["id"])


def _bare(value: Any) -> Any:
    """Without what is null: JSON leaves it out."""
    if isinstance(value, dict):
        return {name: _bare(each) for name, each in value.items() if each is not None}
    return [_bare(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(scope="module", params=shop.SERVICES)
def twins(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    folder: Path = tmp_path_factory.mktemp("twins")
    with (
        shop.running(request.param, folder / "a", ANSWERS) as one,
        shop.running(request.param, folder / "b", ANSWERS) as two,
    ):
        yield Twins(request.param, one, two)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
def test_each_operation_answers_the_same_over_both(twins: Twins, data: st.DataObject) -> None:
    kind, name = data.draw(st.sampled_from(twins.fields()))
    twins.compare(kind, name, data)


def test_all_operations_were_compared(twins: Twins) -> None:
    assert twins.turn >= 40
