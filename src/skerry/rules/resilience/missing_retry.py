"""A question that is asked once.

Why: Most failures of a network last for milliseconds: a lost connection, a replica that is being replaced. Whoever does not ask
again shows them to a person.

Instead: Repeat what may be repeated, once or twice, with a pause that grows, and never beyond the time that the caller has.

When: A call to a service that can be read from (it has a GET route) has no retries, neither in the caller nor in a mesh (of any
deployment), and nothing handles its failure and goes on. Where the caller's code was not read, or only its settings tell of the
call, it is unknown.

Source: Brooker, Timeouts, retries and backoff with jitter, Amazon Builders' Library, 2019.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.guards import guarded, placed
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.NOTE,
    Needs.FLEET,
    Confidence.MEDIUM,
    Persona.PEDANTIC,
    spec=("Ignoring network failures", "Implement circuit breakers and retries"),
)
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock, api: { v1: { GET /items: list } } }
policies: { calls: { timeout: 500ms, retries: 1 } }
"""
BROKEN = SOUND.replace(", retries: 1", "")


def check(case: Case) -> Iterator[Answer]:
    """One finding for each pair of caller and callee."""
    for side in case.sides:
        readable = {route.node for route in side.fleet.routes if route.method == "GET"}
        for edge in side.inner:
            answered = any(
                side.fleet.has(edge.source, each, edge.target) for each in ("retries", "falls-back", "goes-on")
            )
            if edge.target not in readable or answered or side.meshed:
                continue
            if side.silent(edge.source) or not (side.wanted or placed(edge)):
                yield Unknown((edge.source, edge.target))
            elif guarded(side, edge):
                yield Hit(
                    (edge.source, edge.target),
                    f"{edge.source} asks {edge.target} once, and has no other answer",
                    side.at(edge),
                )
