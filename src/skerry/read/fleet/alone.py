"""A folder whose manifests say nothing: the code base is the one node, with its database and the systems that it calls around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import urlsplit

from skerry.facts.fleet import Edge, Node, Witness
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Access, Entity, Fact, Outbound, Table

DATABASE = "database"
_KINDS = {"http": "http", "https": "http", "grpc": "grpc", "mail": "mail", "smtp": "mail"}
_ASYNC = re.compile(r"queue|kafka|amqp|rabbit|sqs|nats|topic|event|mqtt|async|bus")
_MOST_EVIDENCE = 20  # places of one edge


def alone(code: FactGraph) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """The nodes, with the code base first, and the edges from it."""
    own = PurePath(code.root).name or "code"
    around = [(_node(node, kind, facts), Edge(own, node, kind, _surest(facts), _places(code, facts)))
              for node, kind, facts in _used(code)]  # fmt: skip
    nodes = {node.name: node for node, _ in around if node.name != own}
    base = Node(own, "business", folders=("",), evidence=(Witness(".", reader="walk"),))
    return (base, *nodes.values()), tuple(edge for _, edge in around if edge.target != own)


def _used(code: FactGraph) -> Iterator[tuple[str, str, list[Fact]]]:
    """What the code base uses, by what kind of call, and where."""
    stored: list[Fact] = [*code.of(Access)] or [*code.of(Entity), *code.of(Table)]
    if stored:
        yield DATABASE, "db", stored
    found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in code.of(Outbound):
        kind = _KINDS.get(fact.protocol) or ("async" if _ASYNC.search(fact.protocol) else "external")
        found[_system(fact.target) or fact.protocol, kind].append(fact)
    for (name, kind), facts in sorted(found.items()):
        yield name, kind, facts


def _system(target: str) -> str:
    """The host of an address, else the target as it was written."""
    try:
        host = urlsplit(target).hostname if "://" in target else ""
    except ValueError:
        host = ""
    return host or target


def _node(name: str, kind: str, facts: list[Fact]) -> Node:
    return Node(name, "database" if kind == "db" else "external")


def _surest(facts: list[Fact]) -> float:
    return max(fact.strength for fact in facts)


def _places(code: FactGraph, facts: list[Fact]) -> tuple[Witness, ...]:
    return tuple(
        Witness(code.units[f.unit].path if f.unit >= 0 else "", f.line, f.reader, strength=f.strength)
        for f in facts[:_MOST_EVIDENCE]
    )
