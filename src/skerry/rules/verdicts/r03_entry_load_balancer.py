"""All entry points should have a load balancer.

The entry point spreads its calls over instances: Ribbon (which Zuul brings), Spring Cloud LoadBalancer, `lb:` routes, a mesh, or
Kubernetes services before all whom it calls. What spreads calls to the entry point itself is no part of it.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet, Node
from skerry.rules.verdicts._terms import connections, entries
from skerry.rules.verdicts._verdict import Verdict, all_of, says

_BEFORE_CALLEE = "kubernetes"


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    calls = list(connections(fleet))

    def balances(node: Node) -> bool | None:
        if any(trait.value != _BEFORE_CALLEE for trait in fleet.traits_of(node.name, "balances-load")):
            return True
        callees = {edge.target for edge in calls if edge.source == node.name}
        if callees and all(fleet.has(callee, "balances-load") for callee in callees):
            return True
        return False if says(fleet, node.name, "balances-load") is not None else None

    return all_of(entries(fleet), balances, "entry points balance the load")
