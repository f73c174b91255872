"""The graph that every drawing shows: services in contexts, what goes between them, and how much is not shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

REST = "\N{HORIZONTAL ELLIPSIS}"  # the group that stands for all contexts that are not shown

ABBREVIATIONS = {
    "customer-supplier": "C/S",
    "conformist": "CF",
    "anticorruption-layer": "ACL",
    "shared-kernel": "SK",
    "open-host": "OHS",
    "published-language": "PL",
    "partnership": "P",
}
# Where a thing is known from, in a graph of a model and of what is there; '' where only one of them is drawn.
SEEN = {"declared": "declared, not found", "observed": "found, not declared", "both": ""}
COLOURS = {"declared": "#b45309", "observed": "#b3261e"}
SYMMETRIC = frozenset({"shared-kernel", "partnership"})


@dataclass(frozen=True, slots=True)
class Group:
    """A context. `kind` is core, supporting, generic or '' if unknown."""

    id: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Node:
    """A service; `about` is its second line, `weight` how large it is; `folded` how many others it stands for; `seen` is one of SEEN."""

    id: str
    label: str
    about: str
    group: str
    weight: int
    folded: int = 0
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` uses `target`: `sync` (calls, tables) or `event`; `weight` crossings, and `back` those the other way.

    `patterns` are DDD names of the context map; with them, `source` is downstream. `seen` is one of SEEN.
    """

    source: str
    target: str
    kind: str
    weight: int
    patterns: tuple[str, ...] = ()
    back: int = 0
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """What is drawn; `hidden_nodes` services and `hidden_edges` relations were folded or left out."""

    title: str
    groups: tuple[Group, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden_nodes: int = 0
    hidden_edges: int = 0

    def counter(self) -> str:
        """What is not shown, in words; '' if nothing is."""
        shown = sum(1 for node in self.nodes if not node.folded)
        parts = [f"{shown} of {shown + self.hidden_nodes} services"] if self.hidden_nodes else []
        edges = len(self.edges)
        parts += [f"{edges} of {edges + self.hidden_edges} relations"] if self.hidden_edges else []
        return "showing " + " and ".join(parts) if parts else ""


def short(patterns: tuple[str, ...]) -> str:
    """The patterns as on a context map: `C/S, ACL`."""
    return ", ".join(ABBREVIATIONS.get(pattern, pattern) for pattern in patterns)


def limited(graph: Graph, most_nodes: int = 40, most_edges: int = 60) -> Graph:
    """At most so many services, each context's others folded into one node, small contexts into one group; and edges."""
    if len(graph.nodes) <= most_nodes and len(graph.edges) <= most_edges:
        return graph
    heavy = sorted(graph.nodes, key=lambda node: (-node.weight, node.id))[:most_nodes]
    kept = {node.id for node in heavy}
    groups = {node.group for node in heavy}
    home = {n.id: n.id if n.id in kept else _fold(n.group if n.group in groups else REST) for n in graph.nodes}
    folded = _folded([node for node in graph.nodes if node.id not in kept], groups)
    edges = merged(replace(e, source=home[e.source], target=home[e.target]) for e in graph.edges)
    shown = sorted(edges, key=lambda e: (-e.weight - e.back, e.source, e.target))[:most_edges]
    rest = (Group(REST, "other contexts", ""),) if any(node.group == REST for node in folded) else ()
    return Graph(
        graph.title,
        (*(group for group in graph.groups if group.id in groups), *rest),
        (*(node for node in graph.nodes if node.id in kept), *folded),
        tuple(sorted(shown, key=lambda e: (e.source, e.target))),
        graph.hidden_nodes + len(graph.nodes) - len(kept),
        graph.hidden_edges + len(edges) - len(shown),
    )


def lifted(graph: Graph) -> tuple[Edge, ...]:
    """Relations as a context map shows them: one line per pair, between contexts, or services of one context."""
    home = {node.id: node.group for node in graph.nodes}
    ends = ((edge, home[edge.source], home[edge.target]) for edge in graph.edges)
    one_way = merged(e if a == b else replace(e, source=a, target=b) for e, a, b in ends)
    return _paired(one_way)


def merged(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """One edge per source and target, in their order; what would lead back to itself is gone."""
    found: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.source != edge.target:
            found[edge.source, edge.target].append(edge)
    return tuple(_one(found[ends]) for ends in sorted(found))


def _one(edges: list[Edge]) -> Edge:
    kind = "event" if all(edge.kind == "event" for edge in edges) else "sync"
    patterns = tuple(dict.fromkeys(pattern for edge in edges for pattern in edge.patterns))
    weight, back = sum(edge.weight for edge in edges), sum(edge.back for edge in edges)
    return replace(edges[0], kind=kind, patterns=patterns, weight=weight, back=back, seen=_seen(edges))


def _seen(edges: list[Edge]) -> str:
    """Of a line that stands for several: what they agree on, else both."""
    known = {edge.seen for edge in edges}
    return known.pop() if len(known) == 1 else "both"


def _paired(edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """A pair's two directions as one edge: from downstream if that is known, else from where more comes."""
    known = {(edge.source, edge.target): edge for edge in edges}
    pairs = []
    for edge in edges:
        other = known.get((edge.target, edge.source))
        if other is None:
            pairs.append(edge)
        elif (bool(edge.patterns), edge.weight, edge.source) > (bool(other.patterns), other.weight, other.source):
            kind = "event" if edge.kind == other.kind == "event" else "sync"
            pairs.append(replace(edge, kind=kind, back=edge.back + other.weight, seen=_seen([edge, other])))
    return tuple(pairs)


def _fold(group: str) -> str:
    return f"{REST} {group}"


def _folded(nodes: list[Node], groups: set[str]) -> list[Node]:
    homes: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        homes[node.group if node.group in groups else REST].append(node)
    return [_stand_in(home, members) for home, members in sorted(homes.items())]


def _stand_in(home: str, members: list[Node]) -> Node:
    label = f"+{len(members)} service{'s' if len(members) > 1 else ''}"
    return Node(_fold(home), label, "not shown", home, sum(each.weight for each in members), len(members))
