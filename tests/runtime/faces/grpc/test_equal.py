"""Each operation gives the same over both faces: values, errors, what is wrong where, and what a repeated key answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.runtime.faces.grpc.twins import Twins

CALM = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ID = st.uuids().map(str)
KNOWN = [str(uuid4()) for _ in range(3)]
ONE = st.sampled_from(KNOWN) | ID
ANY_ID = ONE | TEXT
PLACED = ONE | st.text("abcdef0123456789-xyz", min_size=1, max_size=12)  # what a path can say
WHOLE = st.integers(-3, 9) | st.integers(-(2**63), 2**63 - 1)


def amounts() -> st.SearchStrategy[str]:
    return st.decimals(-(10**17), 10**17, places=9, allow_nan=False).map(lambda each: f"{each:f}") | st.sampled_from(
        ["0", "12.50", "0.000000001", "-0.5", "99999999999999999.999999999", "-99999999999999999"]
    )


MONEY = st.fixed_dictionaries({"amount": amounts(), "currency": st.sampled_from(["EUR", "USD"]) | TEXT})
RESERVED = st.fixed_dictionaries({"productId": ANY_ID, "quantity": WHOLE})
FEW = st.integers(-3, 9)  # so that a total still is an amount
ITEM = st.fixed_dictionaries({"productId": ANY_ID, "quantity": FEW, "price": MONEY})
SHIP = st.fixed_dictionaries({"street": TEXT, "city": TEXT, "postcode": TEXT, "country": TEXT})
ASKED: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "stock": st.fixed_dictionaries({"productId": PLACED}),
    "move": st.fixed_dictionaries({"productId": PLACED, "warehouseId": ANY_ID, "quantity": WHOLE}),
    "warehouses": st.fixed_dictionaries(
        {}, optional={"limit": st.integers(-2, -1) | st.integers(1, 100), "cursor": TEXT}
    ),
    "reserve": st.fixed_dictionaries({"orderId": ANY_ID, "items": st.lists(RESERVED, max_size=4)}),
    "release": st.fixed_dictionaries({"id": PLACED}),
}
ORDERED: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "place": st.fixed_dictionaries(
        {"customerId": ANY_ID, "items": st.lists(ITEM, max_size=3), "shipTo": SHIP, "paymentMethodId": ANY_ID}
    ),
    "change": st.fixed_dictionaries({"id": PLACED, "items": st.lists(ITEM, max_size=2), "shipTo": SHIP}),
    "cancel": st.fixed_dictionaries({"id": PLACED}),
    "return": st.fixed_dictionaries(
        {"id": PLACED, "items": st.lists(ITEM, max_size=2), "reason": st.sampled_from(["damaged", "wrong", "unwanted"])}
    ),
}


def drawn(data: st.DataObject, asked: dict[str, st.SearchStrategy[dict[str, Any]]]) -> tuple[str, dict[str, Any], str]:
    operation = data.draw(st.sampled_from(sorted(asked)))
    return operation, data.draw(asked[operation]), data.draw(st.uuids().map(str) | st.just(""))


@CALM
@given(st.data())
def test_a_warehouse(warehouses: Twins, data: st.DataObject):
    operation, values, key = drawn(data, ASKED)
    for _ in range(2):  # the second one has the answer of the first
        rest, grpc = warehouses.both("v1", operation, values, key)
        assert grpc == rest


@CALM
@given(st.data())
def test_orders(orders: Twins, data: st.DataObject):
    version = data.draw(st.sampled_from(["v1", "v2"]))
    operation, values, key = drawn(data, ORDERED)
    guard = data.draw(st.sampled_from([{}, {"if_match": "*"}, {"if_match": '"v2-7"'}]))
    for _ in range(2):
        rest, grpc = orders.both(version, operation, values, key, **guard)
        assert grpc == rest


def test_a_key_is_one_over_both(warehouses: Twins):
    """What was done over one face is answered over the other."""
    twin = Twins(warehouses.rest, type(warehouses.spoken)(warehouses.rest.service, token=warehouses.rest.token))
    product, key = str(uuid4()), str(uuid4())
    values = {"productId": product, "warehouseId": str(uuid4()), "quantity": 4}
    rest, grpc = twin.both("v1", "move", values, key)
    assert grpc[:2] == rest[:2] and grpc[2] == {**rest[2], "idempotency-replayed": "true"}
    rest, grpc = twin.both("v1", "move", {**values, "quantity": 5}, key)
    assert rest[1] == grpc[1] == "key-reused"
    twin.spoken.close()


def test_a_key_is_one_however_an_amount_is_written(orders: Twins):
    """12.50 over REST is 12 and half a billion billionths over gRPC; another amount is another request."""
    twin = Twins(orders.rest, type(orders.spoken)(orders.rest.service, token=orders.rest.token))
    order, key = placed("12.50"), str(uuid4())
    rest, grpc = twin.both("v2", "place", order, key)
    assert rest[0] == grpc[0] == "OK" and grpc[2]["idempotency-replayed"] == "true"
    rest, grpc = twin.both("v2", "place", placed("12.51"), key)
    assert rest[1] == grpc[1] == "key-reused"
    twin.spoken.close()


def placed(amount: str) -> dict[str, Any]:
    return {
        "customerId": "6bac0e8a-888e-5862-8e3f-57f4e52d3ea9",
        "items": [{"productId": KNOWN[0], "quantity": 1, "price": {"amount": amount, "currency": "EUR"}}],
        "shipTo": {"street": "s", "city": "c", "postcode": "p", "country": "NL"},
        "paymentMethodId": KNOWN[1],
    }


def test_pages(warehouses: Twins):
    everything = warehouses.spoken.call("v1", "warehouses", {"limit": 1000})
    assert everything.value == {"items": []}


def test_amounts_are_exact(orders: Twins):
    amount = "123456789012345678.123456789"
    made = orders.spoken.call("v2", "place", placed(amount), str(uuid4()))
    assert made.value["items"][0]["price"] == {"amount": amount, "currency": "EUR"}
    assert Decimal(made.value["items"][0]["price"]["amount"]) == Decimal(amount)
