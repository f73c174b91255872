"""What a generated service shows at `/metrics`: the only names that rules, alerts and dashboards may use.

The tool does not know the runtime, so the table stands here as data; a test holds it against what a running service answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

HISTOGRAM, GAUGE, COUNTER = "histogram", "gauge", "counter"
_SUFFIXES = {HISTOGRAM: ("_bucket", "_sum", "_count"), GAUGE: ("",), COUNTER: ("_total",)}


@dataclass(frozen=True, slots=True)
class Metric:
    """A family of samples, by the name under which it is declared."""

    name: str
    kind: str
    labels: tuple[str, ...] = ()

    def series(self) -> Iterator[str]:
        """The names that a query uses."""
        return (self.name + suffix for suffix in _SUFFIXES[self.kind])


SERVED = "http_server_request_duration_seconds"
CALLED = "http_client_request_duration_seconds"
HEARD = "messaging_process_duration_seconds"
METRICS = (
    Metric(SERVED, HISTOGRAM, ("http_request_method", "http_route", "http_response_status_code")),
    Metric(CALLED, HISTOGRAM, ("server_address", "operation", "outcome")),
    Metric(HEARD, HISTOGRAM, ("message_type", "outcome")),
    Metric("skerry_outbox_waiting", GAUGE, ("kind",)),
    Metric("skerry_outbox_oldest_seconds", GAUGE, ("kind",)),
    Metric("skerry_events_waiting", GAUGE),
    Metric("skerry_events_oldest_seconds", GAUGE),
    Metric("skerry_dead_letters", GAUGE),
    Metric("skerry_view_behind", GAUGE, ("view",)),
    Metric("skerry_view_delay_seconds", GAUGE, ("view",)),
    Metric("skerry_view_lag_limit_seconds", GAUGE, ("view",)),
    Metric("skerry_sagas_running", GAUGE, ("saga", "version")),
    Metric("skerry_sagas_parked", GAUGE, ("saga",)),
    Metric("skerry_sagas_compensating", GAUGE, ("engine",)),
    Metric("skerry_sagas_waiting", GAUGE, ("engine",)),
    Metric("skerry_sagas_overdue", GAUGE, ("engine",)),
    Metric("skerry_sagas_oldest_seconds", GAUGE, ("engine",)),
    Metric("skerry_sagas_lease_seconds", GAUGE, ("engine",)),
    Metric("skerry_sagas_batch", GAUGE, ("engine",)),
    Metric("skerry_sagas_commit_seconds", GAUGE, ("engine",)),
    Metric("skerry_breaker_open", GAUGE, ("server_address",)),
    Metric("skerry_replicas_left_out", GAUGE, ("server_address",)),
    Metric("process_cpu_seconds", COUNTER),
    Metric("process_resident_memory_bytes", GAUGE),
    Metric("process_virtual_memory_bytes", GAUGE),
    Metric("process_start_time_seconds", GAUGE),
    Metric("process_open_fds", GAUGE),
    Metric("process_max_fds", GAUGE),
)
SERIES = frozenset(name for metric in METRICS for name in metric.series())
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)  # of buckets, in seconds
PATH = "/metrics"
