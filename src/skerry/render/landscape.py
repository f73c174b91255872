"""A code base and what stands around it, as nodes and edges: the code itself, its database, the systems it calls."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import PurePath
from urllib.parse import urlsplit

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Access, Entity, Fact, Outbound, Table
from skerry.render.bounded import Row

DATABASE = "database"
_KINDS = {"http": "http", "https": "http", "grpc": "grpc", "mail": "mail", "smtp": "mail"}
_ASYNC = re.compile(r"queue|kafka|amqp|rabbit|sqs|nats|topic|event|mqtt|async|bus")
_MOST_EVIDENCE = 20  # places of one edge


def nodes(graph: FactGraph) -> list[Row]:
    """The code base first, then its database if it has one, then other systems by name."""
    own = {
        "name": name_of(graph),
        "kind": "code",
        "role": "code base",
        "evidence": [{"path": ".", "line": 0, "reader": "walk"}],
    }
    stored = [*graph.of(Table), *graph.of(Entity), *graph.of(Access)]
    found: list[Row] = [own]
    if stored:
        found.append({"name": DATABASE, "kind": "database", "role": "store", "evidence": _evidence(graph, stored[:1])})
    for (kind, target), facts in sorted(_outbound(graph).items()):
        found.append({"name": target, "kind": "system", "role": kind, "evidence": _evidence(graph, facts[:1])})
    return found


def edges(graph: FactGraph) -> list[Row]:
    """From the code base to each of the others; the confidence is that of the surest evidence."""
    found = [_edge(graph, kind, target, facts) for (kind, target), facts in sorted(_outbound(graph).items())]
    accesses: list[Fact] = [*graph.of(Access)] or [*graph.of(Entity)]
    return [*([_edge(graph, "db", DATABASE, accesses)] if accesses else []), *found]


def name_of(graph: FactGraph) -> str:
    """The name of the folder that was read."""
    return PurePath(graph.root).name or "code"


def _outbound(graph: FactGraph) -> dict[tuple[str, str], list[Fact]]:
    found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in graph.of(Outbound):
        kind = _KINDS.get(fact.protocol) or ("async" if _ASYNC.search(fact.protocol) else "external")
        found[kind, _system(fact.target) or fact.protocol].append(fact)
    return found


def _system(target: str) -> str:
    """The host of an address, else the target as it was written."""
    try:
        host = urlsplit(target).hostname if "://" in target else ""
    except ValueError:
        host = ""
    return host or target


def _edge(graph: FactGraph, kind: str, target: str, facts: list[Fact]) -> Row:
    sure = max(fact.strength for fact in facts)
    evidence = _evidence(graph, facts[:_MOST_EVIDENCE])
    return {"from": name_of(graph), "to": target, "kind": kind, "confidence": sure, "evidence": evidence}


def _evidence(graph: FactGraph, facts: list[Fact]) -> list[Row]:
    return [
        {"path": graph.units[f.unit].path if f.unit >= 0 else "", "line": f.line, "reader": f.reader} for f in facts
    ]
