"""Links weighed: all evidence for one edge together, as sure as noisy-or makes it (Pearl, Probabilistic Reasoning, 1988, §4.3.2)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from functools import partial

from msgspec.structs import replace

from skerry.facts.fleet import PERMITTED, SYNCHRONOUS, Edge, Node, Witness
from skerry.read.fleet.link import Link

_OF_ROLE = {
    "database": "db", "cache": "db", "broker": "async", "registry": "discovery", "config": "config", "telemetry": "telemetry",
    "external": "external",
}  # fmt: skip
ORDER = frozenset(["depends_on", "links", "waits-for"])  # three ways to say who is started first
_MENTIONS = frozenset(["env", "shared", "argument", "file", "shared file", "name", "address", "depends_on", "aspire"])
_REGISTERED = 0.3
_MAIL = re.compile(r"(?i)mail-?(?:hog|dev|pit|catcher|server|slurper)|smtp|postfix|greenmail|inbucket")
# Nobody calls what makes load: a name of it elsewhere is a mention.
_LOAD = re.compile(
    r"(?i)(?:^|[-_])(?:load[-_]?(?:gen(?:erator)?|test(?:er|s)?)?|locust\w*|k6|jmeter|gatling|artillery)(?:$|[-_])|loadgen"
)


def edges(links: Iterable[Link], nodes: Mapping[str, Node], read: Container[str] = ()) -> tuple[Edge, ...]:
    """One edge for each pair of nodes and kind, sorted. Evidence that says no kind goes with that which does.

    `read` are the nodes whose code was read: what they alone are allowed to do they do not do.
    """
    found: dict[tuple[str, str], dict[str, set[Witness]]] = defaultdict(lambda: defaultdict(set))
    for link in links:
        if (
            link.source != link.target
            and link.source in nodes
            and link.target in nodes
            and not _LOAD.search(link.target)
        ):
            found[link.source, link.target][link.kind].add(link.witness)
    rows = []
    for (source, target), kinds in found.items():
        open_ = kinds.pop("", set())
        if open_:
            kind = max(kinds, key=lambda k: (_sure(kinds[k]), k), default=kind_of(nodes[target], nodes[source]))
            kinds[kind] |= open_
        rows += [Edge(source, target, kind, _sure(seen), tuple(sorted(seen))) for kind, seen in kinds.items()]
    weighed = map(partial(_permitted, read), _without_registrations(rows, nodes))
    return tuple(sorted(weighed, key=lambda e: (e.source, e.target, e.kind)))


def _permitted(read: Container[str], edge: Edge) -> Edge:
    """A policy that lets one call another is written because it does; where its code was read and does not, the policy is what is left."""
    if edge.source in read and all(witness.reader == PERMITTED for witness in edge.evidence):
        return replace(edge, confidence=min(edge.confidence, _REGISTERED))
    return edge


def _without_registrations(rows: Iterable[Edge], nodes: Mapping[str, Node]) -> list[Edge]:
    """Who gives out tokens is told the names and addresses of its clients, to send people back to them (RFC 6749 §3.1.2): those that
    call it are not called by it for that."""
    rows = list(rows)
    asked = {(edge.source, edge.target) for edge in rows if edge.believed}
    return [
        replace(edge, confidence=min(edge.confidence, _REGISTERED))
        if nodes[edge.source].role == "auth" and edge.kind in SYNCHRONOUS and (edge.target, edge.source) in asked
        and all(witness.reader in _MENTIONS for witness in edge.evidence)
        else edge
        for edge in rows
    ]  # fmt: skip


def kind_of(target: Node, source: Node | None = None) -> str:
    """How a node of this role is used, where nothing says it."""
    if target.role not in {"database", "cache"} and _MAIL.search(f"{target.technology} {target.image} {target.name}"):
        return "mail"
    if source is not None and source.role == "telemetry" and not target.infrastructure:
        return "telemetry"
    return _OF_ROLE.get(target.role, "http")


def _sure(seen: Iterable[Witness]) -> float:
    """That not all the evidence is wrong. Of the same kind of evidence only the best counts: it is not independent."""
    best: dict[str, float] = defaultdict(float)
    for witness in seen:
        kind = "order" if witness.reader in ORDER else witness.reader
        best[kind] = max(best[kind], witness.strength)
    wrong = 1.0
    for strength in best.values():
        wrong *= 1 - strength
    return round(1 - wrong, 4)
