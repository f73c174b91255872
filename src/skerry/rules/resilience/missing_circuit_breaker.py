"""A call that is tried again and again while the other side is down.

Why: Each try waits for its timeout and loads a service that is about to recover. Without a breaker an outage of one service
becomes an outage of all that call it.

Instead: Open a circuit breaker after a few failures in a row, answer at once while it is open, and let one call through after a
while. In a model write `policies: { calls: { breaker: { after: 5 failures, for: 10s } } }`.

When: No circuit breaker is known for a synchronous call, neither in the caller nor in a mesh, though other guards are: where
there is none at all, see `ignored-network-failure`. Of a fleet that was read it is pedantic. Where
the caller's code was not read, it is unknown.

Source: Nygard, Release It!, 2nd edition, 2018, §5.2 (circuit breaker); Richardson, Microservices Patterns, 2018, §3.2.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Edit, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.guards import guarded
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.WARNING, Needs.FLEET, spec=("Ignoring network failures", "Implement circuit breakers and retries")
)
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
policies: { calls: { timeout: 500ms, breaker: { after: 5 failures, for: 10s } } }
"""
BROKEN = SOUND.replace(", breaker: { after: 5 failures, for: 10s }", "")


def check(case: Case) -> Iterator[Answer]:
    """One finding for each pair of caller and callee."""
    for side in case.sides:
        for edge in side.calls:
            if side.fleet.has(edge.source, "breaks-circuit", edge.target):
                continue
            if side.silent(edge.source):
                yield Unknown((edge.source, edge.target))
            elif guarded(side, edge):
                yield Hit(
                    (edge.source, edge.target),
                    f"{edge.source} calls {edge.target} without a circuit breaker",
                    side.at(edge),
                    confidence=None if side.wanted else Confidence.MEDIUM,
                    persona=None if side.wanted else Persona.PEDANTIC,
                    edit=Edit(("policies", "calls", "breaker"), "{ after: 5 failures, for: 10s }")
                    if side.wanted
                    else None,
                )
