"""All connections between services should be authenticated.

The callee asks who calls, in each call from one service to another that does business; what goes to registries, configuration servers
and telemetry is not asked. A call to who gives out tokens brings what is to be checked.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import connections
from skerry.rules.verdicts._verdict import Verdict, all_calls, says


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    return all_calls(
        connections(fleet),
        lambda edge: says(fleet, edge.target, "authenticates", "checks-tokens", "issues-tokens"),
        "calls are authenticated",
    )
