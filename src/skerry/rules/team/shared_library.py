"""Services that are built with one library of their own.

Why: A change of it has to go into all of them, and they come to agree on types that mean something different in each. They can't
be released alone any more.

Instead: Share what is technical and rarely changes, as a published package with versions; keep types of the business in each
service, or generate them from the contract.

When: At least two services are built with the same module of the same repository, which is no generated client.

Source: Taibi and Lenarduzzi, On the Definition of Microservice Bad Smells, IEEE Software 35(3), 2018 (shared libraries); Newman,
Building Microservices, 2nd edition, 2021, §5.9.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.OBSERVED, Confidence.MEDIUM, spec=("Deploy services independently",))
_POM = """\
<project>
  <groupId>com.example</groupId><artifactId>{}</artifactId><version>1</version>
  <dependencies>{}</dependencies>
</project>
"""
_USES = "<dependency><groupId>com.example</groupId><artifactId>common</artifactId><version>1</version></dependency>"
SOUND = {
    "compose.yaml": "services:\n  orders: { build: ./orders }\n  stock: { build: ./stock }\n",
    "orders/pom.xml": _POM.format("orders", ""),
    "stock/pom.xml": _POM.format("stock", ""),
    "orders/src/main/java/com/example/Orders.java": "package com.example;\nclass Orders { }\n",
    "stock/src/main/java/com/example/Stock.java": "package com.example;\nclass Stock { }\n",
}
BROKEN = {
    **SOUND,
    "orders/pom.xml": _POM.format("orders", _USES),
    "stock/pom.xml": _POM.format("stock", _USES),
    "common/pom.xml": _POM.format("common", ""),
    "common/src/main/java/com/example/Customer.java": "package com.example;\npublic class Customer { }\n",
}


def check(case: Case) -> Iterator[Hit]:
    """One finding for each library."""
    side = case.seen
    users: dict[str, dict[str, Trait]] = {}
    for trait in side.fleet.traits if side else ():
        if trait.name == "shares-library":
            users.setdefault(trait.value, {}).setdefault(trait.node, trait)
    for library, traits in users.items():
        if side and len(traits) > 1:
            place, others = side.along(traits.values(), "and here")
            yield Hit(
                (library, *sorted(traits)), f"{joined(traits)} are built with {library}", place, related=others[:5]
            )
