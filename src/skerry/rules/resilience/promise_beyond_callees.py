"""A service promises more than what it waits for does.

Why: A service that needs two others for an answer is up when all three are. It breaks its promise even when it never fails
itself.

Instead: Promise less, or need less: keep a copy of what is asked (a cache, a view fed by events), or answer without it.

When: The availability that a service promises is higher than the product of those of the services that it calls synchronously
without a cache. Systems of others, which promise nothing here, are left out.

Source: Treynor et al., The Calculus of Service Availability, ACM Queue 15(2), 2017.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity
from skerry.model.system import Service
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, persona=Persona.PEDANTIC)
BROKEN = """
contexts: { sales: {} }
services:
  order-service:
    context: sales
    calls: [stock-service, price-service]
    policies: { slo: { availability: 99.9% } }
  stock-service: { context: sales, policies: { slo: { availability: 99.9% } } }
  price-service: { context: sales, policies: { slo: { availability: 99.9% } } }
"""
SOUND = BROKEN.replace("availability: 99.9% } }\n  stock", "availability: 99.5% } }\n  stock")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    services = case.system.services if case.system else {}
    for service in services.values():
        needed = [services[name] for name in dict.fromkeys(_needed(service)) if name in services]
        shares = [each.policies.slo.availability.value.share for each in needed if each.policies.slo.availability]
        promised = service.policies.slo.availability
        if promised and shares and promised.value.share > prod(shares):
            what = f"{service.name} promises {promised.value}, and with {len(shares)} others it can hold {100 * prod(shares):.4g}%"
            related = tuple(
                (call.span, "") for call in service.calls if call.target in services and not call.policy.cache
            )
            yield Hit((service.name,), what, service.span, related=related)


def _needed(service: Service) -> Iterator[str]:
    return (call.target for call in service.calls if not call.policy.cache)
