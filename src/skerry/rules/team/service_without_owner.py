"""Nobody owns a service.

Why: What belongs to everybody is repaired by nobody. Alarms, upgrades and questions of callers go to whoever was seen last.

Instead: Give each context a team: `contexts: { orders: { team: checkout } }`, and say the same in CODEOWNERS.

When: A service of a model has no team, neither of its own nor by its context, while others have one; or CODEOWNERS is there and names
nobody for the folder of a service: one finding for
the fleet. Jobs, and images of others, have no folder that somebody could own.

Source: Skelton and Pais, Team Topologies, 2019, ch. 3; Newman, Building Microservices, 2nd edition, 2021, ch. 15 (strong ownership).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.FLEET)
SOUND = """
contexts: { sales: { team: checkout }, stock: { team: warehouse } }
services: { order-service: { context: sales }, stock-service: { context: stock } }
"""
BROKEN = """
contexts: { sales: { team: checkout }, stock: {} }
services: { order-service: { context: sales }, stock-service: { context: stock } }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service of a model, and one for a fleet that was read."""
    for side in case.sides:
        if any(node.owner for node in side.services):
            ours = [node for node in side.services if side.wanted or (node.folders and node.role != "job")]
            found = [node for node in ours if not node.owner]
            if side.wanted or len(found) == 1:
                yield from (Hit((node.name,), f"no team owns {node.name}", side.at(node)) for node in found)
            elif found:
                names = [node.name for node in found]
                place, others = side.along(found, "nobody's as well")
                yield Hit(("fleet",), f"no team owns {joined(names)}", place, related=others)
