"""Who shares a network: one for each workload that is called, with its callers alone; what leads outside is apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skerry.generate.workloads import Passage, Workload
from skerry.generate.workloads.passages import GATEWAY
from skerry.generate.workloads.platform import gateway, scraper
from skerry.model.system import System

OUTSIDE = "outside"
DATABASE = "postgres"


@dataclass(frozen=True, slots=True)
class Ties:
    """The members of each network."""

    members: Mapping[str, tuple[str, ...]]

    def of(self, name: str) -> list[str]:
        """The networks of one member."""
        return [network for network, members in self.members.items() if name in members]


def ties(system: System, found: Sequence[Workload], ways: Sequence[Passage]) -> Ties:
    """The networks, in the order of the model. Prometheus is not among what runs here."""
    names = {each.name for each in found}
    members: dict[str, list[str]] = {}
    apart = scraper(system)
    for way in ways:
        if apart and way.source == apart.name:
            continue
        if way.target in names:
            network, others = way.target, [way.target, way.source]
        elif way.stores and way.part and way.part.name.startswith("postgres/"):
            network, others = DATABASE, [DATABASE, way.source]
        elif way.part and way.part.namespace:
            network, others = way.part.name, [way.part.name, way.source]
        else:
            network, others = OUTSIDE, [way.source]
        there = members.setdefault(network, [])
        there += [each for each in others if each not in there]
    if gateway(system):
        members.setdefault(OUTSIDE, []).append(GATEWAY)
    return Ties({name: tuple(each) for name, each in members.items()})


def written(found: Ties) -> dict[str, Any]:
    """All but one lead nowhere else."""
    return {name: {} if name == OUTSIDE else {"internal": True} for name in found.members}
