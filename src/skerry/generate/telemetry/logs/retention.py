"""For how long a service's logs are kept: as long as the law or the model wants. Tagged data is not in them: it is hidden before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from skerry.model.system import Service, System

USUAL = 30  # days
_DAY = 86400
_LAWS = {  # what has to be kept for whom holds data of a tag: days, and where it stands
    "pci-dss": ("pci", 365, "PCI DSS 10.5.1"),
    "hipaa": ("phi", 2192, "45 CFR 164.316(b)(2)"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """For how many days, and why."""

    days: int
    why: str


def kept(system: System, service: Service) -> Kept:
    """The longest of what is asked for."""
    return max((Kept(USUAL, "nothing asks for more"), *_wanted(system, service)), key=lambda each: each.days)


def _wanted(system: System, service: Service) -> Iterator[Kept]:
    tags = {rule.tag for rule in service.data}
    context = system.contexts.get(service.context)
    for law, (tag, days, place) in _LAWS.items():
        if (context and law in context.comply) or (law in system.profile.comply and tag in tags):
            yield Kept(days, place)
    keep = service.policies.audit.keep
    if tags and keep:
        yield Kept(ceil(keep.value.seconds / _DAY), f"audit.keep: {keep.value}")
