"""Services that have to be started one after the other.

Why: What needs others in order to start can't be restarted or deployed on its own: one slow start delays a row of others, and after a
power cut somebody has to know the order.

Instead: Let a service start without its callees, say that it is not ready, and try again. Then nothing has to wait in a manifest.

When: A chain of three or more services of ours, each of which waits for the next one to start (`depends_on`, init containers that
wait). Waiting for a database, broker or configuration is not counted.

Source: Specification, best practices of deployment (deploy services independently); Nygard, Release It!, 2nd edition, 2018, §17.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.graphs import longest
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.OBSERVED, persona=Persona.PEDANTIC, spec=("Deploy services independently",))
SOUND = {
    "compose.yaml": """\
services:
  web: { image: shop/web, depends_on: [orders] }
  orders: { image: shop/orders, depends_on: [db] }
  stock: { image: shop/stock }
  db: { image: postgres }
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  web: { image: shop/web, depends_on: [orders] }
  orders: { image: shop/orders, depends_on: [stock] }
  stock: { image: shop/stock, depends_on: [db] }
  db: { image: postgres }
""",
}


_WAITING = frozenset(["depends_on", "waits-for"])  # kinds of evidence
LONGEST = 2  # services of ours in a chain that is still nobody's harm


def check(case: Case) -> Iterator[Hit]:
    """One finding for the longest chain from each service that nobody else waits for."""
    side = case.seen
    if side is None:
        return
    ours = {node.name for node in side.fleet.services}
    waits: dict[str, list[str]] = {name: [] for name in ours}
    for edge in side.fleet.edges:
        if edge.source in ours and edge.target in ours and any(each.reader in _WAITING for each in edge.evidence):
            waits[edge.source].append(edge.target)
    waited = {other for others in waits.values() for other in others}
    chains = longest(waits)
    for first in sorted(ours - waited):
        chain = chains[first]
        if len(chain) > LONGEST:
            message = f"{' waits for '.join(chain)} before it starts"
            yield Hit(chain, message, side.at(first), related=side.places(chain[1:], "has to be there first"))
