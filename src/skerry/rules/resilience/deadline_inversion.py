"""A service waits longer than its caller.

Why: When the caller has given up, the callee goes on working for nobody, and holds what it holds. Under load all work is of that
kind.

Instead: Give each call less time than its caller has, counted with its retries; or pass the deadline on with the request.

When: A is called with a timeout that is not longer than what a synchronous call of A may take: its timeout, times its tries. Both
times have to be known. That the one call is made within the other is assumed.

Source: Google, Site Reliability Engineering, 2016, ch. 22 (deadline propagation); Nygard, Release It!, 2nd edition, 2018, §5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Edge
from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.guards import number, seconds
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(
    Severity.WARNING, Needs.FLEET, Confidence.MEDIUM, spec=("Design for failure (circuit breakers, retries, timeouts)",)
)
BROKEN = """
contexts: { sales: {} }
services:
  web-service: { context: sales, calls: { order-service: { timeout: 500ms } } }
  order-service: { context: sales, calls: { stock-service: { timeout: 400ms, retries: 1 } } }
  stock-service: { context: sales }
"""
SOUND = BROKEN.replace("retries: 1", "retries: 0")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair of calls."""
    for side in case.sides:
        inside: dict[str, list[tuple[Edge, float, float]]] = {}
        limits = {
            (edge.source, edge.target): limit for edge in side.calls if (limit := number(side, edge, "times-out"))
        }
        for edge in side.calls:
            if limit := limits.get((edge.source, edge.target)):
                inside.setdefault(edge.source, []).append((edge, limit, 1 + (number(side, edge, "retries") or 0)))
        for outer in side.inner:
            has = limits.get((outer.source, outer.target))
            for inner, limit, tries in inside.get(outer.target, ()) if has else ():
                if has and limit * tries >= has and inner.target != outer.source:
                    yield _hit(side, outer, inner, has, limit, tries)


def _hit(side: Side, outer: Edge, inner: Edge, has: float, limit: float, tries: float) -> Hit:
    takes = seconds(limit * tries) + (f" ({tries:g} × {seconds(limit)})" if tries > 1 else "")
    what = f"{inner.source} may wait {takes} for {inner.target}, but {outer.source} waits {seconds(has)} for {inner.source}"
    return Hit(
        (inner.source, inner.target, outer.source), what, side.at(inner), related=side.places([outer], "who waits less")
    )
