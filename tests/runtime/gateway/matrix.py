"""What a gateway has to do, whichever it is. Both inherit this; a difference between them is a failure here."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.runtime.gateway.stage import Loop, Make, Stage, Upstream
from tests.runtime.gateway.tables import LIMIT, MEDIA, ORIGIN, PROBLEMS, table
from tests.runtime.gateway.wire import Answer, chunked, raw

from skerry.run.telemetry.received import Span
from skerry.run.telemetry.receiver import Receiver
from skerry.run.telemetry.store import Store

ROOT = Path(__file__).parents[3]
STARTED = """
import asyncio
from pathlib import Path
from {module} import made
from skerry.run.place import Place

async def main():
    folder = Path({folder!r})
    part = made(folder, Place(folder / "run"), "")
    await part.start()
    print(part.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""
MEBI = 1024 * 1024


def problem(answer: Answer, status: int, kind: str) -> dict[str, object]:
    """Asserts that the gateway itself has said this, in RFC 9457's words."""
    assert answer.status == status, answer.body[:300]
    assert answer.header("Content-Type").partition(";")[0] == "application/problem+json"
    body = answer.json
    assert (body["type"], body["status"]) == (f"{PROBLEMS}/{kind}", status)
    assert body["title"] and body["detail"]
    return dict(body)


def sent(answer: Answer, name: str) -> list[str]:
    """The values of a header as the service has got it."""
    return [value for key, value in answer.json["headers"] if key == name]


class Matrix:
    make: Make

    @pytest.fixture(scope="class")
    @classmethod
    def running(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
        stage = Stage(tmp_path_factory.mktemp("gateway"), table(), cls.make)
        for name in ("order", "stock", "try", "try@v2", "biscuit", "biscuit@v2", "limit", "head", "letter", "search"):
            stage.serve(name)
        try:
            yield stage.start()
        finally:
            stage.stop()

    @pytest.fixture
    def stage(self, running: Stage) -> Stage:
        running.clear()
        return running

    # — where it goes —

    @pytest.mark.parametrize(
        ("method", "path", "service", "inner"),
        [
            ("GET", "/v1/orders", "order", "/v1/orders"),
            ("POST", "/v1/orders", "order", "/v1/orders"),
            ("POST", "/v2/orders", "order", "/v2/orders"),
            ("GET", "/v1/orders/7", "order", "/v1/orders/7"),
            ("DELETE", "/v1/orders/7", "order", "/v1/orders/7"),
            ("GET", "/v1/orders/7/items/a-b", "order", "/v1/orders/7/items/a-b"),
            ("GET", "/v1/orders/newest", "order", "/v1/orders/newest"),
            ("DELETE", "/v1/orders/newest", "order", "/v1/orders/newest"),
            ("GET", "/v1/stock", "stock", "/v1/stock"),
            ("GET", "/stock/v1/stock", "stock", "/v1/stock"),
            ("GET", "/order/v1/orders/7", "order", "/v1/orders/7"),
            ("GET", "/order/v1/things", "order", "/v1/things"),
            ("GET", "/stock/v1/things", "stock", "/v1/things"),
            ("GET", "/acme/heads", "head", "/acme/heads"),
            ("GET", "/v1/orders?state=new&q=a%20b%2Fc+d&empty=", "order", "/v1/orders?state=new&q=a%20b%2Fc+d&empty="),
            ("GET", "/v1/orders/a%20b%C3%A9", "order", "/v1/orders/a%20b%C3%A9"),
        ],
    )
    def test_a_route(self, stage: Stage, method: str, path: str, service: str, inner: str):
        found = stage.ask(method, path, body=b"{}" if method == "POST" else b"")
        assert found.status == 200, found.body
        assert (found.json["name"], found.json["method"], found.json["path"]) == (f"{service}.0", method, inner)

    def test_a_body_and_an_answer_pass_unchanged(self, stage: Stage):
        found = stage.ask("POST", "/v1/orders?status=201", {"Content-Type": "a/b", "If-Match": '"3"'}, b"x" * 70_000)
        assert (found.status, found.json["body"], found.header("ETag")) == (201, 70_000, '"7"')
        assert sent(found, "content-type") == ["a/b"] and sent(found, "if-match") == ['"3"']
        assert sent(found, "host") == ["shop.example"]
        assert len(stage.ask("GET", f"/v1/orders?large={3 * MEBI}").body) == 3 * MEBI

    def test_head_is_get_without_a_body(self, stage: Stage):
        found = stage.ask("HEAD", "/v1/orders/7")
        assert (found.status, found.body) == (200, b"")
        assert stage.services["order"][0].seen[0]["method"] == "HEAD"

    def test_what_a_service_says_went_wrong_is_left_as_it_is(self, stage: Stage):
        for status in (404, 409, 429, 503):
            found = stage.ask("POST", f"/v1/orders?status={status}", body=b"{}")
            assert (found.status, found.json["name"]) == (status, "order.0")
            assert found.header("Retry-After") == "77"

    def test_a_whole_service_behind_its_prefix(self, stage: Stage):
        for path, inner in (
            ("/search/a/b?q=1", "/a/b?q=1"),
            ("/search/", "/"),
            ("/search", "/"),
            ("/search/v9", "/v9"),
        ):
            for method in ("GET", "PATCH"):
                found = stage.ask(method, path)
                assert (found.json["name"], found.json["method"], found.json["path"]) == ("search.0", method, inner)
        problem(stage.ask("GET", "/searching"), 404, "not-found")

    # — versions —

    def test_a_version_by_header(self, stage: Stage):
        for said, deadline in (("v1", "10000"), ("v2", "1000"), ("", "1000"), ("v9", "1000")):
            found = stage.ask("GET", "/heads/7", {"API-Version": said} if said else {})
            assert self.near(found, deadline), f"{said}: {sent(found, 'skerry-deadline')}"
            assert sent(found, "api-version") == ([said] if said else [])
        assert self.near(
            stage.ask("GET", "/old", {"API-Version": "v2"}), "10000"
        )  # the service says that v2 has it not

    def test_a_version_by_media_type(self, stage: Stage):
        for said, deadline in (("v1", "10000"), ("v2", "1000"), ("", "1000")):
            accept = f"text/html, {MEDIA.format(said)};q=0.9" if said else "*/*"
            found = stage.ask("GET", "/letters", {"Accept": accept})
            assert self.near(found, deadline), f"{said}: {sent(found, 'skerry-deadline')}"
            assert sent(found, "accept") == [accept]

    @staticmethod
    def near(answer: Answer, deadline: str) -> bool:
        """Whether the service was told that it has about so many milliseconds, and no more."""
        (found,) = sent(answer, "skerry-deadline")
        return int(deadline) * 0.5 < int(found) <= int(deadline)

    # — nowhere —

    @pytest.mark.parametrize(
        "path",
        ["/", "/v1", "/v1/orders/", "/v1/orders/7/x", "/v3/orders", "/stock/v1/orders", "/v1/things", "/favicon.ico"],
    )
    def test_nothing_is_there(self, stage: Stage, path: str):
        found = problem(stage.ask("GET", path), 404, "not-found")
        assert path in str(found["detail"])
        assert not any(each.seen for each in stage.all())

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("DELETE", "/v1/orders", "GET, POST"),
            ("POST", "/v1/orders/7", "DELETE, GET"),
            ("PUT", "/order/v1/orders/newest", "DELETE, GET"),
            ("OPTIONS", "/v2/orders", "POST"),
            ("HEAD", "/v2/orders", "POST"),
        ],
    )
    def test_another_method(self, stage: Stage, method: str, path: str, allowed: str):
        found = stage.ask(method, path)
        assert (found.status, found.header("Allow")) == (405, allowed)
        if method != "HEAD":
            problem(found, 405, "method-not-allowed")
        assert not any(each.seen for each in stage.all())

    @pytest.mark.parametrize(
        "path",
        [
            "/internal/confirm", "/internal", "/order/internal/confirm", "/order/internal", "/order//internal/x",
            "/search/internal/x", "/search/INTERNAL/x", "/search/%69nternal/x", "/search/x/../internal/y",
            "/search/./internal/y", "/search/%2e/internal/y", "/search/x/%2e%2e/internal/y", "/search//internal/x",
            "/search/x/..%2finternal/y", "/search/x%5c..%5cinternal/y", "/v1/orders/..%2f..%2finternal%2fx",
            "/v1/orders/../../internal/x", "/internal/heads", "//internal/heads", "/search%2finternal/x", "/order/internal%2fx",
        ],
    )  # fmt: skip
    def test_what_services_say_among_themselves_is_never_reached(self, stage: Stage, path: str):
        found = stage.ask("POST", path, body=b"{}")
        assert found.status in (400, 404), found.body
        assert found.json["type"].startswith(PROBLEMS)
        assert stage.ask("GET", path).status in (400, 404)
        assert not any(each.seen for each in stage.all())

    def test_headers_that_only_services_may_send(self, stage: Stage):
        mine = ["Skerry-Undoes", "Skerry-Caller", "Skerry-Roles", "skerry-roles", "Skerry_Roles", "SKERRY_UNDOES"]
        found = stage.ask("GET", "/v1/orders", [*((name, "admin") for name in mine), ("Skerry-Deadline", "999999")])
        assert [key for key, _ in found.json["headers"] if key.replace("_", "-").startswith("skerry-")] == [
            "skerry-deadline"
        ]
        assert self.near(found, "10000")

    def test_headers_of_one_connection_stay_there(self, stage: Stage):
        given = [("X-Mine", "1"), ("Keep-Alive", "timeout=5")]
        found = stage.ask("GET", "/v1/orders", given)
        assert (sent(found, "keep-alive"), sent(found, "x-mine")) == ([], ["1"])
        named = stage.ask("GET", "/v1/orders", [("Connection", "X-Mine"), ("X-Mine", "1")])
        assert (named.status, sent(named, "x-mine")) == (200, [])

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

    # — pages of other origins —

    def test_a_page_asks_before_it_calls(self, stage: Stage):
        asked = {
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "idempotency-key",
        }
        found = stage.ask("OPTIONS", "/v1/orders", asked)
        assert found.status in (200, 204)
        assert found.header("Access-Control-Allow-Origin") == ORIGIN
        assert "POST" in found.header("Access-Control-Allow-Methods")
        assert "Idempotency-Key" in found.header("Access-Control-Allow-Headers")
        assert found.header("Access-Control-Max-Age") == "600"
        assert not stage.services["order"][0].seen
        refused = stage.ask("OPTIONS", "/v1/orders", {**asked, "Origin": "https://evil.example"})
        assert (refused.status, refused.header("Access-Control-Allow-Origin")) == (405, "")

    def test_a_page_calls(self, stage: Stage):
        found = stage.ask("GET", "/v1/orders", {"Origin": ORIGIN})
        assert found.header("Access-Control-Allow-Origin") == ORIGIN
        assert "ETag" in found.header("Access-Control-Expose-Headers")
        assert "Origin" in found.header("Vary")
        assert (
            stage.ask("GET", "/v1/orders", {"Origin": "https://evil.example"}).header("Access-Control-Allow-Origin")
            == ""
        )
        late = stage.ask("GET", "/v1/slow?sleep=20", {"Origin": ORIGIN})
        assert (late.status, late.header("Access-Control-Allow-Origin")) == (504, ORIGIN)

    # — canaries —

    def test_a_tenth_of_those_that_want_it_try_it_out(self, stage: Stage):
        found = self.drawn(stage, "/v1/try", {"version": "canary"}, 1000)
        assert 70 <= found["try@v2.0"] <= 130
        assert found["try.0"] == 1000 - found["try@v2.0"]

    def test_nobody_else_does(self, stage: Stage):
        assert self.drawn(stage, "/v1/try", {}, 200) == {"try.0": 200}
        assert self.drawn(stage, "/v1/try", {"version": "other"}, 200) == {"try.0": 200}

    def test_a_canary_by_cookie(self, stage: Stage):
        found = self.drawn(stage, "/v1/biscuit", {"Cookie": "a=b; beta=yes; c=d"}, 400)
        assert 12 <= found["biscuit@v2.0"] <= 80
        assert self.drawn(stage, "/v1/biscuit", {"Cookie": "alphabeta=yes; beta=yes2"}, 100) == {"biscuit.0": 100}

    def test_a_canary_that_does_not_run_harms_nobody(self, stage: Stage):
        stage.register(try_at_v2=[])
        try:
            time.sleep(0.5)
            assert self.drawn(stage, "/v1/try", {"version": "canary"}, 100) == {"try.0": 100}
        finally:
            stage.register()

    @staticmethod
    def drawn(stage: Stage, path: str, headers: dict[str, str], count: int) -> Counter[str]:
        """Who has answered, on one connection that is kept."""
        stage.clear()
        parts = urlsplit(stage.part.url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        for _ in range(count):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            assert (answer.status, bool(answer.read())) == (200, True)
        connection.close()
        return Counter({each.name: len(each.seen) for each in stage.all() if each.seen})

    def test_a_request_is_told_in_its_trace(self, tmp_path: Path):
        loop, store = Loop(), Store(tmp_path / "telemetry.db")
        receiver = Receiver(store)
        loop.call(receiver.start())
        stage = Stage(tmp_path, table(), type(self).make, receiver.url)
        try:
            stage.serve("order")
            stage.start()
            trace = "0af7651916cd43dd8448eb211c80319c"
            found = stage.ask("GET", "/v1/orders/7", {"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
            (span,) = self.spans(loop, receiver, store, trace)
            assert (span.service, span.name, span.parent) == ("gateway", "GET /v1/orders/{id}", "b7ad6b7169203331")
            assert sent(found, "traceparent") == [f"00-{trace}-{span.id}-01"]
            fresh = stage.ask("GET", "/v1/orders/7")
            (begun,) = sent(fresh, "traceparent")
            assert begun.split("-")[1] not in ("", trace)
        finally:
            stage.stop()
            loop.call(receiver.stop())
            loop.close()

    @staticmethod
    def spans(loop: Loop, receiver: Receiver, store: Store, trace: str) -> list[Span]:
        """Those of a trace, once there are any."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            loop.call(receiver.flushed())
            if found := store.trace(trace):
                return list(found)
            time.sleep(0.05)
        raise AssertionError("no span has arrived")

    # — who asked, and what it is called —

    def test_every_request_has_a_name(self, stage: Stage):
        found = stage.ask("GET", "/v1/orders")
        assert sent(found, "x-request-id") == [found.header("X-Request-Id")]
        assert len(found.header("X-Request-Id")) >= 32
        again = stage.ask("GET", "/v1/orders", {"X-Request-Id": "mine-7"})
        assert (sent(again, "x-request-id"), again.header("X-Request-Id")) == (["mine-7"], "mine-7")
        for path in ("/nothing", "/v1/slow?sleep=20"):
            assert stage.ask("GET", path, {"X-Request-Id": "mine-8"}).header("X-Request-Id") == "mine-8"

    def test_a_trace_goes_on(self, stage: Stage):
        context = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        found = stage.ask("GET", "/v1/orders", {"traceparent": context, "tracestate": "a=b", "baggage": "c=d"})
        assert (sent(found, "traceparent"), sent(found, "tracestate"), sent(found, "baggage")) == (
            [context],
            ["a=b"],
            ["c=d"],
        )

    def test_a_request_is_written_down(self, stage: Stage):
        stage.ask("GET", "/order/v1/orders/7?secret=1", {"X-Request-Id": "written"})
        stage.ask("GET", "/nothing", {"X-Request-Id": "lost"})
        found = self.written(stage, "lost")
        said = [found["written"][name] for name in ("method", "status", "service")]
        assert said == ["GET", 200, "order"]
        assert (
            found["written"]["path"].removeprefix("/order") == "/v1/orders/7"
        )  # Envoy writes the path that the service has got
        assert found["written"]["ms"] >= 0 and found["written"]["sent"] > 0 and found["written"]["time"].endswith("Z")
        assert (found["lost"]["status"], found["lost"].get("service", "")) == (404, "")

    @staticmethod
    def written(stage: Stage, last: str) -> dict[str, dict[str, Any]]:
        """What was written down, by the names of the requests, once the last is there."""
        until = time.monotonic() + 30
        while True:
            text = stage.place.access.read_text() if stage.place.access.exists() else ""
            found = (
                {each["request"]: each for each in map(json.loads, text.splitlines())} if text.endswith("\n") else {}
            )
            if last in found or time.monotonic() > until:
                return found
            time.sleep(0.05)

    @pytest.mark.slow
    @pytest.mark.parametrize("said", [b"", b"GET /v1/orders HTTP/1.1\r\nHost"])
    def test_who_says_nothing_is_sent_away(self, stage: Stage, said: bytes):
        parts = urlsplit(stage.part.url)
        with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
            connection.sendall(said)
            if said or type(self).__name__ == "TestPython":  # Envoy lets a silent connection be for 75 s
                while connection.recv(65_536):
                    pass

    def test_where_a_request_is_from(self, stage: Stage):
        found = stage.ask("GET", "/v1/orders", {"X-Forwarded-For": "10.0.0.1"})
        (said,) = sent(found, "x-forwarded-for")
        first, second = said.split(",")
        assert (first, bool(ip_address(second.strip()))) == (
            "10.0.0.1",
            True,
        )  # Envoy puts its own where it is called from here
        assert sent(found, "x-forwarded-proto") == ["http"]

    def test_it_says_how_it_is(self, stage: Stage):
        for path in ("/health", "/ready", "/started"):
            found = stage.ask("GET", path)
            assert (found.status, found.json) == (200, {"status": "pass"})

    def test_it_keeps_its_address(self, stage: Stage):
        before = stage.part.url
        stage.restart()
        assert (stage.part.url, stage.ask("GET", "/v1/orders").status) == (before, 200)

    def test_it_is_killed_and_comes_back(self, stage: Stage):
        before = stage.part.url
        os.kill(stage.part.pid, signal.SIGKILL)
        stage.loop.call(stage.part.ended())
        with pytest.raises(OSError):
            stage.ask("GET", "/v1/orders")
        stage.loop.call(stage.part.start())
        assert (stage.part.url, stage.ask("GET", "/v1/orders").status) == (before, 200)

    def test_it_ends_what_is_under_way_before_it_stops(self, stage: Stage):
        with ThreadPoolExecutor(1) as others:
            late = others.submit(stage.ask, "POST", "/v1/orders?sleep=2", {}, b"{}")
            until = time.monotonic() + 20
            while not stage.services["order"][0].seen and time.monotonic() < until:
                time.sleep(0.01)
            stage.restart()
            assert late.result(30).status == 200
        assert stage.ask("GET", "/v1/orders").status == 200

    def test_it_dies_with_who_started_it(self, stage: Stage, tmp_path: Path):
        folder = tmp_path / "other"
        Stage(folder, table(), type(self).make).loop.close()
        name = f"{type(self).__module__}:made"
        code = STARTED.format(module=name.partition(":")[0], folder=str(folder))
        parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
        parent.wait()
        until = time.monotonic() + 20
        while alive(pid) and time.monotonic() < until:
            time.sleep(0.05)
        assert not alive(pid)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
