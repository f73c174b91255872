"""The rows of a Fleet, as `skerry read --format json` and everything that speaks of nodes and edges shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import asdict

from skerry.facts.fleet import Channel, Deployment, Edge, Fleet, Holding, Node, Route, Trait, Witness
from skerry.render.bounded import Row

_MOST_EVIDENCE = 20  # places of one row


def rows(fleet: Fleet) -> dict[str, Sequence[Row]]:
    """All lists of a fleet under the names they have in the document."""
    return {
        "deployments": [_deployment(each) for each in fleet.deployments],
        "nodes": [_row(node) for node in fleet.nodes],
        "edges": [_edge(edge) for edge in fleet.believed],
        "possible": [_edge(edge) for edge in fleet.edges if not edge.believed],
        "holdings": [_row(each) for each in fleet.holdings],
        "routes": [_row(each) for each in fleet.routes],
        "channels": [_row(each) for each in fleet.channels],
        "traits": [_row(each) for each in fleet.traits],
    }


def _deployment(each: Deployment) -> Row:
    return {
        "name": each.name,
        "kind": each.kind,
        "purpose": each.purpose,
        "services": each.services,
        "paths": [*each.paths],
    }


def _edge(edge: Edge) -> Row:
    return {"from": edge.source, "to": edge.target, **_row(edge, "source", "target")}


def _row(fact: Node | Edge | Holding | Route | Channel | Trait, *without: str) -> dict[str, Any]:
    """What is known of a fact: its fields, but for those that are empty."""
    shown = {
        name: value
        for name, value in asdict(fact).items()
        if name not in {*without, "evidence"} and value not in ("", (), 0.0)
    }
    return shown | {"evidence": [place(witness) for witness in fact.evidence[:_MOST_EVIDENCE]]}


def place(witness: Witness) -> Row:
    """Where something was seen, and what stands there."""
    found: dict[str, Any] = {"path": witness.path, "line": witness.line, "reader": witness.reader}
    return found | ({"text": witness.text} if witness.text else {})
