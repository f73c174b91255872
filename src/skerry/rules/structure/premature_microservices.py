"""Microservices where one service would do.

Why: A small team spends its days on pipelines, contracts and outages between services, for an independence that nobody uses; and
boundaries that are drawn before the domain is understood are wrong, and dear to move.

Instead: Begin with one service that has clean modules, and cut one out when a team, a load or a rhythm of release asks for it.
`skerry decompose` says what speaks for it.

When: `profile: { team: … }` names fewer than 5 engineers and there are more than 3 services; or there are more services than
engineers; or a peak of less than 1 rps meets more than 3 services.

Source: Fowler, MonolithFirst, 2015; Taibi and Lenarduzzi, IEEE Software 35(3), 2018 (microservice greedy); Newman, Building
Microservices, 2nd edition, 2021, ch. 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.model.system import System
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.WARNING, Needs.MODEL, spec=("Premature microservices", "Start with a well-defined bounded context")
)
FEW_ENGINEERS, FEW_SERVICES, LITTLE = 5, 3, 1.0
_SERVICES = "contexts: { sales: {} }\nservices:\n" + "".join(
    f"  s{n}-service: {{ context: sales }}\n" for n in range(1, 5)
)
BROKEN = f"profile: {{ team: {{ engineers: 3 }} }}\n{_SERVICES}"
SOUND = BROKEN.replace("engineers: 3", "engineers: 12")


def check(case: Case) -> Iterator[Hit]:
    """One finding for a system."""
    system = case.system or System()
    team, peak, services = system.profile.team, system.profile.goals.peak, len(system.services)
    if team.engineers and team.engineers < FEW_ENGINEERS and services > FEW_SERVICES:
        yield Hit(("profile",), f"{team.engineers} engineers for {services} services", team.span)
    elif team.engineers and services > team.engineers:
        yield Hit(("profile",), f"{services} services are more than the {team.engineers} engineers", team.span)
    elif peak and peak.per_second < LITTLE and services > FEW_SERVICES:
        yield Hit(("profile",), f"{services} services for a peak of {peak}", system.profile.goals.span)
