"""A call as if the network never failed.

Why: A callee that is slow, down or being released takes its callers down with it: there is no timeout that ends the wait, no
retry that gets over a lost packet, no circuit breaker that lets the rest go on.

Instead: Give every call a timeout and a circuit breaker, and retry what may be repeated. In a model `policies: { calls: … }` does
it for all.

When: None of timeout, retry, circuit breaker, bulkhead and fallback is known for a synchronous call. Where the caller's code was
not read, it is unknown.

Source: Nygard, Release It!, 2nd edition, 2018, ch. 4 and 5; Neri et al., Design principles, architectural smells and refactorings
for microservices, 2020 (wobbly service interaction).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Edit
from skerry.kernel.problem import Severity
from skerry.model.system import CallPolicy
from skerry.rules.case import Case
from skerry.rules.guards import guarded
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.WARNING,
    Needs.FLEET,
    spec=("Ignoring network failures", "Design for failure (circuit breakers, retries, timeouts)"),
)
POLICY = "{ timeout: 1s, retries: 1, breaker: { after: 5 failures, for: 10s } }"
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
"""
SOUND = f"{BROKEN}policies: {{ calls: {POLICY} }}\n"


def check(case: Case) -> Iterator[Answer]:
    """One finding for each pair of caller and callee."""
    for side in case.sides:
        said = side.system is not None and side.system.policies.calls != CallPolicy()
        for edge in side.calls:
            subject = (edge.source, edge.target)
            if guarded(side, edge):
                continue
            if side.silent(edge.source):
                yield Unknown(subject)
                continue
            yield Hit(
                subject,
                f"{edge.source} calls {edge.target} with no timeout, no retry and no circuit breaker",
                side.at(edge),
                confidence=None if side.wanted else Confidence.MEDIUM,
                edit=Edit(("policies", "calls"), POLICY) if side.wanted and not said else None,
            )
