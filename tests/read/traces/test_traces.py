"""Traces as a fleet: who called whom, from the two sides of each call; who was called and tells nothing; messages and data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from skerry.formats.spans import Span, spans
from skerry.read.traces import Observed, fleet_of

Row = tuple[str, str, str, str, str, dict[str, Any]]  # id, parent, service, kind, name, attributes
ROWS: list[Row] = [
    ("a1", "", "shop", "server", "GET /carts/{id}", {"http.request.method": "GET", "http.route": "/carts/{id}"}),
    ("a2", "a1", "shop", "client", "GET", {"http.request.method": "GET", "server.address": "cart"}),
    ("a3", "a2", "cart", "server", "GET", {"http.method": "GET", "http.route": "items/:id"}),
    ("a4", "a3", "cart", "client", "SELECT items",
     {"db.system": "postgresql", "db.name": "carts", "db.sql.table": "items", "db.statement": "select * from items",
      "server.address": "pg"}),
    ("a5", "a3", "cart", "client", "redis", {"db.system": "redis", "net.peer.name": "10.1.2.3"}),
    ("a6", "a1", "shop", "client", "POST", {"url.full": "https://api.stripe.com/v1/charges"}),
    ("a7", "a1", "shop", "client", "POST", {"http.url": "http://10.0.0.7:80/x"}),
    ("a8", "a1", "shop", "producer", "placed publish",
     {"messaging.system": "kafka", "messaging.destination.name": "placed"}),
    ("a9", "a8", "mail", "consumer", "placed process", {"messaging.system": "kafka", "messaging.destination.name": "placed"}),
    ("b1", "a3", "stock", "server", "stock.v1.Stock/Take", {"rpc.system": "grpc", "rpc.service": "stock.v1.Stock", "rpc.method": "Take"}),
    ("b2", "b1", "stock", "consumer", "process moved", {}),
]  # fmt: skip
_NUMBERS = {"internal": 1, "server": 2, "client": 3, "producer": 4, "consumer": 5}
_SECOND = 1_000_000_000


def otlp() -> bytes:
    """A line a service, as a collector's file exporter writes."""
    lines = []
    for service in sorted({row[2] for row in ROWS}):
        found = [
            {"traceId": "t", "spanId": id_, "parentSpanId": parent, "kind": _NUMBERS[kind], "name": name,
             "startTimeUnixNano": str(at * _SECOND), "endTimeUnixNano": str((at + 1) * _SECOND),
             "attributes": [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()]}
            for at, (id_, parent, of, kind, name, attributes) in enumerate(ROWS, 1) if of == service
        ]  # fmt: skip
        about = {"attributes": [{"key": "service.name", "value": {"stringValue": service}}]}
        lines.append(json.dumps({"resourceSpans": [{"resource": about, "scopeSpans": [{"spans": found}]}]}))
    return "\n".join(lines).encode()


def jaeger() -> bytes:
    """What its page downloads."""
    processes = {f"p-{row[2]}": {"serviceName": row[2], "tags": []} for row in ROWS}
    found = [
        {"traceID": "t", "spanID": id_, "operationName": name, "processID": f"p-{service}", "startTime": at * 1_000_000,
         "duration": 1_000_000,
         "references": [{"refType": "CHILD_OF", "traceID": "t", "spanID": parent}] if parent else [],
         "tags": [{"key": "span.kind", "value": kind}, *({"key": key, "value": value} for key, value in attributes.items())]}
        for at, (id_, parent, service, kind, name, attributes) in enumerate(ROWS, 1)
    ]  # fmt: skip
    return json.dumps({"data": [{"traceID": "t", "spans": found, "processes": processes}]}).encode()


def zipkin() -> bytes:
    """What its API answers: a list a trace; the two sides of a call share an id."""
    shared = {"a3": "a2"}
    found = [
        {"traceId": "t", "id": shared.get(id_, id_), "parentId": "a1" if id_ in shared else shared.get(parent, parent) or None,
         "shared": id_ in shared, "kind": kind.upper(), "name": name, "localEndpoint": {"serviceName": service},
         "timestamp": at * 1_000_000, "duration": 1_000_000, "tags": attributes}
        for at, (id_, parent, service, kind, name, attributes) in enumerate(ROWS, 1)
    ]  # fmt: skip
    return json.dumps([found]).encode()


@pytest.fixture(params=[otlp, jaeger, zipkin], ids=["otlp", "jaeger", "zipkin"])
def observed(request: pytest.FixtureRequest) -> Observed:
    return fleet_of("traces.json", spans(request.param()))


