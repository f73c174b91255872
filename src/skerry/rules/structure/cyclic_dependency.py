"""Services call one another in a circle.

Why: None of them can answer, start or be released without the others, so they are one service in several processes. A slow one
slows itself down through the others.

Instead: Turn one arrow around: let one side publish an event that the other hears, or hand over with the request what the callee
asks back for. Where they belong together, make them one service.

When: Two or more services reach one another over synchronous calls. Gateways and infrastructure do not count.

Source: Taibi and Lenarduzzi, On the Definition of Microservice Bad Smells, IEEE Software 35(3), 2018 (cyclic dependency); Tarjan,
Depth-First Search and Linear Graph Algorithms, 1972.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.graphs import Graph, circle, circles
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.CALLS, spec=("Keep services loosely coupled, highly cohesive",))
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service], events: { in: { stock.StockLow: hold } } }
  stock-service: { context: stock, events: { out: [StockLow] } }
"""
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock, calls: [order-service] }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each circle."""
    for side in case.spoken:
        for members in circles(side.callees):
            inside = set(members)
            edges = [edge for edge in side.inner if edge.source in inside and edge.target in inside]
            place, others = side.along(edges, "and this call")
            yield Hit(
                tuple(sorted(members)),
                _said(side.callees, members),
                place,
                related=others,
            )


def _said(graph: Graph, members: Sequence[str]) -> str:
    """One way around, and who else is on another one with them."""
    way = circle(graph, members)
    others = [name for name in members if name not in way]
    also = f", and of these with {joined(others)}" if others else ""
    return f"a circle of calls: {' → '.join((*way, way[0]))}{also}"
