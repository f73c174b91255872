"""What a service counts and measures, under the names of OpenTelemetry's semantic conventions: shown as OpenMetrics, sent as OTLP.

The instruments are `prometheus_client`'s, in a registry of this service's own. What is cheap to count is counted as it happens; what
would cost a query (how much waits, how far a read model is behind) is looked at only when somebody asks, by *watchers*.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

log = logging.getLogger("skerry.telemetry")
MEDIA = CONTENT_TYPE_LATEST
SECONDS = (
    0.005,
    0.01,
    0.025,
    0.05,
    0.075,
    0.1,
    0.25,
    0.5,
    0.75,
    1.0,
    2.5,
    5.0,
    7.5,
    10.0,
)  # what OpenTelemetry advises for HTTP
PATIENCE = 2.0  # seconds that a watcher has
Outcome = Literal["ok", "refused", "failed"]
Watcher = Callable[[], Awaitable[None]]
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"))
_SAMPLED = b"01"
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each one, which nothing here reads


class Metrics:
    """The instruments of one service; times are seconds."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self.registry)
        self._requests = self.histogram(
            "http_server_request_duration_seconds", "How long requests took.",
            "http_request_method", "http_route", "http_response_status_code",
        )  # fmt: skip
        self._calls = self.histogram(
            "http_client_request_duration_seconds", "How long calls of other services took, each try by itself.",
            "server_address", "operation", "outcome",
        )  # fmt: skip
        self._events = self.histogram(
            "messaging_process_duration_seconds", "How long events took that were heard.", "message_type", "outcome"
        )
        self._watchers: list[Watcher] = []
        self._served: dict[tuple[str, str, int], Any] = {}

    def histogram(self, name: str, about: str, *labels: str) -> Histogram:
        """A histogram of seconds."""
        return Histogram(name, about, labels, registry=self.registry, buckets=SECONDS)

    def counter(self, name: str, about: str, *labels: str) -> Counter:
        """A counter."""
        return Counter(name, about, labels, registry=self.registry)

    def gauge(self, name: str, about: str, *labels: str) -> Gauge:
        """A value that goes up and down."""
        return Gauge(name, about, labels, registry=self.registry)

    def watch(self, watcher: Watcher) -> None:
        """Has it set its gauges each time somebody asks for them."""
        self._watchers.append(watcher)

    # — what happens —

    def served(self, method: str, route: str, status: int, seconds: float, traceparent: bytes = b"") -> None:
        """A request was answered. `route` is the template of its path ('' for none); a sampled trace is kept as an exemplar."""
        key = (method if method in _METHODS else "_OTHER", route, status)
        child = self._served.get(key)
        if child is None:
            child = self._served[key] = self._requests.labels(*key)
        child.observe(seconds, _exemplar(traceparent))

    def called(self, server: str, operation: str, outcome: Outcome, seconds: float) -> None:
        """Another service was asked, once."""
        self._calls.labels(server, operation, outcome).observe(seconds)

    def heard(self, kind: str, outcome: Outcome, seconds: float) -> None:
        """An event was handled, or has to come again."""
        self._events.labels(kind, outcome).observe(seconds)

    # — what is known —

    async def observed(self) -> Sequence[Any]:
        """All families of samples, with gauges as they are now."""
        await self._look()
        return list(self.registry.collect())

    async def text(self) -> bytes:
        """The same in OpenMetrics 1.0."""
        await self._look()
        found: bytes = generate_latest(self.registry)  # type: ignore[no-untyped-call]
        return found

    async def _look(self) -> None:
        """One watcher that fails leaves its gauges as they were: a database that is down must not hide all else."""
        for found in await asyncio.gather(*map(_patiently, self._watchers), return_exceptions=True):
            if isinstance(found, Exception):
                log.warning("a metric is as it was: %s", str(found) or type(found).__name__)


async def _patiently(watcher: Watcher) -> None:
    async with asyncio.timeout(PATIENCE):
        await watcher()


def _exemplar(traceparent: bytes) -> dict[str, str] | None:
    """The trace of a sampled request: `00-TRACE-SPAN-01`."""
    if len(traceparent) != 55 or not traceparent.endswith(_SAMPLED):
        return None
    return {"trace_id": traceparent[3:35].decode("latin-1")}
