"""A container that may take all of the machine.

Why: One service with a leak takes memory and processor from all others on its node; and without requests the scheduler packs too much
on it.

Instead: Ask for what it needs in normal operation, and limit the memory. In a model: `deploy: { SERVICE: { memory: 256Mi..512Mi } }`.

When: A workload of an orchestrator has neither requests nor limits. What most of them lack is one finding for the fleet.

Source: Specification, best practices of deployment (container orchestration); Kubernetes documentation, Resource Management for Pods.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.examples import BARE_WORKLOAD, WORKLOAD
from skerry.rules.gathering import gathered
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.OBSERVED, spec=("Use container orchestration (Kubernetes)",))
SOUND = {
    "orders.yaml": WORKLOAD,
}
BROKEN = {
    "orders.yaml": BARE_WORKLOAD,
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each workload, or for most of them; compose files are for development, where limits are rare and rightly so."""
    side = case.seen
    found: list[Hit] = []
    asked = 0
    for node in side.services if side else ():
        assert side is not None
        orchestrated = any(witness.reader == "kubernetes" for witness in node.evidence) and not side.aside(node)
        asked += orchestrated
        if orchestrated and not side.fleet.has(node.name, "limits-resources"):
            found.append(Hit((node.name,), f"{node.name} may take all memory of its machine", side.at(node)))
    if side is not None:
        yield from gathered(side, found, asked, "{} may take all memory of their machine")
