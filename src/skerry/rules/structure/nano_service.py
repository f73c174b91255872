"""A service that is hardly there.

Why: It costs what every service costs: a repository, a pipeline, a database, alerts, a hop on each request. All that for a
function that one other service calls.

Instead: Make it a part of the service that calls it; cut it out again when somebody else needs it, or when it has to scale by
itself.

When: The service offers at most 2 operations, keeps at most one entity, sends and hears no events, and one service is its only
caller. Where lines of code are known, it also has less than a quarter of the median.

Source: Tighilt et al., JSS 204, 2023 (nano service); Bogner et al., Towards a Collaborative Repository for the Documentation of
Service-Based Antipatterns and Bad Smells, 2019.
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer, Hit, Unknown
from skerry.rules.rule import About, Needs
from skerry.rules.sizes import nano

ABOUT = About(Severity.NOTE, Needs.FLEET, confidence=Confidence.MEDIUM, persona=Persona.PEDANTIC)
SOUND = """
contexts: { sales: {} }
services:
  order-service: { context: sales, owns: [Order], api: { v1: { POST /orders: place } }, calls: [tax-service] }
  offer-service: { context: sales, owns: [Offer], api: { v1: { POST /offers: offer } }, calls: [tax-service] }
  tax-service: { context: sales, api: { v1: { GET /taxes: compute } } }
"""
BROKEN = """
contexts: { sales: {} }
services:
  order-service: { context: sales, owns: [Order], api: { v1: { POST /orders: place } }, calls: [tax-service] }
  tax-service: { context: sales, api: { v1: { GET /taxes: compute } } }
"""


def check(case: Case) -> Iterator[Answer]:
    """One finding for each service that is too small."""
    for side in case.sides:
        for name, caller in side.derived(nano).items():
            if caller is None:
                yield Unknown((name,))
            elif caller:
                yield Hit((name, caller), f"{name} does little, and only for {caller}", side.at(name))
