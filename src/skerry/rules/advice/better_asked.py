"""Events that had better be a call.

Why: A question that is asked by an event and answered by another takes two queues, a correlation and a timeout that somebody has
to write, to do what a call does; and while it waits nobody sees that it waits.

Instead: Call the service that knows the answer, with a timeout and a circuit breaker; or keep a view of what it knows.

When: A service publishes an event whose name asks (…Requested, …Query), and hears an event that answers it (…Response, …Result,
…Found) from a service that hears the first.

Source: Specification, step 5; Richardson, Microservices Patterns, 2018, §3.2 and §3.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.communication import Way, interactions
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, Confidence.MEDIUM, spec=("Use synchronous for real-time queries",))
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service:
    context: sales
    events: { out: [StockQuery], in: { stock.StockResult: go } }
  stock-service:
    context: stock
    events: { out: [StockResult], in: { sales.StockQuery: answer } }
"""
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: { stock-service: { look: { timeout: 200ms } } } }
  stock-service: { context: stock, api: { v1: { GET /stock: look } } }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each question."""
    for each in interactions(case.system) if case.system else ():
        if each.now is Way.ASYNC and each.fits is Way.SYNC:
            what = f"{each.what} is a question by event: {each.why}"
            yield Hit((each.source, each.target, each.what), what, each.span, fix=each.fix)
