"""A callee goes on after its caller has given up.

Why: The caller answered its own user with an error long ago; what the callee still does, holds connections for nobody, and may change
something that the caller believes has not happened.

Instead: Give each call less time than its own caller waits for it, or pass the deadline on. Services that Skerry generates pass it on.

When: Along two calls in a row the second may take as long as the first, or longer, with the retries of both.

Source: Google SRE Book, ch. 22 (deadline propagation); gRPC documentation, Deadlines; Nygard, Release It!, 2nd edition, 2018, §5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Edge
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.FLEET, spec=("Ignoring network failures",))
SOUND = """
contexts: { shop: {} }
services:
  a-service: { context: shop, runs: { image: a }, calls: { b-service: { timeout: 1s } } }
  b-service: { context: shop, runs: { image: b }, calls: { c-service: { timeout: 300ms } } }
  c-service: { context: shop }
"""
BROKEN = """
contexts: { shop: {} }
services:
  a-service: { context: shop, runs: { image: a }, calls: { b-service: { timeout: 1s } } }
  b-service: { context: shop, runs: { image: b }, calls: { c-service: { timeout: 2s } } }
  c-service: { context: shop }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair of calls in a row."""
    for side in case.sides:
        for outer in side.inner:
            if _passes_on(side, outer.target):
                continue
            for target in side.callees[outer.target]:
                inner = side.call(outer.target, target)
                if inner is None:
                    continue
                waits, takes = _seconds(side, outer), _seconds(side, inner)
                if waits and takes and _tries(side, inner) * takes >= waits:
                    yield _hit(side, outer, inner, waits, takes)


def _hit(side: Side, outer: Edge, inner: Edge, waits: float, takes: float) -> Hit:
    tries = _tries(side, inner)
    long = f"{takes:g} s" if tries == 1 else f"{tries} times {takes:g} s"
    message = f"{outer.source} waits {waits:g} s for {outer.target}, which may wait {long} for {inner.target}"
    related = ((side.at(outer), f"waits {waits:g} s"),)
    return Hit((outer.source, outer.target, inner.target), message, side.at(inner), related=related)


def _passes_on(side: Side, node: str) -> bool:
    """Whether a service knows how long its caller waits: generated ones do."""
    service = side.system.services.get(node) if side.system else None
    return service is not None and service.runs is None


def _seconds(side: Side, edge: Edge) -> float:
    """How long one try may take; 0 where nobody says."""
    own = [t.value for t in side.fleet.traits_of(edge.source, "times-out") if t.other == edge.target]
    every = [t.value for t in side.fleet.traits_of(edge.source, "times-out") if not t.other]
    found = [_number(value) for value in own or every]
    return max(found, default=0.0)


def _tries(side: Side, edge: Edge) -> int:
    again = [t.value for t in side.fleet.traits_of(edge.source, "retries") if t.other == edge.target]
    return 1 + max((int(value) for value in again if value.isdecimal()), default=0)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