def test_calls_lead_from_who_asks_to_who_answers_however_they_are_written_down(observed: Observed) -> None:
    assert {(edge.source, edge.target, edge.kind) for edge in observed.fleet.edges} == {
        ("shop", "cart", "http"), ("cart", "stock", "grpc"), ("cart", "pg", "db"), ("cart", "redis", "db"),
        ("shop", "api.stripe.com", "external"), ("shop", "kafka", "async"), ("mail", "kafka", "async"),
    }  # fmt: skip


def test_who_sends_no_spans_is_known_by_who_calls_it(observed: Observed) -> None:
    roles = {node.name: (node.role, node.technology) for node in observed.fleet.nodes}
    assert roles["pg"] == ("database", "postgres")
    assert roles["redis"] == ("cache", "redis")
    assert roles["kafka"] == ("broker", "kafka")
    assert roles["api.stripe.com"] == ("external", "")
    assert not any("10.0" in name for name in roles)


def test_data_routes_and_channels_are_read(observed: Observed) -> None:
    fleet = observed.fleet
    assert ("cart", "pg", "carts", "items", "read") in {
        (h.node, h.server, h.database, h.table, h.mode) for h in fleet.holdings
    }
    assert {(r.node, r.method, r.path) for r in fleet.routes} == {
        ("shop", "GET", "/carts/{id}"), ("cart", "GET", "/items/:id"), ("stock", "RPC", "/stock.v1.Stock/Take"),
    }  # fmt: skip
    assert {(c.node, c.direction, c.topic) for c in fleet.channels} >= {
        ("shop", "send", "placed"), ("mail", "receive", "placed"), ("stock", "receive", "moved"),
    }  # fmt: skip


def test_how_often_is_counted(observed: Observed) -> None:
    assert (observed.requests, observed.seconds) == (1, 11.0)
    edge = next(edge for edge in observed.fleet.edges if edge.target == "stock")
    assert edge.rate == pytest.approx(1 / 11, abs=1e-3) and edge.evidence[0].text == "1 times"


@pytest.mark.parametrize(
    "data",
    [b"", b"no json", b"[1, null, []]", b'{"resourceSpans": 3}', b'{"data": [{"spans": [{}], "processes": 4}]}', b'[{"localEndpoint": []}]',
     b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"spanId": 7, "kind": "x", "startTimeUnixNano": "soon"}]}]}]}', b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_trace_is_none(data: bytes) -> None:
    fleet_of("bad.json", spans(data))


def test_spans_that_name_each_other_as_parents_do_no_harm() -> None:
    rows = [
        {"traceId": "t", "spanId": a, "parentSpanId": b, "service": a, "kind": "server"}
        for a, b in (("x", "y"), ("y", "x"))
    ]
    edges = fleet_of("f", spans(json.dumps(rows).encode())).fleet.edges
    assert {(edge.source, edge.target) for edge in edges} == {("x", "y"), ("y", "x")}


def asked(*, times: int, requests: int = 3, within: str = "") -> list[Span]:
    """Requests to `shop`, each of which leads to so many calls of `cart`; through a span of its own work where `within` names it."""
    found = []
    for request in range(requests):
        top = f"t{request}/top"
        found.append(Span("shop", "server", top, "", {}, "GET /orders"))
        parent = f"{top}-{within}" if within else top
        if within:
            found.append(Span("shop", "internal", parent, top, {}, within))
        for at in range(times):
            found.append(Span("shop", "client", f"{top}/{at}", parent, {}, "GET"))
            found.append(Span("cart", "server", f"{top}/{at}s", f"{top}/{at}", {}, "GET /items/{id}"))
    return found


@pytest.mark.parametrize(
    ("spans_", "times"),
    [
        (asked(times=8), "8"),
        (asked(times=8, within="load"), "8"),
        (asked(times=5), ""),
        (asked(times=1, requests=20), ""),
        (asked(times=1, requests=3) + [replace(s, id=f"x{s.id}", parent=f"x{s.parent}") for s in asked(times=9, requests=2)], ""),
    ],
)  # fmt: skip
def test_the_same_again_and_again_for_one_request(spans_: list[Span], times: str) -> None:
    found = fleet_of("t.json", spans_).fleet.traits
    assert [(t.node, t.other, t.value) for t in found] == ([("shop", "cart", times)] if times else [])
    assert all(f"GET /items/{{id}} {times} times" in t.evidence[0].text for t in found)
