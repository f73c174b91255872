"""What users reach first runs only once.

Why: While the only copy of an entry is restarted, moved or deployed, nobody can use anything behind it.

Instead: Run at least two copies of gateways and of services that are reached from outside, on different nodes. In a model: `deploy: {
SERVICE: { replicas: 2 } }`.

When: A gateway, or a service that is published, has one replica in a manifest that says so, and nothing scales it.

Source: Specification, best practices of deployment (container orchestration); Newman, Building Microservices, 2nd edition, 2021, ch. 8.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Node
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.examples import BARE_WORKLOAD, WORKLOAD
from skerry.rules.gathering import gathered
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.NOTE, Needs.FLEET)
SOUND = {
    "orders.yaml": WORKLOAD
    + """\
---
apiVersion: v1
kind: Service
metadata: { name: orders }
spec:
  type: LoadBalancer
  selector: { app: orders }
  ports: [{ port: 80, targetPort: 8080 }]
""",
}
BROKEN = {
    "orders.yaml": BARE_WORKLOAD
    + """\
---
apiVersion: v1
kind: Service
metadata: { name: orders }
spec:
  type: LoadBalancer
  selector: { app: orders }
  ports: [{ port: 80, targetPort: 8080 }]
""",
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each entry, or for most of them."""
    for side in case.sides:
        entries = [
            node for node in side.fleet.services if node.replicas and _entry(side, node) and not side.aside(node)
        ]
        alone = [node for node in entries if node.replicas == 1 and not side.fleet.has(node.name, "autoscales")]
        hits = [
            Hit((node.name,), f"{node.name} is reached from outside, and runs once", side.at(node)) for node in alone
        ]
        yield from gathered(side, hits, len(entries), "{} that are reached from outside run once")


def _entry(side: Side, node: Node) -> bool:
    return node.role == "gateway" or bool(side.published(node))
