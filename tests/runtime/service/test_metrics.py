"""`/metrics`: requests by route and status with the traces that show them, and how far behind what follows is."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.openmetrics.parser import text_string_to_metric_families
from tests.runtime.service.running import Reply, Running, running

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def samples(reply: Reply) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    assert reply.status == 200 and reply.headers["content-type"].startswith("application/openmetrics-text")
    families = text_string_to_metric_families(reply.body.decode())
    return {(each.name, frozenset(each.labels.items())): each.value for family in families for each in family.samples}


def requests(service: Running) -> dict[tuple[str, str, str], float]:
    """How many there were by method, route and status."""
    name = "http_server_request_duration_seconds_count"
    wanted = ("http_request_method", "http_route", "http_response_status_code")
    found = {key: value for key, value in samples(service.ask("GET", "/metrics")).items() if key[0] == name}
    return {tuple(dict(labels)[each] for each in wanted): value for (_, labels), value in found.items()}  # type: ignore[misc]


def test_requests_are_counted_by_route_and_status(tmp_path: Path) -> None:
    with running(f"sqlite+aiosqlite:///{tmp_path}/orders.db", tmp_path) as service:
        placed = service.place().json["id"]
        for path in (f"/v2/orders/{placed}", f"/v2/orders/{placed}", "/nowhere", "/health"):
            service.ask("GET", path)
        wrong = service.ask("GET", "/v2/orders/nothing").status
        service.ask("BREW", "/v2/orders")
        counted = requests(service)
        assert counted["POST", "/v2/orders", "201"] == 1
        assert counted["GET", "/v2/orders/{id}", "200"] == 2
        assert counted["GET", "/v2/orders/{id}", str(wrong)] == 1
        assert counted["GET", "", "404"] == 1, "a path that nobody knows is no series of its own"
        assert not any(route in ("/health", "/metrics", "/nowhere") for _, route, _ in counted)
        assert not any(method == "BREW" for method, _, _ in counted)


def test_a_slow_request_leads_to_its_trace(tmp_path: Path) -> None:
    with running(f"sqlite+aiosqlite:///{tmp_path}/orders.db", tmp_path) as service:
        service.ask("GET", "/v2/orders", traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
        service.ask("GET", "/v2/orders", traceparent=f"00-{'a' * 32}-00f067aa0ba902b7-00")
        text = service.ask("GET", "/metrics").body.decode()
        assert f'# {{trace_id="{TRACE}"}}' in text
        assert "a" * 32 not in text, "nobody would find a trace that was not sampled"
