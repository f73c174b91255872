"""A question that is asked for each request, and whose answer is told anyway.

Why: The callee has to carry the caller's load and be up whenever it is, though it publishes each change of what it is asked for.

Instead: Keep a view that its events feed, and ask only for what the view does not have yet; or keep answers for a while (`cache:
60s`).

When: A service that carries 100 requests a second or more calls a GET operation of a service that publishes events, without a
cache, and no view of the caller is fed by those events.

Source: Specification, step 5 (hybrid); Richardson, Microservices Patterns, 2018, §7.2 (CQRS views).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.interactions import Style, interactions
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.NOTE,
    Needs.MODEL,
    Confidence.MEDIUM,
    spec=("Implement eventual consistency where appropriate", "Use synchronous for real-time queries"),
)
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, api: { v1: { POST /orders: place } }, calls: { stock-service: { look: {} } }, load: { peak: 200 rps } }
  stock-service: { context: stock, api: { v1: { GET /stock: look, POST /stock: move -> 204; emits StockMoved } } }
"""
SOUND = BROKEN.replace("look: {}", "look: { cache: 60s }")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each call."""
    for side in case.sides:
        for each in interactions(side) if side.wanted else ():
            if each.style is Style.SYNC and each.better is Style.HYBRID and each.fix:
                what = f"{each.source} asks {each.target} ({each.what}) for each request: {each.why}"
                yield Hit((each.source, each.target, each.what), what, side.at(each.row), fix=each.fix)
