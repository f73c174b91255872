"""A call that is made again and again to what is down.

Why: When a callee is down, every request of the caller still waits for the timeout, holds a thread and adds load to what tries to get
up.

Instead: Stop calling for a while after several failures, and answer at once. In a model: `policies: { calls: { breaker: { after: 5
failures, for: 10s } } }`; or let the mesh do it (outlier detection).

When: No circuit breaker is known for a synchronous call. Where the caller's code was not read, it is unknown.

Source: Specification, common mistakes (ignoring network failures); Nygard, Release It!, 2nd edition, 2018, §5.2 (circuit breaker).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.WARNING,
    Needs.FLEET,
    spec=("Ignoring network failures", "Implement circuit breakers and retries"),
)
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
policies: { calls: { breaker: { after: 5 failures, for: 10s } } }
"""
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock }
"""


_VALUE = "{ after: 5 failures, for: 10s }"


def check(case: Case) -> Iterator[Answer]:
    """One finding for each pair of caller and callee."""
    for side in case.sides:
        for edge in side.calls:
            subject = (edge.source, edge.target)
            if side.fleet.has(edge.source, "breaks-circuit", edge.target):
                continue
            if side.silent(edge.source):
                yield Unknown(subject)
                continue
            yield Hit(
                subject,
                f"{edge.source} goes on calling {edge.target} while that is down",
                side.at(edge),
                confidence=None if side.wanted else Confidence.MEDIUM,
                edit=Edit(("policies", "calls", "breaker"), _VALUE) if side.wanted else None,
            )
