"""Promises that code keeps or not, tables of others within one database, endpoints that move together, and what holds of any two fleets."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.facts.fleet import Edge, Fleet, Holding, Node, Route, Trait
from skerry.rules.drift import CLUSTER, CODE, MODEL, Kind, Plane, compare

NODES = (
    Node("cart", "business", folders=("cart",)),
    Node("orders", "business", folders=("orders",)),
    Node("pg", "database", "postgres"),
)
FLEET = Fleet(
    "",
    NODES,
    (Edge("cart", "pg", "db"), Edge("orders", "cart", "http"), Edge("orders", "pg", "db")),
    (Holding("cart", "pg", "shop", "", "carts", "define"), Holding("orders", "pg", "shop", "", "orders", "define")),
)
READ = Trait("orders", "source-read", value="python")
PROMISED = (
    Trait("orders", "times-out", "cart", "2"),
    Trait("orders", "retries", "cart", "3"),
    Trait("orders", "breaks-circuit", "cart"),
    Trait("orders", "authenticates"),
    Trait("orders", "limits-resources", value="cpu=500m memory=1Gi"),
    Trait("orders", "autoscales", value="10"),
)


def _with(*traits: Trait) -> Fleet:
    return replace(FLEET, traits=traits)


def _drift(wanted: Fleet, found: Fleet, mine: frozenset[str] = MODEL, theirs: frozenset[str] = CODE) -> list[str]:
    rows = compare(Plane("a", wanted, mine), Plane("b", found, theirs))
    return sorted(f"{row.kind} {row.what}: {row.about}" for row in rows)


def test_what_is_promised_and_not_in_the_code_that_was_read_is_missing() -> None:
    assert _drift(_with(*PROMISED), _with(READ)) == [
        "missing authentication: orders", "missing circuit breakers: orders -> cart", "missing retries: orders -> cart",
        "missing timeouts: orders -> cart",
    ]  # fmt: skip


def test_nobody_knows_of_code_that_was_not_read_or_that_a_platform_stands_behind() -> None:
    assert _drift(_with(*PROMISED), _with()) == []
    assert _drift(_with(*PROMISED, Trait("orders", "kept-by-platform")), _with(READ)) == []
    assert _drift(_with(*PROMISED), _with(READ), theirs=CLUSTER) == []


def test_what_holds_for_all_calls_holds_for_each_and_a_gateway_may_ask_before() -> None:
    kept = (READ, Trait("orders", "times-out"), Trait("orders", "retries"), Trait("orders", "breaks-circuit", "cart"))
    assert _drift(_with(*PROMISED), _with(*kept)) == ["missing authentication: orders"]
    door = replace(
        _with(*kept, Trait("door", "authenticates")),
        nodes=(*NODES, Node("door", "gateway", "kong")), edges=(*FLEET.edges, Edge("door", "orders", "http")),
    )  # fmt: skip
    assert not [row for row in _drift(_with(*PROMISED), door) if "authentication" in row]


@pytest.mark.parametrize(
    ("trait", "value", "drift"),
    [
        ("times-out", "2.0", []),
        ("times-out", "0.1", ["trait-changed timeouts: orders -> cart"]),
        ("times-out", "", []),
        ("retries", "5", ["trait-changed retries: orders -> cart"]),
        ("limits-resources", "memory=1024Mi", []),
        ("limits-resources", "memory=512Mi cpu=500m", ["trait-changed memory limits: orders"]),
        ("autoscales", "5", ["trait-changed autoscaling: orders"]),
    ],
)
def test_values_of_the_same_thing_contradict_where_none_agrees(trait: str, value: str, drift: list[str]) -> None:
    other = "cart" if trait in {"times-out", "retries"} else ""
    assert _drift(_with(*PROMISED), _with(Trait("orders", trait, other, value)), theirs=CLUSTER) == drift
    both = _with(Trait("orders", trait, other, value), *(each for each in PROMISED if each.name == trait))
    assert _drift(_with(*PROMISED), both, theirs=CLUSTER) == []


def test_between_two_states_of_the_code_a_trait_that_went_or_came_is_a_difference() -> None:
    probed = _with(READ, Trait("orders", "readiness"), Trait("orders", "times-out"))
    assert _drift(probed, _with(READ), CODE) == ["missing readiness probes: orders", "missing timeouts: orders"]
    assert _drift(_with(READ), probed, CODE) == ["unexpected readiness probes: orders", "unexpected timeouts: orders"]
    assert _drift(_with(), probed, CODE) == ["unexpected readiness probes: orders"]  # whose code was read only once


def test_a_table_of_another_service_in_one_database_is_told_with_its_owner() -> None:
    found = replace(FLEET, holdings=(*FLEET.holdings, Holding("cart", "pg", "shop", "", "orders", "read")))
    for plane in (CODE, MODEL):
        (row,) = compare(Plane("a", FLEET, plane), Plane("b", found))
        assert (row.kind, row.what, row.wanted, row.found) == (Kind.OWNER, "table", "orders", "cart")
        assert row.message == "cart uses table orders of pg/shop, which is that of orders"
    entity = replace(
        FLEET, holdings=(FLEET.holdings[0], Holding("orders", "pg", "shop", "", "Order", "define"))
    )  # as a model calls it
    assert _drift(entity, found) == ["owner-changed table: cart -> pg/shop/orders"]
    elsewhere = replace(found, holdings=(*FLEET.holdings, Holding("cart", "pg", "shop", "cart", "orders", "read")))
    there = replace(FLEET, holdings=(FLEET.holdings[0], Holding("orders", "pg", "shop", "orders", "orders", "define")))
    assert _drift(there, elsewhere) == []  # two schemas


def test_endpoints_that_get_another_prefix_are_one_change_between_two_states_and_none_between_two_views() -> None:
    def fleet(prefix: str) -> Fleet:
        return replace(
            FLEET, routes=tuple(Route("cart", "GET", f"{prefix}/{name}") for name in ("items", "items/{id}"))
        )

    assert _drift(fleet("/api/v1"), fleet("/api"), CODE) == ["endpoint-changed endpoint: cart /api/v1"]
    assert _drift(fleet("/api/v1"), fleet("/api")) == []
    assert len(_drift(fleet("/v1"), fleet("/v2"))) == 4


def test_what_every_grpc_server_answers_for_its_operators_is_nobodys_contract() -> None:
    def fleet(*paths: str) -> Fleet:
        return replace(FLEET, routes=tuple(Route("cart", "RPC", path) for path in paths))

    assert _drift(fleet("/Cart/Get"), fleet("/Cart/Get", "/grpc.health.v1.Health/Check"), CODE) == []


SERVICES = ("a", "b", "c", "d-service")
TARGETS = (*SERVICES, "pg", "bus")
PLACES = {"pg": ("database", "postgres"), "bus": ("broker", "kafka")}


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    """Services in folders of their own, so that none is taken for another, and what code can show of them."""
    names = draw(st.lists(st.sampled_from(SERVICES), unique=True))
    nodes = [Node(name, "business", folders=(name,)) for name in names]
    nodes += [Node(name, role, technology) for name, (role, technology) in PLACES.items()]
    pick = st.sampled_from(names) if names else st.nothing()
    few = {"max_size": 6} if names else {"max_size": 0}
    there = st.sampled_from([*names, *PLACES])
    kinds = {"pg": "db", "bus": "async"}
    edge = st.builds(lambda a, b: Edge(a, b, kinds.get(b, "http")), pick, there)
    holding = st.builds(
        Holding, pick, st.just("pg"), st.sampled_from(["x", "y"]), st.just(""), st.sampled_from(["t", "u", ""])
    )
    route = st.builds(
        Route, pick, st.sampled_from(["GET", "POST"]), st.sampled_from(["/v1/a", "/a", "/api/v1/b", "/b/{id}"])
    )
    trait = st.builds(
        Trait, pick, st.sampled_from(["source-read", "times-out", "retries", "liveness", "authenticates"]), st.just(""),
        st.sampled_from(["", "1", "2"]),
    )  # fmt: skip
    rows = {
        name: tuple(draw(st.lists(each, unique=True, **few)))
        for name, each in (("edges", edge), ("holdings", holding), ("routes", route), ("traits", trait))
    }
    return Fleet("", tuple(nodes), **rows)


MIRRORED = {"missing": "unexpected", "unexpected": "missing"}


@settings(deadline=None, max_examples=150)
@given(fleets())
def test_no_fleet_differs_from_itself(fleet: Fleet) -> None:
    assert compare(Plane("a", fleet), Plane("b", fleet)) == ()
    assert [row for row in compare(Plane("a", fleet, MODEL), Plane("b", fleet)) if not row.note] == []


@settings(deadline=None, max_examples=150)
@given(fleets(), fleets())
def test_what_is_gone_one_way_has_come_the_other_way(one: Fleet, other: Fleet) -> None:
    """Of nodes and traits, whose differences stand for themselves."""
    there, back = compare(Plane("a", one), Plane("b", other)), compare(Plane("b", other), Plane("a", one))

    def told(rows: tuple, *, mirrored: bool) -> set[tuple[str, ...]]:
        now = {row.wanted: row.found for row in rows if row.kind == Kind.RENAMED} if mirrored else {}
        alone = [row for row in rows if " " not in row.about and "/" not in row.about]
        return {
            (MIRRORED.get(row.kind, row.kind) if mirrored else str(row.kind), row.what, now.get(row.about, row.about))
            for row in alone
        }

    assert told(there, mirrored=True) == told(back, mirrored=False)
