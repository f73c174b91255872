"""The logs of many services are nowhere together.

Why: What happened to one order stands in the logs of five services. Without a place where they meet, somebody has to open five of them.

Instead: Collect them (Loki, Elasticsearch, a cloud's own) and search by trace id. In a model: `deploy: { observe: [loki] }`.

When: Three or more services, and neither a log store among the nodes nor a service that ships its log. Where a cloud
runs the containers (GKE, AKS, ECS, Cloud Run …) it may collect their logs without a word in the repository: unknown.

Source: Specification, best practices of observability (centralized logging); Richardson, Microservices Patterns, 2018, §11.3.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.FLEET, Confidence.MEDIUM, spec=("Centralized logging (ELK, Loki)",))
SOUND = """
contexts: { shop: {} }
services: { a-service: { context: shop }, b-service: { context: shop }, c-service: { context: shop } }
deploy: { observe: [loki] }
"""
BROKEN = """
contexts: { shop: {} }
services: { a-service: { context: shop }, b-service: { context: shop }, c-service: { context: shop } }
"""


FEWEST = 3
_STORES = frozenset(
    ["elasticsearch", "opensearch", "loki", "logstash", "fluentd", "fluent-bit", "graylog", "splunk", "kibana"]
)


def check(case: Case) -> Iterator[Answer]:
    """One answer for a fleet."""
    for side in case.sides:
        if len(side.services) < FEWEST:
            continue
        if any(trait.name == "runs-on" for trait in side.fleet.traits):
            yield Unknown(("fleet",))
            continue
        kept = any(node.role == "telemetry" and node.technology in _STORES for node in side.fleet.nodes)
        if not kept and not any(side.fleet.has(node.name, "ships-logs") for node in side.services):
            edit = Edit(("deploy", "observe"), "[loki]") if side.wanted else None
            yield Hit(
                ("fleet",), f"the logs of {len(side.services)} services are nowhere together", side.whole, edit=edit
            )
