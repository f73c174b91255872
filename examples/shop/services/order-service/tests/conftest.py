"""The service as the tests have it: with its default behaviour, and other services that answer by example."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from skerry_runtime.service.testing import Tested, tested

from order_service.entrypoints.main import service
from order_service.service_layer.defaults import Defaults

ANSWERS = {
    "catalog-service.get": {
        "id": "dbfdfe01-e820-5a7a-b040-1f8167b55199",
        "name": "Name",
        "description": "Description",
        "price": {"amount": "49.90", "currency": "EUR"},
        "category": {
            "id": "bce821f4-0b3c-5299-806b-2b1f22b232b4",
            "name": "Name",
            "parent": "106622cc-028a-5944-b6d0-f54760480488",
        },
        "brand": {"id": "c03ff881-5acb-527c-9f39-d497b4bfa7e2", "name": "Name"},
        "variants": [{"sku": "TEA-100", "name": "Name"}],
    },
    "customer-service.get": {
        "id": "6bac0e8a-888e-5862-8e3f-57f4e52d3ea9",
        "name": "Name",
        "email": "ada@example.com",
        "address": {
            "street": "Oudegracht 12",
            "city": "Utrecht",
            "postcode": "3511 AB",
            "country": "NL",
        },
        "since": "2026-03-31",
    },
    "inventory-service.reserve": {
        "id": "aa3622e3-ce17-5265-9f2a-7d71776eb2b6",
        "orderId": "22a71adc-793d-5ffc-8cbe-5a5e1b0ec241",
        "items": [{"productId": "dbfdfe01-e820-5a7a-b040-1f8167b55199", "quantity": 3}],
    },
    "payment-service.take": {
        "id": "618342d1-bd95-57ed-9aae-c8ecbe4a69b6",
        "orderId": "22a71adc-793d-5ffc-8cbe-5a5e1b0ec241",
        "customerId": "6bac0e8a-888e-5862-8e3f-57f4e52d3ea9",
        "amount": {"amount": "49.90", "currency": "EUR"},
        "status": "taken",
    },
    "payment-service.refund": {
        "id": "48e19c5b-e51c-5aef-a409-8daf3c6bf8c9",
        "paymentId": "618342d1-bd95-57ed-9aae-c8ecbe4a69b6",
        "amount": {"amount": "49.90", "currency": "EUR"},
    },
}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Tested]:
    """A client of the running service."""
    with tested(lambda: service(Defaults), tmp_path, ANSWERS) as running:
        yield running
