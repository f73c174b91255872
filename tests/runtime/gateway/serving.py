"""What else a gateway does for those who ask and those who run it: pages, canaries, traces, and its own life."""

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
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.runtime.gateway.base import Base, sent
from tests.runtime.gateway.stage import Loop, Stage
from tests.runtime.gateway.tables import ORIGIN, table

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


class Serving(Base):
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
                {each.get("request", ""): each for each in map(json.loads, text.splitlines())}
                if text.endswith("\n")
                else {}
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
