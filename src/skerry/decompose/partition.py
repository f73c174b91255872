"""Facts cut into services: what everything that describes a cut starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from skerry.decompose.proposal import Place
from skerry.facts.flows import Flows
from skerry.facts.graph import FactGraph
from skerry.kernel.derived import Derives


@dataclass(frozen=True)
class Partition(Derives):
    """`service_of` maps a path to its service's name; a file that belongs nowhere is not in it."""

    graph: FactGraph
    service_of: Mapping[str, str]

    @cached_property
    def services(self) -> dict[str, tuple[str, ...]]:
        """Each service's files in the order of paths; the services by name."""
        found: dict[str, list[str]] = {}
        for path, service in sorted(self.service_of.items()):
            found.setdefault(service, []).append(path)
        return {name: tuple(found[name]) for name in sorted(found)}

    @cached_property
    def of_unit(self) -> list[str]:
        """For each unit of the graph its service, '' if it has none."""
        return [self.service_of.get(unit.path, "") for unit in self.graph.units]

    def place(self, unit: int, line: int = 0) -> Place:
        """Where a unit (or a line of its file) can be looked at."""
        found = self.graph.units[unit]
        return Place(found.path, line or found.line, self.graph.qualified(unit))

    @cached_property
    def flows(self) -> Flows:
        """What each function does in the end."""
        return self.graph.derived(Flows)
