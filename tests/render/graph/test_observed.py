"""The graph of a fleet, and of a model and a fleet together."""

from __future__ import annotations

import json

from skerry.facts.fleet import Channel, Edge, Fleet, Holding, Node
from skerry.render.graph.drawings import DRAWINGS
from skerry.render.graph.observed import SHARED, graph_of_both, graph_of_fleet
from skerry.render.graph.value import Graph
from skerry.rules.drift import MODEL, Plane, Sides

NODES = (
    Node("cart", "business", "go", folders=("cart",)), Node("edge", "gateway", folders=("edge",)), Node("grafana", "telemetry"),
    Node("kafka", "broker", "kafka"), Node("orders", "business", folders=("orders",)), Node("pg", "database", "postgres"),
    Node("redis", "cache", "redis"), Node("stripe", "external"), Node("user", "external", "person"),
)  # fmt: skip
FOUND = Fleet(
    "", NODES,
    (Edge("cart", "redis", "db"), Edge("edge", "orders", "http"), Edge("edge", "redis", "db"), Edge("orders", "kafka", "async"),
     Edge("orders", "pg", "db"), Edge("orders", "stripe", "external"), Edge("user", "edge", "user"), Edge("cart", "grafana", "telemetry")),
    (Holding("orders", "pg", "orders", mode="define"),),
    channels=(Channel("cart", "receive", "placed", "kafka"), Channel("orders", "send", "placed", "kafka")),
)  # fmt: skip
WANTED = Fleet(
    "",
    (Node("basket", "business", folders=("cart",)), Node("orders", "business"), Node("gateway", "gateway"),
     Node("postgres/orders", "database", "postgres"), Node("stock", "business")),
    (Edge("gateway", "orders", "http"), Edge("orders", "postgres/orders", "db"), Edge("orders", "stock", "http")),
    (Holding("orders", "postgres/orders", "orders", mode="define"),),
)  # fmt: skip
CONTEXTS = {"orders": ("sales", "core"), "basket": ("sales", "core"), "stock": ("store", "supporting")}


def both() -> Graph:
    return graph_of_both(Sides(Plane("model", WANTED, MODEL), Plane("code", FOUND)), "shop", CONTEXTS)


def test_a_fleet_is_drawn_without_its_tools_and_with_events_from_who_hears_to_who_sends() -> None:
    graph = graph_of_fleet(Plane("code", FOUND), "shop")
    assert {(edge.source, edge.target, edge.kind) for edge in graph.edges} == {
        ("cart", "orders", "event"), ("cart", "redis", "sync"), ("edge", "orders", "sync"), ("edge", "redis", "sync"),
        ("orders", "pg/orders", "sync"), ("orders", "stripe", "sync"),
    }  # fmt: skip
    assert {node.id for node in graph.nodes} == {"cart", "edge", "orders", "pg/orders", "redis", "stripe"}
    home = {node.id: node.group for node in graph.nodes}
    assert (home["pg/orders"], home["redis"], home["cart"]) == ("orders", SHARED, "cart")
    assert {node.seen for node in graph.nodes} == {""}


def test_both_are_drawn_in_wanted_names_with_what_only_one_of_them_knows() -> None:
    graph = both()
    nodes = {node.id: node.seen for node in graph.nodes}
    assert nodes["basket"] == nodes["gateway"] == nodes["postgres/orders"] == "both"
    assert (nodes["stock"], nodes["stripe"], nodes["redis"]) == ("declared", "observed", "observed")
    edges = {(edge.source, edge.target): edge.seen for edge in graph.edges}
    assert edges["gateway", "orders"] == edges["orders", "postgres/orders"] == "both"
    assert (edges["orders", "stock"], edges["orders", "stripe"], edges["basket", "orders"]) == (
        "declared", "observed", "observed",
    )  # fmt: skip
    assert {group.id: group.kind for group in graph.groups}["sales"] == "core"


def test_every_drawing_shows_the_difference() -> None:
    graph = both()
    drawn = {name: draw(graph) for name, draw in DRAWINGS.items()}
    assert 'class="relation sync declared"' in drawn["svg"] and "found, not declared" in drawn["svg"]
    assert "linkStyle" in drawn["mermaid"] and "classDef declared" in drawn["mermaid"]
    assert 'label="stock", tooltip="service", color="#b45309"' in drawn["dot"]
    assert {node["seen"] for node in json.loads(drawn["json"])["nodes"]} == {"both", "declared", "observed"}
