"""A service that has to run on one machine.

Why: When that machine goes, the service goes; and two copies of it can't run side by side.

Instead: Let the orchestrator choose. Data that has to stay belongs into a volume claim or a database, ports into a service or gateway.

When: A manifest names a node, mounts a path of the host, or takes a port or the network of the host for a business service.

Source: Tighilt et al., On the Study of Microservices Antipatterns, EuroPLoP 2020 (multiple service instances per host); Kubernetes
documentation, Configuration Best Practices (hostPort).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.examples import WORKLOAD
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.OBSERVED)
SOUND = {
    "orders.yaml": WORKLOAD,
}
BROKEN = {
    "orders.yaml": WORKLOAD.replace("      containers:", "      nodeName: machine-7\n      containers:"),
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    side = case.seen
    for node in side.fleet.services if side else ():
        assert side is not None
        for trait in list(side.fleet.traits_of(node.name, "pinned-to-host"))[:1]:
            how = f" ({trait.value})" if trait.value else ""
            yield Hit((node.name,), f"{node.name} has to run on one machine{how}", side.at(trait))
