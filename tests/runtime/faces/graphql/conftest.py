"""Three services of the shop with some orders, behind the composed endpoint: one set for all who only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from tests.runtime.faces.graphql import shop

ORDERS = 6


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[shop.Composed]:
    folder = tmp_path_factory.mktemp("shop")
    with ExitStack() as stack:
        catalog = stack.enter_context(shop.running("catalog-service", folder / "catalog"))
        customers = stack.enter_context(shop.running("customer-service", folder / "customers"))
        tea = catalog.post("/v1/categories", {"name": "Tea"}).json()
        price = {"amount": "2.50", "currency": "EUR"}
        products = [
            catalog.post("/v1/products", {"name": f"Tea {at}", "description": "", "price": price, "categoryId": tea["id"]}).json()
            for at in range(4)
        ]  # fmt: skip
        people = [
            customers.post("/v1/customers", {"name": f"P{at}", "email": f"p{at}@example.com"}).json() for at in range(3)
        ]
        answers = {"catalog-service.get": products[0], "customer-service.get": people[0]}
        orders = stack.enter_context(shop.running("order-service", folder / "orders", answers))
        address = {"street": "s", "city": "c", "postcode": "p", "country": "NL"}
        for at in range(ORDERS):
            items = [{"productId": products[(at + each) % 4]["id"], "quantity": 1, "price": price} for each in range(2)]
            said = {"customerId": people[at % 3]["id"], "items": items, "shipTo": address, "paymentMethodId": tea["id"]}
            assert orders.post("/v2/orders", said).status == 201
        yield shop.Composed({"catalog-service": catalog, "customer-service": customers, "order-service": orders})


@pytest.fixture(scope="module")
def catalog(composed: shop.Composed) -> shop.Tested:
    return composed.services["catalog-service"]
