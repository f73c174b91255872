"""The graph of a fleet, and of a model together with the fleet that was found: what only one of the two knows is marked.

A service stands in its context, where a model says one, else by itself; with it stand the databases that nobody else uses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from skerry.facts.fleet import Edge as Uses
from skerry.facts.fleet import Fleet
from skerry.facts.fleet import Node as Part
from skerry.render.graph.modelled import EXTERNAL
from skerry.render.graph.value import Edge, Graph, Group, Node, merged
from skerry.rules.drift import Plane, Sides
from skerry.rules.drift.data import users
from skerry.rules.drift.names import PLUMBING, STORE

SHARED = "used by several"
_PERSON = "person"  # the people at the other end are not drawn
Ends = tuple[str, str, str]  # of an edge: who uses, who is used, how


def graph_of_fleet(plane: Plane, title: str) -> Graph:
    """All that runs, and the systems of others that it calls."""
    graph = graph_of_both(Sides(plane, plane), title, {})
    nodes = tuple(replace(node, seen="") for node in graph.nodes)
    return replace(graph, nodes=nodes, edges=tuple(replace(edge, seen="") for edge in graph.edges))


def graph_of_both(sides: Sides, title: str, contexts: Mapping[str, tuple[str, str]]) -> Graph:
    """Everything that either knows, in wanted names; `contexts` are name and kind of each service's context."""
    mine, theirs = users(sides)
    declared, observed = _links(sides.wanted.fleet, {}, sides), _links(sides.found.fleet, _names(sides), sides)
    declared |= {(user, store, "sync") for store, who in mine.items() for user in who}
    observed |= {(user, store, "sync") for store, who in theirs.items() for user in who}
    parts = {name: _mark(sides, name) for ends in (declared | observed) for name in ends[:2]}
    parts |= {name: _mark(sides, name) for name in (*sides.pairs, *sides.missing, *sides.unexpected)}
    for store in {*mine, *theirs}:
        parts[store] = "both" if store in mine and store in theirs else "declared" if store in mine else "observed"
    used = {name for ends in (declared | observed) for name in ends[:2]}
    kept = {name: seen for name, seen in parts.items() if _shown(sides, name, used)}
    edges = merged(
        Edge(*ends, 1, seen="both" if ends in declared and ends in observed else "declared" if ends in declared else "observed")
        for ends in sorted(declared | observed) if ends[0] in kept and ends[1] in kept
    )  # fmt: skip
    home = dict(_homes(sides, kept, edges, contexts))
    kinds = {name: kind for name, kind in contexts.values()}
    degree = Counter(name for edge in edges for name in (edge.source, edge.target))
    nodes = tuple(
        Node(name, name, _about(_part(sides, name), name), home[name], 1 + degree[name], seen=seen)
        for name, seen in sorted(kept.items())
    )
    groups = tuple(Group(name, name, kinds.get(name, "")) for name in sorted({*home.values()}))
    return Graph(title, groups, nodes, edges)


def _names(sides: Sides) -> dict[str, str]:
    return {node.name: sides.name(node.name) for node in sides.found.fleet.nodes}


def _mark(sides: Sides, name: str) -> str:
    if name in sides.pairs:
        return "both"
    return "declared" if name in sides.wanted.fleet.by_name else "observed"


def _shown(sides: Sides, name: str, used: Container[str]) -> bool:
    """Tools, telemetry and people are left out, and brokers that carry nothing but events whose ends are known."""
    part = _part(sides, name)
    if part is None:
        return True
    return not (part.role in PLUMBING or part.technology == _PERSON or (part.role == "broker" and name not in used))


def _part(sides: Sides, name: str) -> Part | None:
    """The node of a name; None for a database, which is no server."""
    if name in sides.pairs:
        return sides.pairs[name][1]
    return sides.wanted.fleet.by_name.get(name) or sides.found.fleet.by_name.get(name)


def _links(fleet: Fleet, known_as: Mapping[str, str], sides: Sides) -> set[Ends]:
    """Calls, and events from who hears them to who sends them; a broker only for whom it carries something that nobody knows."""
    found: set[Ends] = set()
    told: set[str] = set()
    senders: dict[str, set[str]] = {}
    for channel in fleet.channels:
        told.add(channel.node)
        if channel.direction == "send":
            senders.setdefault(channel.topic, set()).add(channel.node)
    for channel in fleet.channels:
        if channel.direction == "receive":
            found |= {(channel.node, sender, "event") for sender in senders.get(channel.topic, ())}
    found |= set(_calls(fleet, told))
    return {(known_as.get(a, a), known_as.get(b, b), kind) for a, b, kind in found if a != b}


def _calls(fleet: Fleet, told: set[str]) -> Iterator[Ends]:
    for edge in fleet.believed:
        target = fleet.by_name[edge.target]
        if edge.kind != "user" and target.role not in STORE and not (target.role == "broker" and edge.source in told):
            yield edge.source, edge.target, _kind(edge)


def _kind(edge: Uses) -> str:
    return "event" if edge.kind == "async" else "sync"


def _homes(
    sides: Sides, parts: Mapping[str, str], edges: tuple[Edge, ...], contexts: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Where each node stands."""
    around: dict[str, set[str]] = {}
    for edge in edges:
        around.setdefault(edge.target, set()).add(edge.source)
    for name in parts:
        part = _part(sides, name)
        if part is not None and part.role == "external":
            yield name, EXTERNAL
        elif part is None or part.role in {*STORE, "broker"}:
            used = {contexts.get(user, (user, ""))[0] for user in around.get(name, ())}
            yield name, used.pop() if len(used) == 1 else SHARED
        else:
            yield name, contexts.get(name, (name, ""))[0]


def _about(part: Part | None, name: str) -> str:
    if part is None:
        return "database"
    role = "service" if part.role == "business" else part.role
    return f"{role} · {part.technology}" if part.technology and part.technology not in name else role
