"""A team with more services than it can look after.

Why: Whoever has eight services knows none of them well: they are changed together, released together, and repaired by whoever is
there.

Instead: Put services together that always change together, or let another team take some.

When: A team has more than 5 services, or `profile: { team: … }` names fewer than 3 engineers for each team, or fewer teams than a
fifth of the services.

Source: Skelton and Pais, Team Topologies, 2019, ch. 3 (cognitive load); Newman, Building Microservices, 2nd edition, 2021, ch.
15.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Node
from skerry.kernel.finding import Confidence
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, Confidence.MEDIUM, spec=("Premature microservices",))
MOST, LEAST = 5, 3
BROKEN = "contexts: { sales: { team: shop } }\nservices:\n" + "".join(
    f"  s{n}-service: {{ context: sales }}\n" for n in range(1, 7)
)
SOUND = BROKEN.replace("  s6-service: { context: sales }\n", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each team, and one for the profile."""
    side = case.sides[0]
    owned: dict[str, list[Node]] = {}
    for node in side.services:
        if node.owner:
            owned.setdefault(node.owner, []).append(node)
    for team, nodes in owned.items():
        if len(nodes) > MOST:
            place, others = side.along(nodes, "and this one")
            yield Hit((team,), f"{team} has {len(nodes)} services", place, related=others)
    team_ = case.system.profile.team if case.system else None
    if team_ and team_.teams and team_.engineers and team_.engineers < LEAST * team_.teams:
        what = f"{team_.engineers} engineers in {team_.teams} teams are fewer than {LEAST} in each"
        yield Hit(("profile",), what, team_.span)
    elif team_ and team_.teams and len(side.services) > MOST * team_.teams:
        yield Hit(("profile",), f"{len(side.services)} services for {team_.teams} teams", team_.span)
