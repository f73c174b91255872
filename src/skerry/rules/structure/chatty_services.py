"""One service asks another again and again.

Why: Each question is a round trip. A page that takes twenty of them is slow even if each is fast, and the two services can't be changed
apart.

Instead: Ask once for all that is needed (a list of ids, a page, a composed answer), or keep a view of the other's data from its events.
If they talk all the time, they may be one service.

When: A remote call stands in a loop, or one service uses five or more operations of another one (in a model: names them; in code: calls
them).

Source: Specification, common mistakes (chatty services); Newman, Building Microservices, 2nd edition, 2021, ch. 5; Fowler, Patterns of
Enterprise Application Architecture, 2002 (remote façade).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.FLEET, Confidence.MEDIUM, spec=("Chatty services",))
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: { stock-service: { get: {} } } }
  stock-service:
    context: stock
    api:
      v1:
        GET /items/{id}: get
"""
BROKEN = """
contexts: { sales: {}, stock: {} }
services:
  order-service:
    context: sales
    calls: { stock-service: { get: {}, price: {}, weight: {}, place: {}, supplier: {} } }
  stock-service:
    context: stock
    api:
      v1:
        GET /items/{id}: get
        GET /items/{id}/price: price
        GET /items/{id}/weight: weight
        GET /items/{id}/place: place
        GET /items/{id}/supplier: supplier
"""


MOST = 4  # operations of one service that another one uses


def check(case: Case) -> Iterator[Hit]:
    """One finding for each pair of services, and for each that calls in a loop."""
    for side in case.sides:
        for edge in side.inner:
            used = sorted({each.text for each in edge.evidence if each.text}) if side.wanted else []
            if len(used) > MOST:
                message = f"{edge.source} uses {len(used)} operations of {edge.target}: {', '.join(used[:6])}"
                yield Hit((edge.source, edge.target), message, side.at(edge))
        for node in side.services:
            for trait in list(side.fleet.traits_of(node.name, "calls-in-loop"))[:1]:
                whom = trait.other or "another service"
                yield Hit((node.name, "loop"), f"{node.name} calls {whom} in a loop", side.at(trait))
