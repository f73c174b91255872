"""The graph of a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from skerry.model import load
from skerry.render.graph.modelled import EXTERNAL, graph_of
from skerry.render.graph.value import Graph, lifted

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def shop_model() -> Graph:
    return graph_of(load(EXAMPLES / "shop").system)


def test_services_contexts_calls_events_and_sagas(shop_model: Graph) -> None:
    edges = {(edge.source, edge.target): edge for edge in shop_model.edges}
    assert edges["order-service", "catalog-service"].kind == "sync"
    assert edges["payment-service", "stripe"].kind == "sync"
    assert ("order-service", "inventory-service") in edges  # by the saga only
    assert edges["fulfillment-service", "order-service"].kind == "event"
    assert {group.id: group.kind for group in shop_model.groups}["orders"] == "core"
    assert next(node for node in shop_model.nodes if node.id == "stripe").group == EXTERNAL


def test_the_context_map_carries_the_patterns(shop_model: Graph) -> None:
    lines = {(edge.source, edge.target): edge.patterns for edge in lifted(shop_model)}
    assert set(lines["orders", "payments"]) == {"customer-supplier", "anticorruption-layer"}
