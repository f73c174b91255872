"""A failure of one service is a failure of all that call it.

Why: A callee without a timeout, a breaker and another way takes its callers down with it, and they theirs. The system is only as
available as all of its services together.

Instead: Decide for each call what the user gets when it fails: an older answer (`cache: 60s`), a default, or a smaller page; and
give the call a timeout and a breaker.

When: A service that three or more others depend on, directly or through others, is called by one of them with neither timeout nor
breaker nor fallback. What has no guard at all is told by `ignored-network-failure`. Where the caller's code was not read, it is
unknown.

Source: Neri et al., Design principles, architectural smells and refactorings for microservices, 2020 (wobbly service
interaction).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.graphs import reached
from skerry.rules.guards import guarded
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET, Confidence.MEDIUM, spec=("Ignoring network failures",))
SOUND = """
contexts: { shop: {} }
services:
  a-service: { context: shop, calls: [b-service] }
  b-service: { context: shop, calls: [c-service] }
  c-service: { context: shop, calls: [d-service] }
  d-service: { context: shop }
policies: { calls: { timeout: 1s } }
"""
BROKEN = """
contexts: { shop: {} }
services:
  a-service: { context: shop, calls: [b-service] }
  b-service: { context: shop, calls: [c-service] }
  c-service: { context: shop, calls: [d-service] }
  d-service: { context: shop }
policies: { calls: { retries: 1 } }
"""


FEWEST = 3  # services that go down with the callee
_CARE = ("times-out", "breaks-circuit", "falls-back")


def check(case: Case) -> Iterator[Answer]:
    """One finding for each call to a service that many depend on."""
    for side in case.sides:
        turned: dict[str, list[str]] = {node: [] for node in side.callees}
        for source, targets in side.callees.items():
            for target in targets:
                turned[target].append(source)
        depend = reached(turned)
        for edge in side.inner:
            if depend[edge.target] < FEWEST or any(side.fleet.has(edge.source, care, edge.target) for care in _CARE):
                continue
            if side.silent(edge.source):
                yield Unknown((edge.source, edge.target))
                continue
            if not guarded(side, edge):
                continue
            message = (
                f"{depend[edge.target]} services fail with {edge.target}, and {edge.source} calls it without any care"
            )
            yield Hit((edge.source, edge.target), message, side.at(edge))
