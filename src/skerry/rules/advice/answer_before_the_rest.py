"""A request waits until several services have been changed.

Why: Each of them can fail after the others have succeeded, and nothing takes back what is done. The user waits for the slowest, and
tries again what has half happened.

Instead: Answer with what is accepted (201 and a pending order), and let a saga change the others and take back what it must: the hybrid
of both styles.

When: A service changes two or more others by synchronous calls (POST, PUT, PATCH, DELETE) that are no steps of a saga.

Source: Specification, step 5 (hybrid) and best practices of data management (sagas); Richardson, Microservices Patterns, 2018, ch. 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.interactions import Style, interactions
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.FLEET, Confidence.MEDIUM, spec=("Use sagas for distributed transactions",))
SOUND = """
contexts: { sales: {}, stock: {}, money: {} }
services:
  order-service: { context: sales, api: { v1: { POST /orders: place } } }
  stock-service: { context: stock, api: { v1: { POST /reservations: reserve, internal: [release] } } }
  payment-service: { context: money, api: { v1: { POST /payments: take } } }
sagas:
  Ordering:
    in: order-service
    start: place
    steps:
      - { do: stock-service.reserve, undo: stock-service.release }
      - { do: payment-service.take }
"""
BROKEN = """
contexts: { sales: {}, stock: {}, money: {} }
services:
  order-service:
    context: sales
    calls: { stock-service: { reserve: {} }, payment-service: { take: {} } }
  stock-service: { context: stock, api: { v1: { POST /reservations: reserve } } }
  payment-service: { context: money, api: { v1: { POST /payments: take } } }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each interaction."""
    for side in case.sides:
        for each in interactions(side):
            if each.style is Style.SYNC and each.better is Style.HYBRID:
                what = f" ({each.what})" if each.what else ""
                yield Hit(
                    (each.source, each.target, each.what),
                    f"{each.source} changes {each.target} while its own caller waits{what}",
                    side.at(each.row),
                    why=each.why,
                    fix="answer with what is accepted, and make the call a step of a saga",
                )
