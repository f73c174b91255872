"""A context whose services belong to several teams.

Why: The language of the context, its types and its data are one; teams that change them have to agree on each change.

Instead: Give the context to one team, or cut it where the teams already part.

When: Services of one context have different teams.

Source: Skelton and Pais, Team Topologies, 2019; Conway, How Do Committees Invent?, 1968.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.kernel.words import joined
from skerry.model.system import System
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, spec=("Start with business capabilities, not technical components",))
SOUND = """
contexts: { sales: { team: shop } }
services:
  order-service: { context: sales }
  offer-service: { context: sales, team: shop }
"""
BROKEN = SOUND.replace("team: shop }\n", "team: offers }\n").replace(
    "contexts: { sales: { team: offers } }", "contexts: { sales: { team: shop } }"
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each context."""
    system = case.system or System()
    for context in system.contexts.values():
        teams: dict[str, str] = {}
        for service in system.services_of(context.name):
            teams.setdefault(service.team or context.team, service.name)
        teams.pop("", None)
        if len(teams) > 1:
            related = tuple((system.services[name].span, f"of {team}") for team, name in teams.items())
            yield Hit(
                (context.name, *sorted(teams)),
                f"{joined(teams)} share the context {context.name}",
                context.span,
                related=related,
            )
