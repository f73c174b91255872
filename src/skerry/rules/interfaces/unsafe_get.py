"""A GET that changes something.

Why: Caches answer it without asking, browsers and proxies ask twice or ahead of time, and crawlers follow it: the change happens
never, or without anybody wanting it.

Instead: Make it a POST, PUT, PATCH or DELETE.

When: An operation by GET or HEAD publishes an event or makes a transition of state.

Source: RFC 9110, §9.2.1 (safe methods).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MODEL, spec=("Implement proper error handling and status codes",))
BROKEN = """
contexts: { sales: {} }
services:
  order-service: { context: sales, api: { v1: { 'GET /orders/{id}/cancel': cancel -> 204; emits OrderCancelled } } }
"""
SOUND = BROKEN.replace("GET /orders", "POST /orders")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each operation."""
    for service in case.system.services.values() if case.system else ():
        for operation in service.operations.values():
            if (
                operation.route
                and operation.route.method in {"GET", "HEAD"}
                and (operation.emits or operation.transitions)
            ):
                what = f"{operation.route} of {service.name} changes something"
                yield Hit((service.name, operation.name.operation), what, operation.span)
