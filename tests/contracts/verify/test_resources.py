"""What an API is about is read from its paths."""

from __future__ import annotations

import json

import pytest

from skerry.contracts.verify.resources import Resource, resources
from skerry.contracts.verify.stories.states import operation_key
from skerry.formats.bundle import of_texts
from skerry.formats.openapi import open_api


def found(*operations: str) -> dict[str, Resource]:
    paths: dict[str, dict[str, object]] = {}
    for operation in operations:
        method, path = operation.split()
        paths.setdefault(path, {})[method.lower()] = {"responses": {}}
    api, _ = open_api(of_texts({"a.json": json.dumps({"openapi": "3.1.0", "paths": paths}).encode()}))
    assert api
    return {each.path: each for each in resources(api)}


def test_collections_things_and_what_is_done_with_them() -> None:
    (order,) = found(
        "POST /orders", "GET /orders", "GET /orders/{id}", "DELETE /orders/{id}", "POST /orders/{id}/cancel"
    ).values()
    assert (order.name, order.collection, order.parameter) == ("order", "/orders", "id")
    assert order.create
    assert order.listing
    assert order.read
    assert order.remove
    assert [each.path for each in order.actions] == ["/orders/{id}/cancel"]


def test_a_thing_that_is_only_led_through_is_one_too() -> None:
    all_of = found("POST /a/{x}/bs", "GET /a/{x}/bs/{y}", "POST /claims/{id}/settle")
    assert list(all_of) == ["/a/{x}", "/claims/{id}", "/a/{x}/bs/{y}"], (
        "what is inside comes after what it is inside of"
    )
    assert all_of["/a/{x}/bs/{y}"].create
    assert all_of["/claims/{id}"].actions


@pytest.mark.parametrize(
    ("plural", "name"),
    [
        ("orders", "order"),
        ("categories", "category"),
        ("addresses", "address"),
        ("boxes", "box"),
        ("status", "statu"),
        ("news", "new"),
    ],
)
def test_what_a_field_calls_one_of_them(plural: str, name: str) -> None:
    (thing,) = found(f"GET /{plural}/{{id}}").values()
    assert thing.name == name


def test_a_model_and_a_document_call_an_operation_the_same() -> None:
    assert operation_key("POST /v2/orders/{orderId}/cancel") == operation_key("POST /orders/{id}/cancel/")
