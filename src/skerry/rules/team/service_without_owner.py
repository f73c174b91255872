"""Nobody owns a service.

Why: What belongs to everybody is repaired by nobody. Alarms, upgrades and questions of callers go to whoever was seen last.

Instead: Give each context a team: `contexts: { orders: { team: checkout } }`, and say the same in CODEOWNERS.

When: A service of a model has no team, neither of its own nor by its context, while others have one; or CODEOWNERS is there and names
nobody for the folder of a service.

Source: Skelton and Pais, Team Topologies, 2019, ch. 3; Newman, Building Microservices, 2nd edition, 2021, ch. 15 (strong ownership).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
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
    """One finding for each service."""
    for side in case.sides:
        if any(node.owner for node in side.services):
            for node in side.services:
                if not node.owner:
                    yield Hit((node.name,), f"no team owns {node.name}", side.at(node))
