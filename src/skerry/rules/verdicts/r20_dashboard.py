"""There should be a monitoring dashboard.

A node that shows people how the others are: Hystrix' dashboard, Grafana, Kibana, a map of containers.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import dashboards
from skerry.rules.verdicts._verdict import Verdict


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    found = dashboards(fleet)
    return Verdict(
        bool(found),
        ", ".join(node.name for node in found) or "no monitoring dashboard",
        evidence=tuple(p for n in found for p in n.evidence),
    )
