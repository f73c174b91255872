"""A fleet as a model: it always loads, and says what is sure, what is likely, and what is only possible."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.facts.fleet import KINDS, ROLES, Channel, Edge, Fleet, Holding, Node, Route, Witness
from skerry.model import load_texts
from skerry.model.language.services import ENGINES
from skerry.model.system import System
from skerry.rules.drift import CODE, MODEL, Plane, compare
from skerry.rules.expected import expected
from skerry.workbench.draft import Origin
from skerry.workbench.draft_as_is import text

ORIGIN = Origin("../shop/**")
SEEN = (Witness("compose.yml", 7, "depends_on"),)
SHOP = Fleet(
    "/home/somebody/shop",
    nodes=(
        Node("cart", "business", "node", folders=("cart",), image="shop/cart:2", ports=(8080,), replicas=2),
        Node("Order Service", "business", folders=("orders",), owner="@checkout"),
        Node("order-worker", "business", folders=("orders/worker",)),
        Node("orders-db", "database", "postgres"),
        Node("mail-server", "external"),
        Node("user", "external"),
        Node("queue", "broker", "rabbitmq"),
        Node("traces", "telemetry", "jaeger"),
    ),
    edges=(
        Edge("user", "cart", "user", 1.0, SEEN),
        Edge("cart", "Order Service", "http", 0.62, SEEN),
        Edge("Order Service", "cart", "http", 0.3, SEEN),
        Edge("Order Service", "mail-server", "mail", 1.0, SEEN),
    ),
    holdings=(
        Holding("Order Service", "orders-db", "orders", table="order", mode="define"),
        Holding("order-worker", "orders-db", "orders", table="order", mode="write"),
    ),
    routes=(Route("cart", "GET", "/v2/carts/{id}"), Route("cart", "POST", "/v2/carts"), Route("Order Service", "RPC", "/Orders/Place")),
    channels=(
        Channel("Order Service", "send", "orders.placed", "queue", "OrderPlaced"),
        Channel("order-worker", "receive", "orders.placed", "queue", "OrderPlaced"),
        Channel("cart", "receive", "orders.placed", "queue", "OrderPlaced"),
        Channel("cart", "receive", "somebody.elses", "queue"),
    ),
)  # fmt: skip


def modelled(fleet: Fleet) -> System:
    loaded = load_texts([("shop.arch.yaml", text(fleet, ORIGIN))])
    assert not loaded.problems, [problem.what for problem in loaded.problems]
    return loaded.system


def test_what_runs_is_a_service_with_its_source_and_its_image() -> None:
    system = modelled(SHOP)
    assert list(system.services) == ["cart", "order-service", "order-worker"]
    assert '    runs: { image: "shop/cart:2", port: 8080, language: node }\n' in text(SHOP, ORIGIN)
    assert "  cart: { replicas: 2 }\n" in text(SHOP, ORIGIN)
    assert 'external:\n  shop:        { code: ["../shop/**"] }'.replace("        ", " ") in text(SHOP, ORIGIN)
    assert 'code: ["shop:cart/**"]' in text(SHOP, ORIGIN)


def test_a_call_that_is_not_sure_says_where_it_was_seen_and_one_that_is_only_possible_is_a_comment() -> None:
    system, said = modelled(SHOP), text(SHOP, ORIGIN)
    assert [call.target for call in system.services["cart"].calls] == ["order-service"]
    assert "order-service: {}                 # likely (0.6): compose.yml:7" in said
    assert [call.target for call in system.services["order-service"].calls] == ["mail-server"]
    assert "may call cart (compose.yml:7)" in said
    assert "mail-server: { protocol: smtp }" in said


def test_services_that_write_one_database_are_of_one_context() -> None:
    system = modelled(SHOP)
    assert system.services["order-service"].context == system.services["order-worker"].context == "order"
    assert "# order-service, order-worker share a database" in text(SHOP, ORIGIN)
    assert system.contexts["order"].team == "checkout"
    for name in ("order-service", "order-worker"):
        (store,) = system.services[name].stores.values()
        assert (store.engine, store.database) == ("postgres", "orders")


def test_routes_keep_their_paths_and_events_find_those_who_hear_them() -> None:
    system = modelled(SHOP)
    assert {str(operation.route) for operation in system.services["cart"].operations.values() if operation.route} == {
        "GET /carts/{id}", "POST /carts",
    }  # fmt: skip
    assert list(system.services["cart"].api.versions) == ["v2"]
    assert "not written down here: 1 route;" in text(SHOP, ORIGIN)
    assert [str(reaction.event) for reaction in system.services["cart"].reactions] == ["order.OrderPlaced"]
    assert [str(reaction.event) for reaction in system.services["order-worker"].reactions] == ["order.OrderPlaced"]
    assert "order.OrderPlaced: on-order-placed" in text(SHOP, ORIGIN)


def test_paths_without_a_version_get_none() -> None:
    fleet = replace(SHOP, routes=(Route("cart", "GET", "/carts"), Route("cart", "GET", "/")))
    assert "versions: { by: header }" in text(fleet, ORIGIN)
    modelled(fleet)


TWO = (Node("a", "business", folders=("a",)), Node("b", "business", folders=("b",)))
CIRCLES = {
    "the shop itself": replace(SHOP, routes=SHOP.routes[:2]),
    "versions behind a prefix": Fleet("/x", TWO, routes=(Route("a", "GET", "/api/v1/things"), Route("a", "GET", "/api/v1/things/{id}"))),
    "two versions of one service": Fleet("/x", TWO, routes=(Route("a", "GET", "/v1/things"), Route("a", "GET", "/v2/things"))),
    "databases of one name on two servers": Fleet(
        "/x",
        (*TWO, Node("a-mongo", "database", "mongodb"), Node("b-mongo", "database", "mongodb")),
        (Edge("a", "a-mongo", "db"), Edge("b", "b-mongo", "db")),
        (Holding("a", "a-mongo", "ts"), Holding("b", "b-mongo", "ts")),
    ),
    "several databases of one name on two servers": Fleet(
        "/x",
        (*TWO, Node("m", "database", "mysql"), Node("n", "database", "mysql")),
        (Edge("a", "m", "db"), Edge("b", "n", "db")),
        tuple(Holding(node, server, name) for node, server in (("a", "m"), ("b", "n")) for name in ("x", "y")),
    ),
    "a service that carries messages itself": Fleet("/x", TWO, (Edge("a", "b", "async", 1.0, SEEN),)),
}  # fmt: skip


@pytest.mark.parametrize("system", CIRCLES)
def test_a_model_of_what_is_there_does_not_differ_from_it(system: str) -> None:
    fleet = CIRCLES[system]
    wanted = Plane("model", expected(modelled(fleet)), MODEL, products=frozenset(ENGINES))
    assert [row.message for row in compare(wanted, Plane("code", fleet, CODE)) if not row.note] == []


NAMES = st.text(st.sampled_from("abcXYZ019 -_./:é✓#'\"{"), min_size=1, max_size=8)


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    names = draw(st.lists(NAMES, unique=True, max_size=6))
    pick = st.sampled_from(names) if names else st.nothing()
    few = {"max_size": 5} if names else {"max_size": 0}
    words = st.sampled_from(["postgres", "kafka", "oracle", "x y", "", "nginx", "jaeger"])
    nodes = tuple(
        Node(name, draw(st.sampled_from(ROLES)), draw(words), folders=draw(st.sampled_from([(), ("",), ("a b", "c")])),
             image=draw(NAMES | st.just("")), ports=draw(st.sampled_from([(), (80,)])), replicas=draw(st.integers(0, 2)),
             owner=draw(NAMES | st.just("")))
        for name in names
    )  # fmt: skip
    edge = st.builds(Edge, pick, pick, st.sampled_from(KINDS), st.floats(0, 1), st.just(SEEN))
    holding = st.builds(Holding, pick, pick, NAMES | st.just(""), mode=st.sampled_from(["write", "use"]))
    paths = st.sampled_from(["/", "/v1", "/v1/a", "/a/{id}", "//", "/{x:.*}", "/é", "/a b", "relative"])
    route = st.builds(Route, pick, st.sampled_from(["GET", "ANY", "RPC", "POST"]), paths)
    channel = st.builds(Channel, pick, st.sampled_from(["send", "receive"]), NAMES, message=NAMES | st.just(""))
    rows = (tuple(draw(st.lists(each, **few))) for each in (edge, holding, route, channel))
    return Fleet(f"/x/{draw(NAMES)}", nodes, *rows)


@settings(deadline=None, max_examples=200)
@given(fleets())
def test_whatever_was_found_the_text_loads(fleet: Fleet) -> None:
    modelled(fleet)


def test_a_fleet_of_nothing_is_an_empty_model() -> None:
    assert modelled(Fleet("/home/somebody/empty")).services == {}
