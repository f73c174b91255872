"""Retries multiply along a path.

Why: Where each of three services tries three times, one request becomes 27 at the last one: at the very moment in which it is
overloaded.

Instead: Let one place of each path try again: best the one nearest to what fails. Give all others `retries: 0`, or a budget (a tenth of
the requests).

When: Along a path of synchronous calls the numbers of tries multiply to more than 9.

Source: Beyer et al., Site Reliability Engineering, 2016, ch. 22 (Addressing Cascading Failures); Bronson et al., Metastable Failures in
Distributed Systems, HotOS 2021.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from skerry.facts.fleet import Edge
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.graphs import components
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.FLEET, spec=("Ignoring network failures",))
SOUND = """
contexts: { shop: {} }
services:
  a-service: { context: shop, calls: { b-service: { retries: 0 } } }
  b-service: { context: shop, calls: { c-service: { retries: 2 } } }
  c-service: { context: shop, calls: { d-service: { retries: 2 } } }
  d-service: { context: shop }
"""
BROKEN = """
contexts: { shop: {} }
services:
  a-service: { context: shop, calls: { b-service: { retries: 2 } } }
  b-service: { context: shop, calls: { c-service: { retries: 2 } } }
  c-service: { context: shop, calls: { d-service: { retries: 2 } } }
  d-service: { context: shop }
"""


MOST = 9  # requests at the end of a path for one at its beginning


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service at which the worst of its paths ends."""
    for side in case.sides:
        worst = _worst(side)
        for node, (count, way) in worst.items():
            further = any(worst[target][0] > count for target in side.callees[node] if target in worst)
            if count > MOST and not further:
                edges = [side.call(source, target) for source, target in pairwise(way)]
                place, others = side.along([edge for edge in edges if edge], "tried again as well")
                message = f"one request may become {count} at {node}: {' → '.join(way)} each try again"
                yield Hit((node, way[0]), message, place, related=others)


def _worst(side: Side) -> dict[str, tuple[int, tuple[str, ...]]]:
    """For each service how many requests one may become on the way to it, and by which way. Circles are gone through once."""
    parts = components(side.callees)
    rank = {node: at for at, members in enumerate(parts) for node in members}
    found: dict[str, tuple[int, tuple[str, ...]]] = {node: (1, (node,)) for node in side.callees}
    for node in sorted(side.callees, key=lambda name: -rank[name]):  # callers come first
        count, way = found[node]
        for target in side.callees[node]:
            edge = side.call(node, target)
            if edge is not None and rank[target] < rank[node] and count * _tries(side, edge) > found[target][0]:
                found[target] = (count * _tries(side, edge), (*way, target))
    return found


def _tries(side: Side, edge: Edge) -> int:
    """The first, and those again."""
    again = [
        int(trait.value)
        for trait in side.fleet.traits_of(edge.source, "retries")
        if trait.other in {"", edge.target} and trait.value.isdecimal()
    ]
    return 1 + min(max(again, default=0), 100)
