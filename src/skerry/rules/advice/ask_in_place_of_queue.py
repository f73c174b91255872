"""A question travels through queues.

Why: Somebody waits for the answer all the same. Two queues, a correlation id and a timeout are a slow and fragile way to call a
service, and nobody sees in a trace that it is one.

Instead: Ask over HTTP or gRPC, with a timeout and a breaker; or keep a view of the other's data, fed by its events, and ask
nobody.

When: A service sends a request whose name asks something (GetPrice…, …Query) through a broker, and the other one sends a reply or
response back to it.

Source: Specification, step 5 and best practices of communication (use synchronous for real-time queries); Hohpe and Woolf,
Enterprise Integration Patterns, 2003 (request-reply).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.interactions import Style, interactions
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.FLEET, Confidence.MEDIUM, spec=("Use synchronous for real-time queries",))
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
"""
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service:
    context: sales
    events: { out: [GetPriceRequest], in: { stock.GetPriceResponse: go-on } }
  stock-service:
    context: stock
    events: { out: [GetPriceResponse], in: { sales.GetPriceRequest: price } }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each interaction."""
    for side in case.sides:
        for each in interactions(side):
            if each.style is Style.ASYNC and each.better is Style.SYNC:
                what = f" ({each.what})" if each.what else ""
                yield Hit(
                    (each.source, each.target, each.what),
                    f"{each.source} asks {each.target} through queues{what}",
                    side.at(each.row),
                    why=each.why,
                    fix=f"let {each.source} call {each.target}, with a timeout; or keep a view of its data",
                )
