"""Several services are changed, and nobody undoes it when one of them refuses.

Why: There is no transaction over services, so when the second change fails, the first one stays. Somebody finds a paid order without
goods and repairs it by hand.

Instead: Write the steps down as a saga, each with what undoes it: `skerry generate` makes one that survives its process.

When: A service calls operations that change things (not GET) of at least two other services, and no saga that it drives has those
steps.

Source: Garcia-Molina and Salem, Sagas, SIGMOD 1987; Richardson, Microservices Patterns, 2018, ch. 4.
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

ABOUT = About(Severity.WARNING, Needs.MODEL, Confidence.MEDIUM, spec=("Use sagas for distributed transactions",))
_SERVICES = """
contexts: { sales: {}, stock: {}, money: {} }
services:
  order-service: { context: sales, api: { v1: { POST /orders: place, internal: drop } } }
  stock-service: { context: stock, api: { v1: { POST /reservations: reserve, DELETE /reservations: release } } }
  pay-service: { context: money, api: { v1: { POST /payments: take, DELETE /payments: refund } } }
"""
BROKEN = _SERVICES.replace(
    "internal: drop } }", "internal: drop } }, calls: { stock-service: { reserve: {} }, pay-service: { take: {} } }"
)
SOUND = f"""{_SERVICES}sagas:
  Buying:
    in: order-service
    start: place
    steps: [{{ do: stock-service.reserve, undo: stock-service.release }}, {{ do: pay-service.take, undo: pay-service.refund }}]
    else: order-service.drop
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service that changes others."""
    system = case.system or System()
    for service in system.services.values():
        changing = [call for call in service.calls if _changes(system, call)]
        undone = {
            step.do for saga in system.sagas.values() if saga.service == service.name for step in saga.steps if step.do
        }
        loose = [call for call in changing if (call.target, call.operation) not in undone]
        targets = list(dict.fromkeys(call.target for call in loose))
        if len(targets) > 1:
            what = f"{service.name} changes {joined(targets)} by itself, and no saga undoes what was done"
            related = tuple((call.span, "and this one") for call in loose[1:])
            yield Hit((service.name, *targets), what, loose[0].span, related=related)


def _changes(system: System, call: Call) -> bool:
    callee = system.services.get(call.target)
    operation = callee.operations.get(call.operation) if callee else None
    return bool(operation and operation.route and operation.route.method not in {"GET", "HEAD", "OPTIONS"})
