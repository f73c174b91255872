"""A call that changes something is tried again.

Why: The first try may have been done, and only its answer was lost. The second one charges the card twice.

Instead: Try again what may be done twice: reads, or what the callee knows by an idempotency key. Services that Skerry generates keep
such keys.

When: A caller tries calls again to a service or a system of others that takes changes (POST, PATCH) and is not known to recognise a
repeated one.

Source: Richardson, Microservices Patterns, 2018, §3.3.6 (duplicates); RFC 9110 §9.2.2 (idempotent methods); Stripe API reference,
Idempotent requests.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.FLEET, Confidence.MEDIUM)
SOUND = """
contexts: { sales: {} }
external: { stripe: {} }
services:
  order-service: { context: sales, calls: { stripe: { timeout: 2s, retries: 0 } } }
"""
BROKEN = """
contexts: { sales: {} }
external: { stripe: {} }
services:
  order-service: { context: sales, calls: { stripe: { timeout: 2s, retries: 2 } } }
"""


_CHANGES = frozenset(["POST", "PATCH"])


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair of caller and callee."""
    for side in case.sides:
        changing = {route.node for route in side.fleet.routes if route.method in _CHANGES}
        for edge in side.calls:
            tries = [trait for trait in side.fleet.traits_of(edge.source, "retries") if trait.other == edge.target]
            if tries and _unsafe(side, edge.source, edge.target, changing):
                message = f"{edge.source} tries again what it asks of {edge.target}, which may do it twice"
                place = side.at(tries[0]) if not side.wanted else side.at(edge)
                yield Hit((edge.source, edge.target), message, place)


def _unsafe(side: Side, source: str, target: str, changing: set[str]) -> bool:
    keyed = any(trait.other == target for trait in side.fleet.traits_of(source, "idempotent"))
    if keyed or side.fleet.has(target, "idempotent"):
        return False
    return target in changing or (side.wanted and side.fleet.by_name[target].role == "external")
