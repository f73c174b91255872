"""The difference of two fleets: each edit once, and nothing of what a plane cannot know."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from skerry.facts.fleet import Channel, Edge, Fleet, Holding, Node, Route
from skerry.rules.drift import CLUSTER, CODE, MODEL, TRACES, Plane, compare, merged

NODES = (
    Node("billing", "business", folders=("services/billing",), owner="money"),
    Node("cart", "business", folders=("services/cart",), image="shop/cart:1.2", ports=(8080,), replicas=2),
    Node("edge", "gateway", "nginx", folders=("edge",)),
    Node("kafka", "broker", "kafka"),
    Node("mongo", "database", "mongodb"),
    Node("orders", "business", folders=("services/orders",)),
    Node("pg", "database", "postgres"),
    Node("stripe", "external"),
)
EDGES = (
    Edge("billing", "kafka", "async"), Edge("billing", "pg", "db"), Edge("billing", "stripe", "external"),
    Edge("cart", "mongo", "db"), Edge("edge", "cart", "http"), Edge("edge", "orders", "http"),
    Edge("orders", "billing", "http"), Edge("orders", "cart", "http"), Edge("orders", "kafka", "async"), Edge("orders", "pg", "db"),
)  # fmt: skip
FLEET = Fleet(
    "",
    NODES,
    EDGES,
    (
        Holding("billing", "pg", "billing", mode="define"),
        Holding("cart", "mongo", "carts", mode="define"),
        Holding("orders", "pg", "orders", mode="define"),
    ),
    (Route("orders", "GET", "/orders/{id}"), Route("orders", "POST", "/orders"), Route("orders", "GET", "/health")),
    (Channel("billing", "receive", "placed", "kafka"), Channel("orders", "send", "placed", "kafka"),
     Channel("orders", "send", "cancelled", "kafka")),
)  # fmt: skip


def _drift(found: Fleet, wanted: Fleet = FLEET, knows: frozenset[str] = CODE, requests: int = 0) -> list[str]:
    rows = compare(Plane("model", wanted, MODEL), Plane("code", found, knows, requests))
    return [f"{'note ' if row.note else ''}{row.kind} {row.what}: {row.about}" for row in rows]


def _without(fleet: Fleet, name: str) -> Fleet:
    """As if a service had never been: with its edges, data, routes and events."""
    return replace(
        fleet,
        nodes=tuple(node for node in fleet.nodes if node.name != name),
        edges=tuple(edge for edge in fleet.edges if name not in {edge.source, edge.target}),
        holdings=tuple(row for row in fleet.holdings if row.node != name),
        routes=tuple(row for row in fleet.routes if row.node != name),
        channels=tuple(row for row in fleet.channels if row.node != name),
    )


def _node(fleet: Fleet, which: str, **values: object) -> Fleet:
    nodes = tuple(changed(node, **values) if node.name == which else node for node in fleet.nodes)
    return replace(fleet, nodes=nodes)


def _edge(fleet: Fleet, *more: Edge, without: tuple[str, str] = ("", "")) -> Fleet:
    kept = tuple(edge for edge in fleet.edges if (edge.source, edge.target) != without)
    return replace(fleet, edges=(*kept, *more))


def _renamed(fleet: Fleet, old: str, new: str, **values: object) -> Fleet:
    def name(of: str) -> str:
        return new if of == old else of

    return replace(
        _node(fleet, old, name=new, **values),
        edges=tuple(changed(edge, source=name(edge.source), target=name(edge.target)) for edge in fleet.edges),
        holdings=tuple(changed(row, node=name(row.node), server=name(row.server)) for row in fleet.holdings),
        routes=tuple(changed(row, node=name(row.node)) for row in fleet.routes),
        channels=tuple(changed(row, node=name(row.node), broker=name(row.broker)) for row in fleet.channels),
    )


def test_a_fleet_does_not_differ_from_itself() -> None:
    assert _drift(FLEET) == []


def _holding(fleet: Fleet, old: Holding | None, *new: Holding) -> Fleet:
    return replace(fleet, holdings=(*(row for row in fleet.holdings if row != old), *new))


EDITS = {
    "missing call: orders -> billing": _edge(FLEET, without=("orders", "billing")),
    "unexpected call: cart -> billing": _edge(FLEET, Edge("cart", "billing", "http")),
    "kind-changed call: orders -> cart": _edge(FLEET, Edge("orders", "cart", "async"), without=("orders", "cart")),
    "direction-reversed call: orders -> billing": _edge(FLEET, Edge("billing", "orders", "http"), without=("orders", "billing")),
    "target-changed call: orders -> billing": _edge(FLEET, Edge("orders", "edge", "http"), without=("orders", "billing")),
    "missing service: billing": _without(FLEET, "billing"),
    "unexpected service: fraud": replace(
        _edge(FLEET, Edge("orders", "fraud", "http"), Edge("fraud", "pg", "db"), Edge("fraud", "kafka", "async")),
        nodes=(*NODES, Node("fraud", "business", folders=("services/fraud",))),
        routes=(*FLEET.routes, Route("fraud", "POST", "/checks")),
        channels=(*FLEET.channels, Channel("fraud", "receive", "placed", "kafka")),
    ),
    "unexpected call: cart -> maps": replace(
        _edge(FLEET, Edge("cart", "maps", "external")), nodes=(*NODES, Node("maps", "external"))
    ),
    "missing endpoint: orders POST /orders": replace(FLEET, routes=(Route("orders", "GET", "/orders/{no}"),)),
    "unexpected endpoint: orders DELETE /orders/{id}": replace(FLEET, routes=(*FLEET.routes, Route("orders", "DELETE", "/orders/{id}"))),
    "endpoint-changed endpoint: orders POST /orders": replace(
        FLEET, routes=(Route("orders", "GET", "/orders/{id}"), Route("orders", "POST", "/purchases"))
    ),
    "unexpected event: cart receive cancelled": replace(
        _edge(FLEET, Edge("cart", "kafka", "async")), channels=(*FLEET.channels, Channel("cart", "receive", "cancelled", "kafka"))
    ),
    "missing event: billing receive placed": replace(
        _edge(FLEET, without=("billing", "kafka")), channels=FLEET.channels[1:]
    ),
    "missing broker: orders -> kafka": replace(_edge(FLEET, without=("orders", "kafka")), channels=FLEET.channels[:1]),
    "unexpected shared store: billing -> pg/orders": _holding(FLEET, None, Holding("billing", "pg", "orders", table="orders")),
    "data-moved database: orders -> pg/orders": _holding(FLEET, FLEET.holdings[2], Holding("orders", "pg", "orders2")),
    "missing store: cart -> mongo/carts": _holding(_edge(FLEET, without=("cart", "mongo")), FLEET.holdings[1]),
    "version-changed image: cart": _node(FLEET, "cart", image="shop/basket:1.2"),
    "version-changed version: cart": _node(FLEET, "cart", image="registry.example:5000/shop/cart:1.3"),
    "port-changed port: cart": _node(FLEET, "cart", ports=(9090,)),
    "replicas-changed replicas: cart": _node(FLEET, "cart", replicas=3),
    "owner-changed team: billing": _node(FLEET, "billing", owner="checkout"),
    "kind-changed broker: kafka": _renamed(FLEET, "kafka", "rabbit", technology="rabbitmq"),
    "renamed service: billing": _renamed(FLEET, "billing", "invoices"),
    "renamed service: orders": _renamed(FLEET, "orders", "order-service", folders=("elsewhere",)),
}  # fmt: skip


@pytest.mark.parametrize("difference", EDITS)
def test_one_edit_is_one_difference(difference: str) -> None:
    assert _drift(EDITS[difference]) == [difference]


def test_another_owner_of_a_store_is_told_as_that() -> None:
    fleet = _holding(
        _edge(FLEET, Edge("cart", "pg", "db"), without=("billing", "pg")),
        FLEET.holdings[0],
        Holding("cart", "pg", "billing"),
    )
    assert _drift(fleet) == ["missing store: billing -> pg/billing", "owner-changed store: cart -> pg/billing"]


def test_a_service_is_known_by_its_neighbours_where_nothing_else_tells_it() -> None:
    moved = _renamed(FLEET, "billing", "invoices", folders=("elsewhere",))
    (row,) = compare(Plane("model", FLEET, MODEL), Plane("code", moved))
    assert (row.kind, row.wanted, row.found) == ("renamed", "billing", "invoices") and "neighbours" in row.message


def test_two_that_are_as_near_are_not_guessed() -> None:
    twin = Node("billing-b", "business", folders=("services/b",))
    twins = replace(_edge(FLEET, Edge("orders", "billing-b", "http"), Edge("billing-b", "pg", "db"), Edge("billing-b", "kafka", "async"),
                          Edge("billing-b", "stripe", "external")), nodes=(*NODES, twin))  # fmt: skip
    gone = _renamed(_renamed(twins, "billing", "x", folders=("x",)), "billing-b", "y", folders=("y",))
    assert sorted(_drift(gone, twins)) == [
        "missing service: billing", "missing service: billing-b", "unexpected service: x", "unexpected service: y",
    ]  # fmt: skip


def test_consequences_are_told_with_their_cause() -> None:
    (row,) = compare(Plane("model", FLEET, MODEL), Plane("code", _without(FLEET, "billing")))
    assert "orders does not call billing" in row.also


def test_names_of_one_node_in_two_planes_are_no_rename() -> None:
    elsewhere = _renamed(FLEET, "cart", "cart-deployment", aliases=("cart",))
    assert _drift(elsewhere, knows=CLUSTER) == []


def test_a_server_whose_databases_nobody_knows_serves_for_all_of_them() -> None:
    bare = replace(FLEET, holdings=())
    assert _drift(bare) == []
    as_model = replace(
        FLEET,
        nodes=(*(node for node in NODES if node.name != "pg"), Node("postgres/billing", "database", "postgres"),
               Node("postgres/orders", "database", "postgres")),
        edges=tuple(changed(edge, target=f"postgres/{edge.source}") if edge.target == "pg" else edge for edge in EDGES),
        holdings=(Holding("billing", "postgres/billing", "billing"), Holding("orders", "postgres/orders", "orders"), FLEET.holdings[1]),
    )  # fmt: skip
    assert _drift(bare, as_model) == []
    assert _drift(FLEET, as_model) == []


def test_what_a_plane_cannot_know_is_not_missing() -> None:
    nodes = tuple(changed(node, folders=(), replicas=0) for node in NODES)
    blind = Fleet("", nodes)
    assert _drift(blind, knows=CLUSTER) == []
    assert _drift(blind) == []  # manifests without the code of anybody
    assert _drift(Fleet(""), knows=TRACES) == []


def test_traces_make_notes_of_what_they_have_not_seen_and_only_where_they_have_seen_much() -> None:
    seen = replace(_edge(FLEET, without=("orders", "billing")), holdings=(), routes=())
    assert _drift(seen, knows=TRACES, requests=999) == []
    assert _drift(seen, knows=TRACES, requests=1000) == ["note missing call: orders -> billing"]
    strange = _edge(seen, Edge("billing", "cart", "http"))
    assert _drift(strange, knows=TRACES) == ["unexpected call: billing -> cart"]


def test_a_call_that_is_only_possible_is_neither_missing_nor_unexpected() -> None:
    doubtful = _edge(
        FLEET,
        Edge("orders", "billing", "http", 0.3),
        Edge("cart", "billing", "http", 0.4),
        without=("orders", "billing"),
    )
    assert _drift(doubtful) == []


def test_what_nobody_of_the_system_sends_has_no_word_in_a_model() -> None:
    found = replace(FLEET, channels=(*FLEET.channels, Channel("cart", "receive", "weather", "kafka")))
    assert _drift(found) == ["note unexpected event: cart receive weather"]


def test_http_is_what_a_model_says_where_it_says_nothing() -> None:
    found = _edge(FLEET, Edge("orders", "cart", "grpc"), without=("orders", "cart"))
    assert _drift(found) == []
    assert [row.kind for row in compare(Plane("v1", FLEET), Plane("code", found))] == ["kind-changed"]
    assert _drift(FLEET, found) == ["kind-changed call: orders -> cart"]


def test_registries_and_telemetry_are_nobodys_intent_but_drift_between_two_states_of_the_code() -> None:
    more = replace(_edge(FLEET, Edge("cart", "jaeger", "telemetry")), nodes=(*NODES, Node("jaeger", "telemetry")))
    assert _drift(more) == []
    rows = compare(Plane("v1", FLEET), Plane("code", more))
    assert [row.about for row in rows] == ["jaeger"]


def test_a_collector_under_another_name_is_the_same_one() -> None:
    def fleet(name: str) -> Fleet:
        collector = Node(name, "telemetry", "otel-collector")
        return replace(_edge(FLEET, Edge("cart", name, "telemetry")), nodes=(*NODES, collector))

    (row,) = compare(Plane("v1", fleet("otelcol")), Plane("code", fleet("collector")))
    assert (row.kind, row.wanted, row.found) == ("renamed", "otelcol", "collector")


def test_of_a_service_that_uses_its_broker_for_nobody_knows_what_no_event_is_missing() -> None:
    assert _drift(replace(FLEET, channels=FLEET.channels[1:])) == []


def test_what_several_planes_find_is_one_difference() -> None:
    found = _edge(FLEET, Edge("cart", "billing", "http"))
    model = Plane("model", FLEET, MODEL)
    (row,) = merged([compare(model, Plane("code", found)), compare(model, Plane("traces", found, TRACES))])
    assert row.planes == ("code", "traces")


def test_a_thousand_strangers_are_compared_in_no_time() -> None:
    def fleet(name: str) -> Fleet:
        nodes = tuple(Node(f"{name}-{at}", "business", folders=(f"{name}/{at}",)) for at in range(1000))
        edges = tuple(
            Edge(f"{name}-{at}", f"{name}-{(at * 7 + step) % 1000}", "http") for at in range(1000) for step in (1, 2, 3)
        )
        return Fleet("", nodes, edges)

    assert len(_drift(fleet("a"), fleet("b"))) == 2000
