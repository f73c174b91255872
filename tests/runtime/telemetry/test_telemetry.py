"""What a receiver of OTLP gets, what stands in the logs, and that nobody waits for a receiver that is away."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from skerry_runtime.telemetry import Telemetry, setup, span, trace_headers, traceparent
from skerry_runtime.telemetry.post import Post
from skerry_runtime.telemetry.tracing import parsed

OUTSIDE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Receiver:
    """Takes OTLP over HTTP, as a collector does."""

    def __init__(self, port: int = 0) -> None:
        self.spans: dict[str, Span] = {}
        self.logs: list[LogRecord] = []
        self.senders: set[str] = set()
        self.status = 200
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status == 200:
                    receiver.take(self.path, body)
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def take(self, path: str, body: bytes) -> None:
        if path == "/v1/traces":
            for found in ExportTraceServiceRequest.FromString(body).resource_spans:
                self.senders.add(str({pair.key: pair.value.string_value for pair in found.resource.attributes}))
                self.spans |= {span.name: span for scope in found.scope_spans for span in scope.spans}
        else:
            for group in ExportLogsServiceRequest.FromString(body).resource_logs:
                self.logs += [line for scope in group.scope_logs for line in scope.log_records]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.close()


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(autouse=True)
def root() -> Iterator[None]:
    """The root logger as it was."""
    logger = logging.getLogger()
    handlers, level = logger.handlers[:], logger.level
    yield
    logger.handlers[:] = handlers
    logger.setLevel(level)


@pytest.fixture
def telemetry(receiver: Receiver, stream: io.StringIO) -> Iterator[Telemetry]:
    found = setup("order-service", "order-service.1", receiver.url, version="1.2", stream=stream)
    yield found
    found.close()


def test_one_trace_from_a_request_over_an_event_to_its_consumer(receiver: Receiver, telemetry: Telemetry) -> None:
    with span("POST /orders", kind="server", parent=OUTSIDE, attributes={"http.status": 201, "ok": True, "t": 0.5}):
        with span("insert"):
            event = traceparent()
        header = trace_headers()["traceparent"]
    assert traceparent() == ""
    with span("react", kind="consumer", parent=event, links=[header, "nonsense"]):
        pass
    assert telemetry.flush(20)
    request, insert, react = (receiver.spans[name] for name in ("POST /orders", "insert", "react"))
    assert {found.trace_id.hex() for found in (request, insert, react)} == {OUTSIDE[3:35]}
    assert request.parent_span_id.hex() == OUTSIDE[36:52]
    assert insert.parent_span_id == request.span_id
    assert react.parent_span_id == insert.span_id
    assert [link.span_id for link in react.links] == [request.span_id]
    assert (request.kind, insert.kind, react.kind) == (
        Span.SPAN_KIND_SERVER,
        Span.SPAN_KIND_INTERNAL,
        Span.SPAN_KIND_CONSUMER,
    )
    assert request.flags & 0x200 and not insert.flags & 0x200
    assert request.start_time_unix_nano <= insert.start_time_unix_nano <= insert.end_time_unix_nano
    attributes = {pair.key: pair.value for pair in request.attributes}
    assert (attributes["http.status"].int_value, attributes["ok"].bool_value, attributes["t"].double_value) == (
        201,
        True,
        0.5,
    )
    assert receiver.senders == {
        str({"service.name": "order-service", "service.instance.id": "order-service.1", "service.version": "1.2"})
    }


def test_an_exception_makes_an_error(receiver: Receiver, telemetry: Telemetry) -> None:
    with pytest.raises(ZeroDivisionError), span("divide"):
        raise ZeroDivisionError("by zero")
    assert telemetry.flush(20)
    found = receiver.spans["divide"]
    assert (found.status.code, found.status.message) == (Status.STATUS_CODE_ERROR, "ZeroDivisionError: by zero")
    assert [event.name for event in found.events] == ["exception"]


def test_a_parent_that_is_none_begins_a_trace(receiver: Receiver, telemetry: Telemetry) -> None:
    with span("outer"), span("own", parent=""):
        pass
    assert telemetry.flush(20)
    assert receiver.spans["own"].parent_span_id == b""
    assert receiver.spans["own"].trace_id != receiver.spans["outer"].trace_id


def test_what_a_caller_does_not_sample_is_not_sent(receiver: Receiver, telemetry: Telemetry) -> None:
    with span("quiet", parent=OUTSIDE[:-1] + "0"):
        assert traceparent().endswith("-00")
    with span("loud"):
        pass
    assert telemetry.flush(20)
    assert set(receiver.spans) == {"loud"}


def test_tasks_have_spans_of_their_own(receiver: Receiver, telemetry: Telemetry) -> None:
    async def task(name: str) -> None:
        with span(name, parent=""):
            await asyncio.sleep(0.01)
            with span(name + " child"):
                await asyncio.sleep(0.01)

    async def both() -> None:
        await asyncio.gather(task("a"), task("b"))

    asyncio.run(both())
    assert telemetry.flush(20)
    for name in ("a", "b"):
        assert receiver.spans[name + " child"].parent_span_id == receiver.spans[name].span_id


def test_without_an_endpoint_contexts_are_passed_on_and_nothing_is_made(stream: io.StringIO) -> None:
    threads = threading.active_count()
    telemetry = setup("order-service", stream=stream)
    with span("request", parent=OUTSIDE), span("inner"):
        assert traceparent() == OUTSIDE
        assert trace_headers() == {"traceparent": OUTSIDE}
        logging.getLogger("shop").warning("low")
    with span("alone"):
        assert traceparent() == ""
        assert trace_headers() == {}
    assert threading.active_count() == threads
    assert (telemetry.dropped, telemetry.flush()) == (0, True)
    telemetry.close()
    assert json.loads(stream.getvalue())["trace_id"] == OUTSIDE[3:35]


def test_logs_are_lines_of_json_and_go_to_the_receiver_too(
    receiver: Receiver, telemetry: Telemetry, stream: io.StringIO
) -> None:
    log = logging.getLogger("shop.orders")
    log.debug("not wanted")
    with span("place"):
        log.info("order %s placed", 7, extra={"order": 7, "where": {"a": [1]}, "odd": object})
        ids = traceparent()
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        log.exception("two\nlines")
    assert telemetry.flush(20)
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("info", "shop.orders", "order 7 placed")
    assert (first["service"], first["instance"], first["order"]) == ("order-service", "order-service.1", 7)
    assert ids.startswith(f"00-{first['trace_id']}-{first['span_id']}-")
    assert "ZeroDivisionError" in second["exception"]
    assert "trace_id" not in second
    sent, failed = receiver.logs
    assert (sent.body.string_value, sent.severity_text, sent.severity_number) == ("order 7 placed", "INFO", 9)
    assert (sent.trace_id.hex(), sent.span_id.hex()) == (first["trace_id"], first["span_id"])
    assert {"logger", "order", "where", "odd"} == {pair.key for pair in sent.attributes}
    assert failed.severity_number == 17
    assert "ZeroDivisionError" in {pair.key: pair.value.string_value for pair in failed.attributes}["exception"]


def test_a_receiver_that_comes_late_gets_what_was_kept(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skerry_runtime.telemetry.post._PAUSE", 0.05)
    early = Receiver()
    early.close()
    telemetry = setup("s", endpoint=early.url, stream=stream)
    for number in range(50):
        with span(f"span {number}"):
            pass
    assert not telemetry.flush(0.5)
    late = Receiver(early.port)
    try:
        assert telemetry.flush(20)
        assert len(late.spans) == 50
        assert telemetry.dropped == 0
    finally:
        telemetry.close()
        late.close()


def test_more_than_is_kept_is_dropped_and_counted_and_nobody_waits() -> None:
    post = Post("http://127.0.0.1:1", limit=10)
    offer = post.kind("/v1/traces", lambda items: b"")
    post.start()
    start = time.monotonic()
    for number in range(1000):
        offer(number)
    assert time.monotonic() - start < 2
    assert post.dropped >= 980
    post.close(0.1)
    assert post.dropped == 1000


def test_what_a_receiver_refuses_is_dropped(receiver: Receiver, telemetry: Telemetry) -> None:
    receiver.status = 400
    with span("refused"):
        pass
    assert telemetry.flush(20)
    assert telemetry.dropped == 1


def test_an_endpoint_that_is_none() -> None:
    with pytest.raises(ValueError, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
        setup("s", endpoint="localhost:4318")


@given(st.text("0123456789abcdefg-", max_size=60))
def test_nothing_that_comes_as_traceparent_breaks(text: str) -> None:
    assert parsed(text) is None or text.startswith("0")
    with span("any", parent=text):
        pass


@given(st.integers(1, 2**128 - 1), st.integers(1, 2**64 - 1), st.booleans())
def test_a_traceparent_comes_through_as_it_was(trace: int, parent: int, sampled: bool) -> None:
    text = f"00-{trace:032x}-{parent:016x}-{int(sampled):02x}"
    with span("any", parent=text):
        assert traceparent() == text


@pytest.mark.parametrize(
    "text",
    ["00-" + "0" * 32 + "-00f067aa0ba902b7-01", OUTSIDE + "-x", "ff" + OUTSIDE[2:], OUTSIDE.upper(), OUTSIDE + "\n"],
)
def test_what_is_no_traceparent(text: str) -> None:
    assert parsed(text) is None
