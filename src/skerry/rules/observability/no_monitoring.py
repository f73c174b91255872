"""Nobody watches the system.

Why: A distributed system fails in parts, at times, and between services. Without metrics, traces and a place to look at them nobody can
say what is wrong, or that something is.

Instead: Collect metrics and traces of all services, and show the four golden signals of each: `deploy: { observe: [otel, prometheus,
grafana] }`.

When: Two or more services, none of which is known to have metrics or traces, and no node that collects them. Where no code was read and
no telemetry can be seen, it is unknown.

Source: Specification, common mistakes (no monitoring); Beyer et al., Site Reliability Engineering, 2016, ch. 6.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.FLEET, spec=("No monitoring", "Implement comprehensive observability"))
SOUND = """
contexts: { shop: {} }
services: { a-service: { context: shop }, b-service: { context: shop } }
deploy: { observe: [prometheus, grafana] }
"""
BROKEN = """
contexts: { shop: {} }
services: { a-service: { context: shop }, b-service: { context: shop } }
"""


def check(case: Case) -> Iterator[Answer]:
    """One answer for a fleet."""
    for side in case.sides:
        if len(side.services) < 2 or any(node.role == "telemetry" for node in side.fleet.nodes):
            continue
        if any(side.fleet.has(node.name, trait) for node in side.services for trait in ("meters", "traces")):
            continue
        if all(side.silent(node.name) for node in side.services):
            yield Unknown(("fleet",))
        else:
            yield Hit(("fleet",), f"nothing watches these {len(side.services)} services", side.whole)
