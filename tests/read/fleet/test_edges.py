"""Links weighed: what several kinds of evidence come to together, and what a mention does not say."""

from __future__ import annotations

from skerry.facts.fleet import Edge, Node, Witness
from skerry.read.fleet.edges import edges
from skerry.read.fleet.link import Link

NODES = {node.name: node for node in (Node("cart", "business"), Node("login", "auth"), Node("db", "database"))}


def found(*links: tuple[str, str, str, float]) -> dict[tuple[str, str], Edge]:
    seen = [Link(source, target, Witness("a.yml", 1, reader, strength=sure)) for source, target, reader, sure in links]
    return {(edge.source, edge.target): edge for edge in edges(seen, NODES)}


def test_kinds_of_evidence_add_up_and_two_of_one_kind_do_not() -> None:
    edge = found(("cart", "db", "env", 0.8), ("cart", "db", "file", 0.5), ("cart", "db", "env", 0.7))["cart", "db"]
    assert (edge.kind, edge.confidence) == ("db", 0.9)


def test_who_gives_out_tokens_knows_its_clients_and_does_not_call_them() -> None:
    both = found(("cart", "login", "oauth2", 0.9), ("login", "cart", "env", 0.95))
    assert both["cart", "login"].believed and not both["login", "cart"].believed
    assert found(("login", "cart", "env", 0.95))["login", "cart"].believed  # nothing else explains it
    called = found(("cart", "login", "oauth2", 0.9), ("login", "cart", "feign", 0.95))
    assert called["login", "cart"].believed
