"""Many services and nothing that runs them.

Why: Compose starts containers on one machine. What dies on another, has to be moved, scaled or replaced without an interruption is work
for people there.

Instead: Describe the workloads for an orchestrator; `skerry generate` writes the manifests from a model.

When: Five or more services of ours, all of them known from compose files or sources only, in a tree without any manifest of an
orchestrator.

Source: Specification, best practices of deployment (container orchestration).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.examples import WORKLOAD
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.NOTE,
    Needs.OBSERVED,
    Confidence.MEDIUM,
    Persona.PEDANTIC,
    spec=("Use container orchestration (Kubernetes)",),
)
SOUND = {
    "orders.yaml": WORKLOAD,
}
BROKEN = {
    "compose.yaml": """\
services:
  orders: { image: shop/orders }
  stock: { image: shop/stock }
  cart: { image: shop/cart }
  users: { image: shop/users }
  mail: { image: shop/mail }
""",
}


FEWEST = 5
_ORCHESTRATORS = frozenset(["kubernetes", "aspire", "nomad"])


def check(case: Case) -> Iterator[Hit]:
    """One finding for a fleet."""
    side = case.seen
    if side is None or len(side.services) < FEWEST:
        return
    readers = {witness.reader for node in side.fleet.nodes for witness in node.evidence}
    if not readers & _ORCHESTRATORS:
        yield Hit(("fleet",), f"{len(side.services)} services, and no manifest of an orchestrator", side.whole)
