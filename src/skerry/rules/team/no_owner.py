"""A service that belongs to nobody.

Why: Nobody is called when it fails, nobody decides about its interface, and everybody changes it.

Instead: Name one team: `team:` of its context, or of the service; in a repository a line in CODEOWNERS.

When: In a model that names any team, neither the service nor its context has one.

Source: Neri et al., Design principles, architectural smells and refactorings for microservices, 2020 (decentralised governance);
Skelton and Pais, Team Topologies, 2019.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL)
SOUND = """
contexts: { sales: { team: shop }, stock: { team: warehouse } }
services:
  order-service: { context: sales }
  stock-service: { context: stock }
"""
BROKEN = SOUND.replace("stock: { team: warehouse }", "stock: {}")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    side = case.sides[0]
    owned = any(node.owner for node in side.services)
    for node in side.services:
        if owned and not node.owner:
            yield Hit((node.name,), f"{node.name} belongs to no team", side.at(node))
