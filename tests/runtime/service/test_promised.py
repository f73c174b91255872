"""What pydantic would take, and the document forbids, is refused with the place where it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from skerry_runtime import Invalid, agreed
from skerry_runtime.service.documents import Document
from skerry_runtime.service.promised import Promised

ORDER = {
    "type": "object",
    "required": ["total"],
    "properties": {"total": {"$ref": "#/components/schemas/Money"}, "note": {"type": "string"}},
}
MONEY = {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "string"}}}


@pytest.fixture(params=[".json", ".yaml"])
def promised(tmp_path: Path, request: pytest.FixtureRequest) -> Promised:
    path = tmp_path / f"orders.v1{request.param}"
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}
    paths = {"/orders": {"post": {"requestBody": body}, "delete": {}}}
    path.write_text(json.dumps({"paths": paths, "components": {"schemas": {"Order": ORDER, "Money": MONEY}}}))
    return Promised(Document(path), "POST", "/orders")


@pytest.mark.parametrize("body", [{"total": {"amount": "1.50"}}, {"total": {"amount": "1"}, "note": "n", "new": None}])
def test_what_is_promised_is_taken(promised: Promised, body: Any) -> None:
    promised.check(json.dumps(body).encode())


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"total": {"amount": 1.5}}, ["/total/amount"]),
        ({"total": {"amount": "1"}, "note": None}, ["/note"]),
        ({"note": None, "total": {"amount": None}}, ["/note", "/total/amount"]),
        ({}, [""]),
    ],
)
def test_what_is_forbidden_is_refused_where_it_stands(promised: Promised, body: Any, pointers: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        promised.check(json.dumps(body).encode())
    assert sorted(pointer for pointer, _ in refused.value.errors) == pointers


def test_a_document_that_says_nothing_of_it_forbids_nothing(tmp_path: Path) -> None:
    path = tmp_path / "orders.v1.json"
    path.write_text('{"paths": {"/orders": {"delete": {}}}}')
    for method, at in (("DELETE", "/orders"), ("POST", "/orders"), ("POST", "/other")):
        Promised(Document(path), method, at).check(b'{"note": null}')


def test_a_body_and_its_address_name_the_same_thing() -> None:
    agreed("a", "a", "/customerId")
    with pytest.raises(Invalid) as refused:
        agreed("b", "a", "/customerId")
    assert refused.value.errors == (("/customerId", "has to be a, as in the address"),)
