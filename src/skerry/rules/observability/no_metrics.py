"""A service that says nothing of how it is doing.

Why: Without numbers of its requests, errors and times nobody sees that it is getting slow, nobody can set an alarm, and nobody knows
what a change did to it.

Instead: Expose metrics (Micrometer, prometheus-client, OpenTelemetry) and have them collected. In a model: `deploy: { observe:
[prometheus] }`.

When: No endpoint, library or annotation for metrics is known of a service. What runs in a browser has none. Where its
code was not read, it is unknown. What most services lack is one finding for the fleet.

Source: Specification, best practices of observability (metrics and monitoring); Tighilt et al., EuroPLoP 2020 (insufficient
monitoring).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.gathering import gathered
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET, spec=("Metrics and monitoring (Prometheus, Grafana)",))
SOUND = """
contexts: { sales: {} }
services: { order-service: { context: sales } }
deploy: { observe: [prometheus] }
"""
BROKEN = """
contexts: { sales: {} }
services: { order-service: { context: sales }, stock-service: { context: sales } }
"""


def check(case: Case) -> Iterator[Answer]:
    """One answer for each service."""
    for side in case.sides:
        if side.system:  # which says it once for all
            if len(side.services) > 1 and not any(side.fleet.has(node.name, "meters") for node in side.services):
                place = side.system.deploy.span if side.system.deploy.span.line else side.whole
                edit = Edit(("deploy", "observe"), "[prometheus]")
                yield Hit(("fleet",), "no metrics of any service are known", place, edit=edit)
            continue
        found: list[Hit] = []
        asked = 0
        for node in side.services:
            if node.name in side.browsers or side.aside(node):
                continue
            asked += 1
            if side.fleet.has(node.name, "meters"):
                continue
            if side.silent(node.name):
                yield Unknown((node.name,))
            else:
                found.append(Hit((node.name,), f"no metrics of {node.name} are known", side.at(node)))
        yield from gathered(side, found, asked, "no metrics of {} are known")
