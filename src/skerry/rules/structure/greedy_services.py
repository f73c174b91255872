"""A service for everything.

Why: A system of services that are hardly there pays for the network everywhere and gains independence nowhere.

Instead: Begin with few services along the business, and cut one out when a team, a load or a rhythm of release asks for it.

When: At least 3 services, and 30% of all, are hardly there: see `nano-service`.

Source: Taibi and Lenarduzzi, On the Definition of Microservice Bad Smells, IEEE Software 35(3), 2018 (microservice greedy).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs
from skerry.rules.sizes import nano

ABOUT = About(Severity.WARNING, Needs.FLEET, confidence=Confidence.MEDIUM, spec=("Premature microservices",))
LEAST, SHARE = 3, 0.3
_SMALL = "".join(
    f"  s{n}-service: {{ context: sales, api: {{ v1: {{ GET /s{n}: compute }} }} }}\n" for n in range(1, 4)
)
SOUND = f"contexts: {{ sales: {{}} }}\nservices:\n{_SMALL}  order-service: {{ context: sales, owns: [Order], calls: [s1-service] }}\n"
BROKEN = SOUND.replace("calls: [s1-service]", "calls: [s1-service, s2-service, s3-service]")


def check(case: Case) -> Iterator[Hit]:
    """One finding for a system."""
    for side in case.sides:
        small = [name for name, caller in side.derived(nano).items() if caller]
        if len(small) >= LEAST and len(small) >= SHARE * len(side.services):
            message = f"{len(small)} of {len(side.services)} services are hardly there: {joined(small)}"
            yield Hit(tuple(small), message, side.whole, related=side.places(small, "one of them"))
