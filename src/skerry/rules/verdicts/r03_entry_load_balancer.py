"""All entry points should have a load balancer.

The entry point spreads its calls over instances: Ribbon (which Zuul brings), Spring Cloud LoadBalancer, `lb:` routes, a mesh.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import entries
from skerry.rules.verdicts._verdict import Verdict, all_of, says


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return all_of(entries(fleet), lambda node: says(fleet, node.name, "balances-load"), "entry points balance the load")
