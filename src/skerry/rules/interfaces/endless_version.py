"""An old version of an API that has no end.

Why: Callers have no reason to move, so it is served for ever, and each version costs like an API of its own.

Instead: Name its last day (`sunset: 2027-06-30`), which callers are then told in a header.

When: An API has several versions, and one of the older ones has no `sunset:`, nor has the policy for versions.

Source: RFC 8594 (the Sunset header field); Lübke et al., Interface Evolution Patterns, EuroPLoP 2019 (two in production).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.NOTE, Needs.MODEL, spec=("Use API versioning (URL, header, or content negotiation)",))
SOUND = """
contexts: { stock: {} }
services:
  stock-service: { context: stock, api: { v2: { GET /items: list }, v1: { like: v2, sunset: 2027-06-30 } } }
"""
BROKEN = SOUND.replace(", sunset: 2027-06-30", "")


def check(case: Case) -> Iterator[Hit]:
    """One finding for each version."""
    for service in case.system.services.values() if case.system else ():
        versions = sorted(service.api.versions.values(), key=lambda version: (len(version.name), version.name))
        for version in versions[:-1]:
            if version.sunset is None and service.policies.versions.sunset is None:
                newest = versions[-1].name
                what = f"{version.name} of {service.name} has no end, though there is {newest}"
                yield Hit((service.name, version.name), what, version.span)
