"""A service waits longer than its caller.

Why: When the caller has given up, the callee goes on working for nobody, and holds what it holds. Under load all work is of that
kind.

Instead: Give each call less time than its caller has, counted with its retries; or pass the deadline on with the request.

When: A is called with a timeout that is not longer than what a synchronous call of A may take: its timeout, times its tries. Both
times have to be known. That the one call is made within the other is assumed. A default of all calls of a model is not held
against itself.

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
    """One finding for each call that may outlast one of its callers."""
    for side in case.sides:
        limits = {
            (edge.source, edge.target): limit for edge in side.calls if (limit := number(side, edge, "times-out"))
        }
        callers: dict[str, list[tuple[float, Edge]]] = {}
        for edge in side.inner:
            if has := limits.get((edge.source, edge.target)):
                callers.setdefault(edge.target, []).append((has, edge))
        for inner in side.calls:
            limit = limits.get((inner.source, inner.target), 0.0)
            tries = 1 + (number(side, inner, "retries") or 0)
            outer = [
                (has, edge)
                for has, edge in callers.get(inner.source, ())
                if edge.source != inner.target and 0 < has <= limit * tries and not _one_default(side, edge, inner)
            ]
            if outer:
                yield _hit(side, inner, outer, limit, tries)


def _one_default(side: Side, outer: Edge, inner: Edge) -> bool:
    """Whether both times are one line of a model or of code: the default of all calls, which says nothing of this one."""
    return _said(side, outer) == _said(side, inner)


def _said(side: Side, edge: Edge) -> set[tuple[str, int]]:
    traits = side.fleet.traits_of(edge.source, "times-out")
    return {(each.path, each.line) for trait in traits if trait.other in {"", edge.target} for each in trait.evidence}


def _hit(side: Side, inner: Edge, outer: list[tuple[float, Edge]], limit: float, tries: float) -> Hit:
    takes = seconds(limit * tries) + (f" ({tries:g} × {seconds(limit)})" if tries > 1 else "")
    has, least = min(outer, key=lambda each: each[0])
    more = f", and {len(outer) - 1} others no longer than it" if len(outer) > 1 else ""
    what = f"{inner.source} may wait {takes} for {inner.target}, but {least.source} waits {seconds(has)} for {inner.source}{more}"
    related = side.places([edge for _, edge in outer[:5]], "who waits less")
    return Hit((inner.source, inner.target), what, side.at(inner), related=related)
