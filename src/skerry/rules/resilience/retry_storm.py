"""Retries of retries.

Why: Each service on the way repeats what the one behind it has already repeated, so tries multiply: three services with two
retries each make 27 calls of one request, to a service that is down because it has too much to do.

Instead: Retry in one place of a chain, nearest to what fails, or give the whole chain one budget of retries; let circuit breakers
stop the rest.

When: Along a path of synchronous calls on which at least two retry, the product of their tries (retries and one) is more than 9:
3 tries, twice.

Source: Brooker, Timeouts, retries and backoff with jitter, Amazon Builders' Library, 2019; Google, Site Reliability Engineering,
2016, ch. 22 (retry amplification).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import prod

from skerry.facts.fleet import Edge
from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.graphs import components
from skerry.rules.guards import number
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.FLEET, spec=("Implement circuit breakers and retries",))
MOST = 9
Way = tuple[str, ...]
BROKEN = """
contexts: { sales: {} }
services:
  web-service: { context: sales, calls: { order-service: { retries: 3 } } }
  order-service: { context: sales, calls: { stock-service: { retries: 3 } } }
  stock-service: { context: sales }
"""
SOUND = BROKEN.replace("order-service: { retries: 3 }", "order-service: { retries: 0 }")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each path that is not part of a worse one."""
    for side in case.sides:
        tries = {(edge.source, edge.target): 1 + _again(side, edge) for edge in side.calls}
        ways = worst(side, tries)
        inner = {way[at:] for way in ways.values() for at in range(1, len(way))}
        for way in ways.values():
            each = [tries[pair] for pair in pairwise(way)]
            if prod(each) > MOST and sum(one > 1 for one in each) > 1 and way not in inner:
                edges = [edge for pair in pairwise(way) if (edge := side.call(*pair))]
                place, others = side.along(edges, "and each of these is repeated")
                shown = " → ".join([way[0], *(f"{name} (×{one:g})" for name, one in zip(way[1:], each, strict=True))])
                what = f"one request becomes up to {prod(each):g} calls of {way[-1]}: {shown}"
                yield Hit(way, what, place, related=others, confidence=None if side.wanted else Confidence.MEDIUM)


def _again(side: Side, edge: Edge) -> float:
    """How often a call is repeated. Tokens and keys are fetched once and kept, by clients of their own: they are in no request's way."""
    return 0 if side.fleet.by_name[edge.target].role == "auth" else number(side, edge, "retries") or 0


def worst(side: Side, tries: Mapping[tuple[str, str], float]) -> dict[str, Way]:
    """From each service the way with the most tries; circles are not gone around."""
    graph: dict[str, list[str]] = {node.name: [] for node in side.services}
    for source, target in tries:
        graph[source].append(target)
        graph.setdefault(target, [])
    parts = components(graph)  # callees first
    component = {name: at for at, members in enumerate(parts) for name in members}
    best: dict[str, tuple[float, Way]] = {}
    for members in parts:
        for name in members:
            ways = [
                (tries[name, target] * best[target][0], (name, *best[target][1]))
                for target in graph[name]
                if component[target] != component[name]
            ]
            best[name] = max(ways, default=(1.0, (name,)))
    return {name: _without_end(way, tries) for name, (_, way) in best.items()}


def _without_end(way: Way, tries: Mapping[tuple[str, str], float]) -> Way:
    """The way up to the last call that is repeated."""
    while len(way) > 1 and tries[way[-2], way[-1]] <= 1:
        way = way[:-1]
    return way
