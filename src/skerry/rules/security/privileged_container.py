"""A container has the whole machine.

Why: What runs privileged, in the namespaces of its host or with capabilities like SYS_ADMIN is parted from the machine by nothing. Whoever
breaks into it has all that runs there.

Instead: Leave it out, and give the one capability that is needed. What has to look after the machine (an agent, an exporter) stands
apart from what serves the business.

When: A service of ours runs privileged, shares the host's network, processes or memory, or is given a strong capability.

Source: KubeHound / Ponce et al., Smells and refactorings for microservices security, 2022 (unnecessary privileges); Kubernetes
documentation, Pod Security Standards (baseline).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.examples import WORKLOAD
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.ERROR, Needs.OBSERVED)
SOUND = {"orders.yaml": WORKLOAD}
BROKEN = {"orders.yaml": WORKLOAD.replace("{ runAsNonRoot: true }", "{ privileged: true }")}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    side = case.seen
    for node in side.fleet.services if side else ():
        assert side is not None
        found = list(side.fleet.traits_of(node.name, "privileged"))
        if found:
            place, others = side.along(found, "and here")
            said = next((witness.text for trait in found for witness in trait.evidence if witness.text), "privileged")
            yield Hit((node.name,), f"{node.name} runs with the rights of its machine: {said}", place, related=others)
