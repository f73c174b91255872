"""A context is in the hands of several teams.

Why: Teams that change the same thing have to agree about each change, and its language falls apart into dialects.

Instead: Cut the context where the teams meet, or give it to one of them. A team may have several contexts.

When: The services of one bounded context have different teams.

Source: Skelton and Pais, Team Topologies, 2019, ch. 6 (fracture planes); Evans, Domain-Driven Design, 2003, ch. 14 (bounded context);
Conway, How Do Committees Invent?, 1968.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.model.system import Service
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.MODEL)
SOUND = """
contexts: { sales: { team: checkout } }
services: { order-service: { context: sales }, cart-service: { context: sales } }
"""
BROKEN = """
contexts: { sales: { team: checkout } }
services: { order-service: { context: sales }, cart-service: { context: sales, team: storefront } }
"""


def check(case: Case) -> Iterator[Hit]:
    """One finding for each context."""
    system = case.system
    side = case.sides[0] if case.sides else None
    if system is None or side is None:
        return
    inside: dict[str, list[Service]] = {}
    for service in system.services.values():
        inside.setdefault(service.context, []).append(service)
    for context in system.contexts.values():
        services = inside.get(context.name, [])
        teams = sorted({service.team or context.team for service in services} - {""})
        if len(teams) > 1:
            place, others = side.along([service.name for service in services], "of the same context")
            message = f"{', '.join(teams)} share the context {context.name}"
            yield Hit((context.name,), message, place, related=others)
