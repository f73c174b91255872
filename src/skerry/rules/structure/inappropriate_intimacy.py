"""A service that works on another one's data.

Why: The rules that belong to the data live in the caller: whoever changes them has to change both, and a third caller has to know
them too.

Instead: Tell the owner what is wanted in one operation of the business (`cancel`, `ship`), and let it change its data itself.

When: A service calls 3 or more operations of another one that change its data (POST, PUT, PATCH or DELETE), outside of sagas.

Source: Walker, Das and Cerny, Automated Code-Smell Detection in Microservices Through Static Analysis, Applied Sciences 10(21),
2020 (inappropriate service intimacy).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.model.system import Call, System
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.WARNING,
    Needs.MODEL,
    Confidence.MEDIUM,
    spec=("Keep services loosely coupled, highly cohesive", "Each service should own its data"),
)
MANY = 3
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: { stock-service: { add: {}, change: {}, remove: {} } } }
  stock-service: { context: stock, api: { v1: { POST /items: add, 'PUT /items/{id}': change, 'DELETE /items/{id}': remove } } }
"""
SOUND = BROKEN.replace(", change: {}, remove: {}", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair."""
    system = case.system or System()
    for service in system.services.values():
        changing: dict[str, list[Call]] = {}
        for call in service.calls:
            callee = system.services.get(call.target)
            operation = callee.operations.get(call.operation) if callee else None
            if operation and operation.route and operation.route.method not in {"GET", "HEAD", "OPTIONS"}:
                changing.setdefault(call.target, []).append(call)
        for target, calls in changing.items():
            if len(calls) >= MANY:
                what = f"{service.name} works on the data of {target}: {joined(call.operation for call in calls)}"
                yield Hit(
                    (service.name, target), what, calls[0].span, related=tuple((call.span, "") for call in calls[1:])
                )
