"""Rate, errors and duration out of what services send, promises held against them, and traces as other tools read them."""

from __future__ import annotations

import asyncio
import json
import statistics
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from skerry.render.trace_formats import jaeger, zipkin
from skerry.run.fleet import Slo
from skerry.run.telemetry.measured import Point, points
from skerry.run.telemetry.received import Span, Unreadable
from skerry.run.telemetry.red import by_operation, by_service, promises, quantile
from skerry.run.telemetry.store import Store
from skerry_runtime.telemetry import otlp
from skerry_runtime.telemetry.metrics import SECONDS, Metrics
from skerry_runtime.telemetry.otlp_metrics import Snapshot, metrics


def resource(instance: str = "orders-1") -> Resource:
    return otlp.resource({"service.name": "orders", "service.instance.id": instance})


def sent(of: Metrics, since: int, at: int, instance: str = "orders-1") -> list[Point]:
    families = asyncio.run(of.observed())
    return points(metrics(resource(instance), [Snapshot(since, at, families)]), as_json=False)


def test_what_a_service_measures_arrives() -> None:
    found = Metrics()
    for seconds, status in ((0.004, 200), (0.2, 200), (0.3, 503), (99.0, 200)):
        found.served("GET", "/v1/orders/{id}", status, seconds)
    gauge = found.gauge("skerry_view_delay_seconds", "late", "view")

    async def late() -> None:
        gauge.labels("Names").set(1.5)

    found.watch(late)
    by_name: dict[str, list[Point]] = {}
    for each in sent(found, 5, 10):
        by_name.setdefault(each.name, []).append(each)
    good, bad = by_name["http.server.request.duration"]
    assert good.attributes == {
        "http.request.method": "GET", "http.route": "/v1/orders/{id}", "http.response.status_code": "200"
    }  # fmt: skip
    assert (good.service, good.instance, good.since, good.at) == ("orders", "orders-1", 5, 10)
    assert good.bounds == SECONDS and sum(good.counts) == 3 and good.counts[0] == 1 and good.counts[-1] == 1
    assert sum(bad.counts) == 1
    (delay,) = by_name["skerry_view_delay_seconds"]
    assert delay.value == 1.5 and delay.attributes == {"view": "Names"}


def test_a_watcher_that_fails_or_hangs_hides_nothing_else() -> None:
    found = Metrics()
    found.served("GET", "/x", 200, 0.1)

    async def down() -> None:
        raise OSError("the database is down")

    found.watch(down)
    assert b'http_route="/x"' in asyncio.run(found.text())


def test_a_window_counts_what_came_in_it_over_restarts_and_replicas(tmp_path: Path) -> None:
    store, first, again, other = Store(tmp_path / "t.db"), Metrics(), Metrics(), Metrics()
    for _ in range(10):
        first.served("GET", "/x", 200, 0.02)
    store.add_points(sent(first, 0, 100))
    for _ in range(5):
        first.served("GET", "/x", 500, 0.2)
    store.add_points(sent(first, 0, 200))
    again.served("POST", "/x", 201, 0.02)  # the same instance, started again: it counts from nothing
    store.add_points(sent(again, 250, 300))
    other.served("GET", "/x", 200, 0.02)
    store.add_points(sent(other, 0, 300, instance="orders-2"))
    whole = by_service(store, 0, 1_000)["orders"]
    assert (whole.requests, whole.failed) == (17, 5)
    late = by_service(store, 150, 1_000)["orders"]
    assert (late.requests, late.failed) == (7, 5)
    assert [(each.method, each.route, each.requests) for each in by_operation(store, 150, 1_000)] == [
        ("GET", "/x", 6), ("POST", "/x", 1),
    ]  # fmt: skip
    assert by_service(store, 900, 1_000) == {}


def test_what_does_not_change_is_not_kept_again(tmp_path: Path) -> None:
    store, found = Store(tmp_path / "t.db"), Metrics()
    found.served("GET", "/x", 200, 0.02)
    for at in range(100, 1100, 100):
        store.add_points(sent(found, 0, at))
    assert [each.at for each in store.points("http.server.request.duration", 10_000)] == [100]


def test_promises_are_kept_broken_or_not_tried(tmp_path: Path) -> None:
    slo = Slo(availability=0.99, p95=0.3)
    assert [each.kept for each in promises(slo, None)] == [None, None]
    store = Store(tmp_path / "t.db")
    store.add_points([
        Point("a", "a", "http.server.request.duration", {"http.response.status_code": "200"}, 0, 1, 0.0, (98, 0, 1), (0.1, 0.5)),
        Point("a", "a", "http.server.request.duration", {"http.response.status_code": "500"}, 0, 1, 0.0, (1, 0, 0), (0.1, 0.5)),
    ])  # fmt: skip
    availability, p95 = promises(slo, by_service(store, 0, 1)["a"])
    assert availability.found == pytest.approx(0.99) and availability.kept
    assert p95.found == pytest.approx(0.1 * 95 / 99) and p95.kept
    assert not promises(Slo(availability=0.995), by_service(store, 0, 1)["a"])[0].kept


@given(st.lists(st.floats(0, 9.9), min_size=1, max_size=300), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_a_quantile_lies_in_the_bucket_of_the_real_one(values: list[float], share: float) -> None:
    counts = [0] * (len(SECONDS) + 1)
    for value in values:
        counts[next((at for at, bound in enumerate(SECONDS) if value <= bound), len(SECONDS))] += 1
    found = quantile(share, SECONDS, counts)
    exact = sorted(values)[max(0, -(-int(share * 1000) * len(values) // 1000) - 1)]
    at = next(at for at, bound in enumerate(SECONDS) if exact <= bound)
    assert found is not None and (SECONDS[at - 1] if at else 0.0) <= found <= SECONDS[at] + 1e-9
    assert statistics.median([0.0, found, 10.0]) == found


@given(st.binary(max_size=2_000), st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(body: bytes, as_json: bool) -> None:
    try:
        assert isinstance(points(body, as_json=as_json), list)
    except Unreadable as error:
        assert len(str(error)) < 300


SPANS = [
    Span("ab" * 16, "1" * 16, "", "gateway", "POST /v1/orders", "server", 1_000_000, 9_000_000, "", {"http.response.status_code": 201}),
    Span("ab" * 16, "2" * 16, "1" * 16, "orders", "place", "server", 2_000_000, 8_000_000, "error", {"tags": ["a"]},
         (("cd" * 16, "3" * 16),)),
]  # fmt: skip


def test_jaeger_reads_it() -> None:
    (trace,) = json.loads(jaeger(SPANS))["data"]
    first, second = trace["spans"]
    assert trace["traceID"] == first["traceID"] == "ab" * 16 and (first["startTime"], first["duration"]) == (1000, 8000)
    assert trace["processes"][second["processID"]]["serviceName"] == "orders"
    assert [(each["refType"], each["spanID"]) for each in second["references"]] == [
        ("CHILD_OF", "1" * 16), ("FOLLOWS_FROM", "3" * 16),
    ]  # fmt: skip
    tags: dict[str, Any] = {each["key"]: (each["type"], each["value"]) for each in second["tags"]}
    assert tags == {"span.kind": ("string", "server"), "tags": ("string", '["a"]'), "error": ("bool", True)}


def test_zipkin_reads_it() -> None:
    first, second = json.loads(zipkin(SPANS))
    assert "parentId" not in first and second["parentId"] == first["id"] and first["kind"] == "SERVER"
    assert second["localEndpoint"] == {"serviceName": "orders"} and second["tags"]["error"] == "true"
    assert all(isinstance(value, str) for each in (first, second) for value in each["tags"].values())
