"""A call is repeated that does its work twice.

Why: A try that timed out may have succeeded: repeating it charges the card again, or orders twice.

Instead: Let the callee take an idempotency key and answer the second request as the first; or do not retry this operation.

When: A call with retries leads to an operation by POST or PATCH, or without a route, of a service that is not known to be
idempotent. Generated services are, and so is what has style `house`. Which operation of somebody else's system is meant is
unknown.

Source: RFC 9110, §9.2.2 (idempotent methods); Brooker, Making retries safe with idempotent APIs, Amazon Builders' Library, 2020.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.MODEL, spec=("Implement circuit breakers and retries",))
REPEATABLE = frozenset(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
BROKEN = """
contexts: { sales: {}, money: {} }
services:
  order-service: { context: sales, calls: { pay-service: { take: { timeout: 1s, retries: 2 } } } }
  pay-service: { context: money, runs: { image: pay }, api: { v1: { POST /payments: take } } }
"""
SOUND = BROKEN.replace("retries: 2", "retries: 0")


def check(case: Case) -> Iterator[Answer]:
    """One finding for each call."""
    for side in case.sides:
        if side.system is None:
            continue
        for service in side.system.services.values():
            for call in service.calls:
                retries, callee = call.policy.retries, side.system.services.get(call.target)
                if not (retries and retries.value) or side.fleet.has(call.target, "idempotent"):
                    continue
                operation = callee.operations.get(call.operation) if callee else None
                subject = (service.name, call.target, call.operation)
                if operation is None:
                    yield Unknown(subject)
                elif operation.route is None or operation.route.method not in REPEATABLE:
                    what = f"{service.name} repeats {call.target}.{call.operation} up to {retries.value} times, which may do its work twice"
                    path = ("services", service.name, "calls", call.target, call.operation, "retries")
                    yield Hit(
                        subject, what, call.span, related=((operation.span, "what is repeated"),), edit=Edit(path, "0")
                    )
