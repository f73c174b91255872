"""No service that performs logging should be connected to a central logging subsystem.

Log lines should go over a broker, so that who writes them needs no access to where all are kept. A service that sends them to a collector
itself breaks the rule. Where there is no collector, nobody does.
"""

from __future__ import annotations

from skerry.facts.fleet import Fleet
from skerry.rules.verdicts._terms import log_servers, logging
from skerry.rules.verdicts._verdict import Verdict


def verdict(fleet: Fleet) -> Verdict:
    """Whether the rule holds."""
    names = {node.name for node in log_servers(fleet)}
    if not names:
        return Verdict(True, "no central logging subsystem")
    edges = [edge for node in logging(fleet) for edge in fleet.out(node.name) if edge.target in names]
    failing = tuple(dict.fromkeys(edge.source for edge in edges))
    failing += tuple(n.name for n in logging(fleet) if n.name not in failing and fleet.has(n.name, "ships-logs"))
    why = f"{len(failing)} of {len(logging(fleet))} services that log are connected to {', '.join(sorted(names))}"
    return Verdict(not failing, why, failing, (), tuple(place for edge in edges for place in edge.evidence))
