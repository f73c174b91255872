"""Several resources are committed in two phases.

Why: Everybody waits, with locks held, for the slowest of them, and if the coordinator dies between the phases they wait until somebody
decides by hand. All have to be up at once, so each one more makes the whole less available.

Instead: Let each service commit what is its own, and drive the steps by a saga with what undoes them; between a database and a broker
use an outbox. `skerry generate` makes both.

When: A transaction manager for several resources is seen in code, libraries or settings of a service: XA, JTA with Atomikos, Bitronix
or Narayana, MSDTC, Seata, or transactions that a database is told to prepare. JTA's interfaces alone, which JPA brings along, are none.

Source: Gray and Lamport, Consensus on Transaction Commit, TODS 31(1), 2006; Helland, Life beyond Distributed Transactions, CIDR 2007;
Richardson, Microservices Patterns, 2018, §4.1.1 (the trouble with distributed transactions).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.WARNING,
    Needs.OBSERVED,
    Confidence.MEDIUM,
    spec=("Use sagas for distributed transactions", "Implement eventual consistency where appropriate"),
)
_POM = """\
<project>
  <artifactId>orders</artifactId>
  <dependencies><dependency><artifactId>{}</artifactId></dependency></dependencies>
</project>
"""
_TREE = {
    "compose.yaml": "services:\n  orders: { build: ./orders }\n",
    "orders/src/main/java/Orders.java": "class Orders { @Transactional void place() { orders.save(order); } }\n",
}
SOUND = {**_TREE, "orders/pom.xml": _POM.format("jakarta.transaction-api")}
BROKEN = {**_TREE, "orders/pom.xml": _POM.format("spring-boot-starter-jta-atomikos")}


def check(case: Case) -> Iterator[Answer]:
    """One finding for each service."""
    side = case.seen
    for node in side.services if side else ():
        assert side is not None
        found = list(side.fleet.traits_of(node.name, "two-phase-commit"))
        if found:
            place, others = side.along(found, "and here")
            products = ", ".join(dict.fromkeys(trait.value for trait in found if trait.value))
            what = f"{node.name} commits several resources in two phases ({products})"
            yield Hit((node.name,), what, place, related=others)
        elif side.silent(node.name):
            yield Unknown((node.name,))
