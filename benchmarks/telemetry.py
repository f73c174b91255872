"""What a span costs the code that makes it, in microseconds: with an endpoint, without one, and with the bare SDK."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median
from typing import Any

from opentelemetry.sdk.trace import TracerProvider

from benchmarks.measure import table
from skerry_runtime.telemetry import setup, span

_SPANS, _ROUNDS, _PARENT = 3_000, 5, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class _Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


def main() -> None:
    """Measure."""
    with receiver() as endpoint:
        _measured(endpoint)


@contextmanager
def receiver() -> Iterator[str]:
    """The address of somebody who takes OTLP, and throws it away."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _measured(endpoint: str) -> None:
    tracer = TracerProvider(shutdown_on_exit=False).get_tracer("bare")
    bare: list[float] = []
    off: list[float] = []
    on: list[tuple[float, float]] = []
    for _ in range(_ROUNDS):
        bare.append(_each(lambda: tracer.start_as_current_span("request", attributes={"http.route": "/orders"}))[0])
        setup("bench", stream=io.StringIO())
        off.append(_each(_ours)[0])
        telemetry = setup("bench", endpoint=endpoint, stream=io.StringIO())
        before = time.process_time()
        made = _each(_ours)[0]
        telemetry.flush(30)
        on.append((made, (time.process_time() - before) / _SPANS * 1e6))
        telemetry.close()
    rows = [
        ("bare SDK, not exported", f"{median(bare):.1f}", ""),
        ("no endpoint", f"{median(off):.1f}", ""),
        ("with endpoint", f"{median(made for made, _ in on):.1f}", f"{median(all_ for _, all_ in on):.1f}"),
    ]
    print(
        f"{_SPANS:,} spans, median of {_ROUNDS} rounds, CPU of the calling thread; in all: with the posting thread and the receiver"
    )
    print(table(("", "µs/span", "µs/span in all"), rows))


def _ours() -> AbstractContextManager[Any]:
    return span("request", kind="server", parent=_PARENT, attributes={"http.route": "/orders"})


def _each(make: Callable[[], AbstractContextManager[Any]]) -> tuple[float, float]:
    start = time.thread_time()
    for _ in range(_SPANS):
        with make():
            pass
    used = time.thread_time() - start
    return used / _SPANS * 1e6, used
