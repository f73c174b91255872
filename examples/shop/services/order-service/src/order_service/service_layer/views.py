"""The read models of order-service: fields of events, unless one has an `apply` of its own."""

from __future__ import annotations

from skerry_runtime import View

from order_service.adapters import tables

VIEWS = (
    View(
        "OrderSummary",
        tables.order_summary,
        events=("shop.orders.order-created.v2", "shop.orders.order-updated.v1"),
        lag=5.0,
    ),
    View("CustomerName", tables.customer_name, events=("shop.customers.customer-renamed.v1",), lag=60.0),
)
