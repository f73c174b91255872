"""What a model expects to be seen, as a fleet."""

from skerry.facts.fleet import Fleet
from skerry.model import load_texts
from skerry.rules.expected import expected

SHOP = """\
arch: 1
system: shop
contexts:
  sales: { team: blue }
  money: { team: red }
external: { bank: {}, mail: { protocol: smtp }, old: { code: ["../old/**"] } }
services:
  order-service:
    context: sales
    code: ["services/orders/**", "old:apps/orders/**"]
    stores: { main: { postgres: orders, outbox: true } }
    api:
      auth: { jwt: [customer] }
      v1:
        POST /orders: place -> 204; emits Placed
        GET /orders/{id}: get -> 204
    calls: { mail: { timeout: 3s } }
  pay-service:
    context: money
    stores: { main: { postgres: orders } }
    runs: { command: ./pay, image: shop/pay, port: 9000 }
    api: { v1: { "POST /payments": take -> 204, "POST /payments/{id}/undo": give -> 204 } }
    events: { in: { Placed: take by id } }
    calls: { bank: {} }
types: { sales: { Placed: { id: uuid } } }
sagas:
  Buying:
    in: order-service
    start: place
    steps: [{ do: pay-service.take, undo: pay-service.give, retry: { times: 7, backoff: 1s } }]
policies: { calls: { timeout: 1s, retries: 2, mtls: true }, events: { bus: kafka, dead-letter: true } }
deploy: { pay-service: { replicas: 4 } }
"""


def _fleet(text: str = SHOP) -> Fleet:
    loaded = load_texts([("shop.arch.yaml", text)])
    assert not loaded.problems
    return expected(loaded.system)


def test_nodes_are_services_stores_brokers_and_the_systems_of_others_that_somebody_calls() -> None:
    fleet = _fleet()
    assert {node.name: node.role for node in fleet.nodes} == {
        "bank": "external", "gateway": "gateway", "kafka": "broker", "mail": "external", "order-service": "business",
        "pay-service": "business", "postgres/orders": "database",
    }  # fmt: skip
    pay, order = fleet.by_name["pay-service"], fleet.by_name["order-service"]
    assert (pay.image, pay.ports, pay.replicas, pay.owner) == ("shop/pay", (9000,), 4, "red")
    assert order.folders == ("services/orders",)


def test_edges_are_calls_steps_of_sagas_stores_events_and_what_the_gateway_lets_in() -> None:
    assert {(e.source, e.target, e.kind) for e in _fleet().edges} == {
        ("order-service", "pay-service", "http"), ("order-service", "mail", "mail"), ("pay-service", "bank", "external"),
        ("order-service", "postgres/orders", "db"), ("pay-service", "postgres/orders", "db"),
        ("order-service", "kafka", "async"), ("pay-service", "kafka", "async"),
        ("gateway", "order-service", "http"), ("gateway", "pay-service", "http"),
    }  # fmt: skip


def test_a_shared_database_is_one_node_that_two_hold() -> None:
    assert [(h.node, h.server, h.database) for h in _fleet().holdings] == [
        ("order-service", "postgres/orders", "orders"),
        ("pay-service", "postgres/orders", "orders"),
    ]


def test_everything_points_at_its_place_in_the_text() -> None:
    fleet = _fleet()
    lines = SHOP.splitlines()
    (saga,) = [edge for edge in fleet.edges if edge.target == "pay-service" and edge.source == "order-service"]
    assert all("do: pay-service.take" in lines[seen.line - 1] for seen in saga.evidence)
    routes = {route.path: lines[route.evidence[0].line - 1].strip() for route in fleet.routes}
    assert routes["/v1/orders/{id}"] == "GET /orders/{id}: get -> 204"
    assert all(seen.path == "shop.arch.yaml" and seen.line for edge in fleet.edges for seen in edge.evidence)


def test_events_are_channels_under_the_topics_that_services_use() -> None:
    assert [(c.node, c.direction, c.topic, c.broker, c.message) for c in _fleet().channels] == [
        ("order-service", "send", "shop.sales.placed.v1", "kafka", "Placed"),
        ("pay-service", "receive", "shop.sales.placed.v1", "kafka", "Placed"),
    ]


def test_policies_are_traits_and_the_narrower_says_what_holds() -> None:
    said = {(t.node, t.name, t.other): t.value for t in _fleet().traits}
    assert said["order-service", "times-out", "mail"] == "3"
    assert said["order-service", "times-out", "pay-service"] == "1"
    assert said["order-service", "retries", "pay-service"] == "7"
    assert said["order-service", "backs-off", "pay-service"] == "1s"
    assert said["order-service", "encrypts", ""] == "mtls"
    assert ("order-service", "outbox", "") in said and ("pay-service", "dead-letters", "") in said
    assert ("order-service", "liveness", "") in said and ("pay-service", "liveness", "") not in said


def test_a_deployment_without_a_gateway_has_none_and_a_service_may_be_it() -> None:
    none = SHOP.replace("deploy: { ", "deploy: { kubernetes: { gateway: none }, ")
    assert "gateway" not in _fleet(none).by_name
    own = SHOP.replace("pay-service", "gateway")
    assert _fleet(own).by_name["gateway"].role == "business"


def test_a_bus_that_is_said_is_there_without_events_and_one_that_nobody_says_is_that_of_generated_services() -> None:
    quiet = SHOP.replace("; emits Placed", "").replace("    events: { in: { Placed: take by id } }\n", "")
    assert "kafka" in _fleet(quiet).by_name
    unsaid = SHOP.replace("events: { bus: kafka, dead-letter: true }", "events: { dead-letter: true }")
    assert "nats" in _fleet(unsaid).by_name
    foreign = unsaid.replace("    context: sales\n    code", "    context: sales\n    runs: { image: a }\n    code")
    assert {node.name for node in _fleet(foreign).nodes if node.role == "broker"} == set()
