"""A new version of an API ends the old one on the same day.

Why: All callers have to be released together with the service; who is late is down.

Instead: Serve at least two versions at the same time: `policies: { versions: { keep: 2, sunset: 180d } }`.

When: The policy for versions keeps one version of a service that other services call.

Source: Lübke et al., Interface Evolution Patterns, EuroPLoP 2019 (two in production); Hohpe, RFC 9745 (deprecation header).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.finding import Edit
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(
    Severity.WARNING,
    Needs.MODEL,
    spec=("Design APIs that are backward compatible", "No API versioning", "Deploy services independently"),
)
SOUND = """
contexts: { sales: {}, stock: {} }
services:
  order-service: { context: sales, calls: [stock-service] }
  stock-service: { context: stock, api: { v1: { GET /items: list } } }
policies: { versions: { keep: 2 } }
"""
BROKEN = SOUND.replace("keep: 2", "keep: 1")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each service."""
    system = case.system
    called = (
        {call.target: service.name for service in system.services.values() for call in service.calls} if system else {}
    )
    for service in system.services.values() if system else ():
        keep = service.policies.versions.keep
        if keep and keep.value < 2 and service.name in called:
            own = service.own.versions.keep is not None
            path = (
                ("services", service.name, "policies", "versions", "keep") if own else ("policies", "versions", "keep")
            )
            what = f"{called[service.name]} has to be released together with {service.name}, which serves one version"
            yield Hit((service.name,), what, keep.span, edit=Edit(path, "2"))
