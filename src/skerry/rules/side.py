"""One fleet as rules ask it: a model's or one that was read; where things stand, and what can be known of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from skerry.facts.fleet import SYNCHRONOUS, Channel, Deployment, Edge, Fleet, Holding, Node, Route, Trait, Witness
from skerry.kernel.derived import Derives
from skerry.kernel.span import Span
from skerry.kernel.words import split
from skerry.model.system import System

if TYPE_CHECKING:
    from skerry.facts.graph import FactGraph  # which brings numpy: a check of a model needs none

Row = Node | Edge | Holding | Route | Channel | Trait | Witness
_OURS = frozenset(["business", "gateway", "auth", "job"])
# Folders for what is not meant to be run as it is: what was, and what may be added.
_LEFT = re.compile(r"(?i)(?:^|/)(?:old|legacy|deprecated|archived?|extras?|examples?|samples?)[^/]*/")
_FRONT = frozenset(
    ["web", "ui", "frontend", "webapp", "client", "app", "portal", "spa", "mobile", "website", "dashboard"]
)


def _whole(each: Deployment, main: Deployment) -> bool:
    """Whether a deployment is another way to run all of it, and not a part, or a way to try it out."""
    return each.services >= main.services and each.purpose not in {"development", "test"}


@dataclass(frozen=True)
class Side(Derives):
    """`system` where the fleet is that of a model, `code` where it was read in a folder that holds code."""

    fleet: Fleet
    system: System | None = None
    code: FactGraph | None = None

    @property
    def wanted(self) -> bool:
        """Whether it is a model's: then what it does not say is not there."""
        return self.system is not None

    @cached_property
    def services(self) -> tuple[Node, ...]:
        """What is ours and carries the business, without gateways."""
        return tuple(node for node in self.fleet.services if node.role != "gateway")

    @cached_property
    def gateways(self) -> tuple[Node, ...]:
        """What stands at the edge."""
        return tuple(node for node in self.fleet.nodes if node.role == "gateway")

    @cached_property
    def calls(self) -> tuple[Edge, ...]:
        """Synchronous calls of ours, to one another and to systems of others; once for each pair."""
        ours = {node.name for node in self.services}
        found: dict[tuple[str, str], Edge] = {}
        for edge in self.fleet.believed:
            target = self.fleet.by_name.get(edge.target)
            if edge.source not in ours or target is None:
                continue
            if (target.role in _OURS and edge.kind in SYNCHRONOUS) or target.role == "external":
                found.setdefault((edge.source, edge.target), edge)
        return tuple(found.values())

    @cached_property
    def inner(self) -> tuple[Edge, ...]:
        """Those of the calls whose both ends are services of ours."""
        ours = {node.name for node in self.services}
        return tuple(edge for edge in self.calls if edge.target in ours)

    @cached_property
    def callees(self) -> dict[str, tuple[str, ...]]:
        """The graph of `inner`: each service with those that it calls."""
        found: dict[str, list[str]] = {node.name: [] for node in self.services}
        for edge in self.inner:
            found[edge.source].append(edge.target)
        return {name: tuple(targets) for name, targets in found.items()}

    @cached_property
    def screens(self) -> frozenset[str]:
        """What a person sees in a browser."""
        return frozenset(
            edge.target
            for edge in self.fleet.believed
            if edge.kind == "user" and any(witness.reader == "web-ui" for witness in edge.evidence)
        )

    @cached_property
    def browsers(self) -> frozenset[str]:
        """Those screens whose whole program runs in the browser: in its languages, and without a route that it answers."""
        answering = {route.node for route in self.fleet.routes}
        languages = {
            name: {trait.value for trait in self.fleet.traits_of(name, "source-read")} for name in self.screens
        }
        return frozenset(name for name in self.screens - answering if languages[name] <= {"node", ""})

    @cached_property
    def fronts(self) -> frozenset[str]:
        """What people look at: pages that a browser was seen to show, and services whose name says so."""
        named = (node.name for node in self.services if _FRONT & set(split(node.name)))
        return self.screens | frozenset(named)

    @cached_property
    def meshed(self) -> bool:
        """Whether some deployment of the tree puts the services into a mesh."""
        return any(trait.name == "joins-mesh" for trait in self.fleet.traits)

    def aside(self, row: Row) -> bool:
        """Whether all that tells of a row stands in deployments other than the main one, or one as whole: in one that is extra, or old."""
        if isinstance(row, Witness) or not self._aside:
            return False
        return bool(row.evidence) and all(witness.path in self._aside for witness in row.evidence)

    @cached_property
    def _aside(self) -> frozenset[str]:
        """The files of deployments of which neither the main one has a part, nor one that runs as much and is not to try it out."""
        if not self.fleet.deployments or self.fleet.deployment:
            return frozenset()
        main = self.fleet.deployments[0]
        whole = {main.name, *(each.name for each in self.fleet.deployments if _whole(each, main))}
        used = {path for each in self.fleet.deployments if each.name in whole for path in each.paths}
        used -= {path for path in used if _LEFT.search(path) and path not in main.paths}
        return frozenset(path for each in self.fleet.deployments for path in each.paths) - used

    def published(self, node: Node) -> tuple[Trait, ...]:
        """The ports of a node that the main deployment, or code, opens to the outside."""
        return tuple(each for each in self.fleet.traits_of(node.name, "publishes-port") if not self.aside(each))

    def call(self, source: str, target: str) -> Edge | None:
        """The call from one to the other."""
        return self._calls.get((source, target))

    @cached_property
    def _calls(self) -> dict[tuple[str, str], Edge]:
        return {(edge.source, edge.target): edge for edge in self.calls}

    def silent(self, node: str) -> bool:
        """Whether nothing follows from what is not known of a node: its code was not read, or is not ours."""
        return not self.wanted and not self.fleet.has(node, "source-read")

    def at(self, row: Row | str) -> Span:
        """Where a row, or the node of that name, stands: to the column in a model, in the file that was read where it was seen best."""
        if isinstance(row, str):
            node = self.fleet.by_name.get(row)
            return self.at(node) if node else self.whole
        if isinstance(row, Witness):
            return self._witnessed((row,))
        exact = self._exact(row)
        return exact if exact is not None else self._witnessed(row.evidence)

    @property
    def whole(self) -> Span:
        """The place of what is wrong with all of it."""
        return self.system.span if self.system is not None else Span(self.fleet.root or ".")

    def places(self, rows: Iterable[Row | str], role: str = "") -> tuple[tuple[Span, str], ...]:
        """The places of several rows as those that a finding relates to, each once."""
        return tuple(dict.fromkeys((self.at(row), role) for row in rows))

    def along(self, rows: Iterable[Row | str], role: str = "") -> tuple[Span, tuple[tuple[Span, str], ...]]:
        """Where the first of several rows stands, and the places of the others."""
        places = self.places(rows, role) or ((self.whole, ""),)
        return places[0][0], places[1:]

    def _exact(self, row: Node | Edge | Holding | Route | Channel | Trait) -> Span | None:
        if self.system is None:
            return None
        if isinstance(row, Node):
            found = self.system.services.get(row.name) or self.system.external.get(row.name)
            return found.span if found else None
        if isinstance(row, Edge):
            return self._called.get((row.source, row.target))
        if isinstance(row, Holding) and row.node in self.system.services:
            lines = {(each.path, each.line) for each in row.evidence}
            stores = self.system.services[row.node].stores.values()
            return next((store.span for store in stores if (store.span.path, store.span.line) in lines), None)
        return None

    @cached_property
    def _called(self) -> dict[tuple[str, str], Span]:
        found: dict[tuple[str, str], Span] = {}
        for service in self.system.services.values() if self.system else ():
            for call in service.calls:
                found.setdefault((service.name, call.target), call.span)
        return found

    def _witnessed(self, evidence: tuple[Witness, ...]) -> Span:
        best = max(evidence, key=lambda w: (w.line > 0, w.strength), default=None)
        if best is None:
            return self.whole
        path = best.path if self.wanted or self.fleet.root in {"", "."} else f"{self.fleet.root}/{best.path}"
        return Span(path, best.line)
