"""What a gateway does about services that fail, and about callers that want too much."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from tests.runtime.gateway.base import MEBI, Base, problem
from tests.runtime.gateway.stage import Stage, Upstream
from tests.runtime.gateway.tables import LIMIT
from tests.runtime.gateway.wire import chunked, raw


class Failing(Base):
    # — time, and services that fail —

    def test_a_service_that_takes_too_long(self, stage: Stage):
        began = time.monotonic()
        found = stage.ask("GET", "/v1/slow?sleep=20")
        assert 0.9 < time.monotonic() - began < 10
        assert "order" in str(problem(found, 504, "timeout")["detail"])
        assert len(stage.services["order"][0].seen) == 1

    @pytest.mark.parametrize(
        ("method", "headers", "cut", "seen", "status"),
        [
            ("GET", {}, 1, 2, 200),
            ("GET", {}, 99, 4, 503),
            ("POST", {"Idempotency-Key": "k"}, 1, 2, 200),
            ("POST", {}, 1, 1, 503),
            ("POST", {"X-Envoy-Retry-On": "reset,5xx", "X-Envoy-Max-Retries": "9"}, 1, 1, 503),
            ("DELETE", {}, 1, 1, 503),
        ],
    )
    def test_again_only_where_it_does_no_harm(
        self, stage: Stage, method: str, headers: dict[str, str], cut: int, seen: int, status: int
    ):
        path = "/v1/orders" if method == "POST" else "/v1/orders/7"
        found = stage.ask(method, f"{path}?cut={cut}", headers, b"{}" if method == "POST" else b"")
        assert (found.status, len(stage.services["order"][0].seen)) == (status, seen)
        if status == 503:
            problem(found, 503, "unavailable")
            assert found.header("Retry-After") == "1"

    def test_an_answer_of_failure_is_not_asked_for_again(self, stage: Stage):
        for status in (500, 502, 503, 504):
            stage.clear()
            assert stage.ask("GET", f"/v1/orders?status={status}").status == status
            assert len(stage.services["order"][0].seen) == 1

    def test_a_service_that_is_down_and_comes_back(self, stage: Stage):
        (one,) = stage.services["stock"]
        one.stop()
        found = stage.ask("GET", "/v1/stock")
        assert "stock" in str(problem(found, 503, "unavailable")["detail"])
        assert found.header("Retry-After") == "1"
        stage.register(stock=[])
        time.sleep(0.3)
        problem(stage.ask("POST", "/v1/stock", body=b"{}"), 503, "unavailable")
        one.start()
        stage.register()
        back, took = stage.until("GET", "/v1/stock", lambda answer: answer.status == 200)
        assert back.json["name"] == "stock.0"
        assert took < 3.0  # a second, where the machine has nothing else to do
        assert stage.ask("GET", "/v1/orders").status == 200

    def test_a_replica_that_is_down_harms_nobody(self, stage: Stage):
        (one,) = stage.services["stock"]
        two = Upstream("stock.1", stage.loop).start()
        try:
            stage.register(stock=[one.url, two.url])
            stage.until("GET", "/v1/stock", lambda answer: answer.json.get("name") == "stock.1")
            assert {stage.ask("GET", "/v1/stock").json["name"] for _ in range(20)} == {"stock.0", "stock.1"}
            two.stop()
            found = [stage.ask("POST", "/v1/stock", body=b"{}") for _ in range(20)]
            assert [each.status for each in found] == [200] * 20
            assert {each.json["name"] for each in found} == {"stock.0"}
        finally:
            two.stop()
            stage.register()

    # — bounds —

    def test_a_service_is_not_asked_too_often(self, stage: Stage):
        found = [stage.ask("GET", f"/v1/limit{'/7' if at % 2 else ''}") for at in range(3 * LIMIT)]
        assert Counter(each.status for each in found) == {200: LIMIT, 429: 2 * LIMIT}
        assert len(stage.services["limit"][0].seen) == LIMIT
        problem(found[-1], 429, "too-many-requests")
        assert 1 <= int(found[-1].header("Retry-After")) <= 60 / LIMIT + 1
        assert stage.ask("GET", "/v1/orders").status == 200

    def test_a_body_that_is_too_large(self, stage: Stage):
        problem(stage.ask("POST", "/v1/orders", body=b"x" * (MEBI + 1)), 413, "content-too-large")
        told = {"Transfer-Encoding": "chunked"}
        problem(stage.ask("POST", "/v1/orders", told, chunked(3 * MEBI)), 413, "content-too-large")
        problem(stage.ask("POST", "/v1/orders", {"Content-Length": str(10**12)}, b"x"), 413, "content-too-large")
        assert not stage.services["order"][0].seen
        assert stage.ask("POST", "/v1/orders", body=b"x" * MEBI).json["body"] == MEBI
        assert stage.ask("POST", "/v1/orders", told, chunked(MEBI)).json["body"] == MEBI

    def test_a_head_that_is_too_large(self, stage: Stage):
        problem(stage.ask("GET", "/v1/orders", {"X-Long": "x" * 40_000}), 431, "headers-too-large")
        problem(stage.ask("GET", "/v1/orders", {f"X-{at}": "x" * 500 for at in range(80)}), 431, "headers-too-large")
        problem(stage.ask("GET", "/v1/orders", {f"X-{at}": "x" for at in range(150)}), 431, "headers-too-large")
        assert stage.ask("GET", f"/v1/orders?q={'x' * 70_000}").status in (414, 431)
        assert not stage.services["order"][0].seen
        assert stage.ask("GET", "/v1/orders", {"X-Long": "x" * 16_000}).status == 200

    @pytest.mark.parametrize(
        "sent_",
        [
            b"nonsense\r\n\r\n",
            b"GET /v1/orders HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
            b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        ],
    )
    def test_what_can_not_be_read(self, stage: Stage, sent_: bytes):
        found = raw(stage.part.url, sent_)
        assert found.status == 400
        assert not stage.services["order"][0].seen
