"""One service that all others hang on.

Why: When it is slow or down, so is everything, and whoever changes it has to ask everybody. Most of its neighbours need only a
small part.

Instead: Cut it by what its callers ask for, or let it publish what they read most, so that they keep a view of their own.

When: A service calls and is called by at least 6 services, by 3 of them at least, which is more than the mean of all by two
standard deviations. Gateways, stores, brokers, registries and telemetry do not count: of 95 nodes that people called hubs in 25
graphs, 51 were infrastructure.

Source: Pigazzini et al., Towards Microservice Smells Detection, 2020 (hub-like dependency), with the thresholds that did best in
the SOSE 2025 study of centralities on labelled service graphs.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean, pstdev

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.side import Side

ABOUT = About(Severity.WARNING, Needs.FLEET, confidence=Confidence.MEDIUM, spec=("God service",))
LEAST, FEWEST = 6, 3
_LEAVES = "".join(f"  s{n}-service: {{{{ context: sales{{}} }}}}\n" for n in range(1, 9))
_MODEL = f"contexts: {{{{ sales: {{{{}}}} }}}}\nservices:\n{_LEAVES}  main-service: {{{{ context: sales }}}}\n"
SOUND = _MODEL.format(*[", calls: [main-service]"] * 4, *[""] * 4)
BROKEN = _MODEL.format(*[", calls: [main-service]"] * 8)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each hub."""
    for side in case.sides:
        degree = degrees(side)
        if len(degree) < 3:
            continue
        bar = fmean(degree.values()) + 2 * pstdev(degree.values())
        for name, number in degree.items():
            if number >= LEAST and number > bar:
                callers = [edge for edge in side.inner if edge.target == name]
                if len(callers) < FEWEST:  # a front end, which nobody hangs on
                    continue
                calls = number - len(callers)
                message = f"{name} is called by {len(callers)} services" + (f", and calls {calls}" if calls else "")
                yield Hit((name,), message, side.at(name))


def degrees(side: Side) -> dict[str, int]:
    """How many calls go in and out of each service."""
    found = {node.name: 0 for node in side.services}
    for edge in side.inner:
        found[edge.source] += 1
        found[edge.target] += 1
    return found
