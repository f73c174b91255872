"""A service that nobody can ask whether it is well.

Why: An orchestrator restarts what is dead and sends requests to what is ready; without a way to ask it does neither, and users find out
first.

Instead: Answer a liveness question (the process works) and a readiness question (its own dependencies are there), and name both in the
manifest. They are two questions: a process that waits for its database is alive, and not ready.

When: No probe, health check or health endpoint of a service is known, neither in manifests nor in code. A service with only one of the
two is a note. What most services lack is one finding for the fleet. Where its code was not read and no orchestrator runs it, it is unknown.

Source: Specification, best practices of observability (health checks and readiness probes); Richardson, Microservices Patterns, 2018,
§11.3.1; Kubernetes documentation, Liveness, Readiness and Startup Probes.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.examples import BARE_WORKLOAD, WORKLOAD
from skerry.rules.gathering import gathered
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.OBSERVED, spec=("Health checks and readiness probes",))
SOUND = {
    "orders.yaml": WORKLOAD,
}
BROKEN = {
    "orders.yaml": BARE_WORKLOAD,
}


_ORCHESTRATED = "kubernetes"


def check(case: Case) -> Iterator[Answer]:
    """One answer for each service, or one finding for most of them."""
    side = case.seen
    bare: list[Hit] = []
    asked = 0
    for node in side.services if side else ():
        assert side is not None
        if side.aside(node):
            continue
        asked += 1
        alive, ready = side.fleet.has(node.name, "liveness"), side.fleet.has(node.name, "readiness")
        if alive and ready:
            continue
        orchestrated = any(witness.reader == _ORCHESTRATED for witness in node.evidence)
        if side.silent(node.name) and not orchestrated:
            yield Unknown((node.name,))
        elif not alive and not ready:
            bare.append(Hit((node.name,), f"nothing asks {node.name} whether it is alive, or ready", side.at(node)))
        elif orchestrated:
            missing, there = ("alive", "ready") if ready else ("ready", "alive")
            message = f"{node.name} is asked whether it is {there}, but not whether it is {missing}"
            yield Hit((node.name, missing), message, side.at(node), severity=Severity.NOTE)
    if side is not None:
        yield from gathered(side, bare, asked, "nothing asks {} whether they are alive, or ready")
