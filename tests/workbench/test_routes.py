"""Routes give operations the names a person would."""

from __future__ import annotations

import pytest

from skerry.workbench.routes import operations


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ("GET /orders", "list-orders"),
        ("GET /api/v1/orders/{id}", "get-order"),
        ("POST /orders", "create-order"),
        ("POST /orders/{id}", "change-order"),
        ("POST /orders/{id}/cancel", "cancel-order"),
        ("POST /couriers/{id}/availability", "set-availability"),
        ("PUT /orders/{id}/shipping-address", "replace-shipping-address"),
        ("DELETE /orders/{id}/lines/{line}", "delete-line"),
        ("GET /", "get"),
    ],
)
def test_names(route: str, name: str) -> None:
    found, left_out = operations([route], 5)
    assert (list(found.values()), left_out) == ([name], 0)


def test_two_routes_never_share_a_name() -> None:
    found, _ = operations(
        ["GET /orders/{id}", "GET /dashboard/orders/{id}", "GET /admin/orders/{id}", "GET /v2/orders/{id}"], 9
    )
    assert list(found.values()) == ["get-order", "get-order-of-dashboard", "get-order-of-admin", "get-order-2"]


def test_what_the_language_has_no_words_for_is_counted() -> None:
    found, left_out = operations(["ANY /x", "GRPC /S/M", "GET /a/{id}", "GET /a/{key}", "GET /b", "GET /c"], 2)
    assert (list(found), left_out) == (["GET /a/{id}", "GET /b"], 4)
