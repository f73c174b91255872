"""The graph of a proposal: its services, and what crosses their boundaries."""

from __future__ import annotations

from skerry.decompose.proposal import Boundary, Proposal, ProposedService
from skerry.render.decomposition.phrases import some
from skerry.render.graph.relations import Line, patterns_between
from skerry.render.graph.value import Edge, Graph, Group, Node, merged


def graph_of(proposal: Proposal) -> Graph:
    """All services and boundaries; `limited` makes it fit for drawing."""
    context = {service.name: service.context for service in proposal.services}
    kinds: dict[str, list[str]] = {}
    for service in proposal.services:
        kinds.setdefault(service.context, []).append(service.kind)
    known = [b for b in proposal.boundaries if b.source in context and b.target in context]
    lines = [(each.downstream, each.upstream, each.patterns) for each in proposal.relations]
    return Graph(
        proposal.system,
        tuple(Group(name, name, min(found, key=_importance)) for name, found in sorted(kinds.items())),
        tuple(_node(service) for service in proposal.services),
        merged(_edge(boundary, context, lines) for boundary in known),
    )


def _node(service: ProposedService) -> Node:
    files = f"{len(service.units):,} file{'s' if len(service.units) != 1 else ''}"
    owned = some([entity.name for entity in service.entities], 2)
    return Node(
        service.name, service.name, f"{files} · {owned}" if owned else files, service.context, len(service.units)
    )


def _edge(boundary: Boundary, context: dict[str, str], lines: list[Line]) -> Edge:
    kind = "event" if set(boundary.counts) == {"event"} or boundary.replacement == "event" else "sync"
    patterns = patterns_between(lines, context[boundary.source], context[boundary.target])
    return Edge(boundary.source, boundary.target, kind, sum(boundary.counts.values()), patterns)


def _importance(kind: str) -> int:
    order = ("core", "supporting", "generic")
    return order.index(kind) if kind in order else len(order)
