"""Something internal can be reached from outside.

Why: A database, a broker or an inner service with a port of its own to the world is reached around the gateway: without its
authentication, its limits and its log.

Instead: Publish the gateway alone. For development bind to loopback (`127.0.0.1:5432:5432`), or forward a port when it is needed.

When: A database, cache, broker, registry or configuration server publishes a port, as an error where an orchestrator does it and as a
note in a compose file; or an inner service does so while the fleet has a gateway that leads to services. Front ends
are meant to be reached, and what only an extra or old deployment publishes does not count.

Source: KubeHound / Ponce et al., Smells and refactorings for microservices security, 2022 (publicly accessible microservices).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Node, Trait
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.OBSERVED, spec=("Use API gateway for external access",))
SOUND = {
    "db.yaml": """\
apiVersion: v1
kind: Service
metadata: { name: orders-db }
spec:
  selector: { app: orders-db }
  ports: [{ port: 5432 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders-db }
spec:
  replicas: 1
  selector: { matchLabels: { app: orders-db } }
  template:
    metadata: { labels: { app: orders-db } }
    spec:
      containers:
        - name: orders-db
          image: postgres:16
          ports: [{ containerPort: 8080 }]
""",
}
BROKEN = {
    "db.yaml": """\
apiVersion: v1
kind: Service
metadata: { name: orders-db }
spec:
  type: LoadBalancer
  selector: { app: orders-db }
  ports: [{ port: 5432 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders-db }
spec:
  replicas: 1
  selector: { matchLabels: { app: orders-db } }
  template:
    metadata: { labels: { app: orders-db } }
    spec:
      containers:
        - name: orders-db
          image: postgres:16
          ports: [{ containerPort: 8080 }]
""",
}


_KEPT_IN = frozenset(["database", "cache", "broker", "registry", "config"])


def check(case: Case) -> Iterator[Hit]:
    """One finding for each node."""
    side = case.seen
    for node in side.fleet.nodes if side else ():
        assert side is not None
        published = list(side.published(node))
        inner = node.role == "business" and node.name not in side.fronts and _behind(side, node)
        if published and (node.role in _KEPT_IN or inner):
            yield _hit(side, node, published)


def _behind(side: Side, node: Node) -> bool:
    """Whether a gateway leads to it, or to several others, so that it could be reached through one."""
    led = {edge.target for gate in side.gateways for edge in side.fleet.out(gate.name)}
    return node.name in led or len(led & {each.name for each in side.services}) > 1


def _hit(side: Side, node: Node, published: list[Trait]) -> Hit:
    development = all(witness.reader == "compose" for trait in published for witness in trait.evidence)
    ports = ", ".join(sorted({trait.value for trait in published if trait.value}))
    what = f"{node.name} ({node.role})" if node.role != "business" else f"{node.name}, around the gateway,"
    return Hit(
        (node.name,),
        f"{what} can be reached from outside" + (f" at {ports}" if ports else ""),
        side.at(published[0]),
        severity=Severity.NOTE if development else None,
    )
