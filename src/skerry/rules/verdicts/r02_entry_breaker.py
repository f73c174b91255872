"""All entry points should have a circuit breaker.

A breaker around the calls that an entry point makes, or around one of them: Hystrix (Zuul has one around each route), resilience4j,
Spring Cloud Gateway's filter, Polly, Envoy's outlier detection. A plain web server before a gateway has none.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import entries
from skerry.rules.verdicts._verdict import Verdict, all_of, says


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return all_of(
        entries(fleet), lambda node: says(fleet, node.name, "breaks-circuit"), "entry points have a circuit breaker"
    )
