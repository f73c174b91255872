"""All services should be connected to a monitoring dashboard.

From each service of ours, registries and configuration servers included, a way of telemetry leads to a dashboard, through collectors
and stores. A dashboard that asks the container engine sees all.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import dashboards, own, sees_all, watched
from skerry.rules.verdicts._verdict import Verdict, all_of


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    shown = dashboards(fleet)
    if not shown:
        return Verdict(False, "no monitoring dashboard", tuple(node.name for node in own(fleet)))
    if any(map(sees_all, shown)):
        return Verdict(True, "a dashboard shows all containers", evidence=tuple(p for n in shown for p in n.evidence))
    seen = watched(fleet)
    return all_of(own(fleet), lambda node: node.name in seen, "services are connected to a dashboard")
