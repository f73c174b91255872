"""Metrics as OTLP messages: cumulative sums, gauges, and histograms with their exemplars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    AggregationTemporality,
    Exemplar,
    Gauge,
    Histogram,
    HistogramDataPoint,
    Metric,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

_SCOPE = InstrumentationScope(name="skerry_runtime")
_CUMULATIVE = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE
_DOTTED = {  # what OpenTelemetry writes with dots, where Prometheus has underscores only
    "http_server_request_duration_seconds": "http.server.request.duration",
    "http_client_request_duration_seconds": "http.client.request.duration",
    "messaging_process_duration_seconds": "messaging.process.duration",
    "http_request_method": "http.request.method",
    "http_route": "http.route",
    "http_response_status_code": "http.response.status_code",
    "server_address": "server.address",
    "message_type": "messaging.message.type",
}
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All families of samples at one moment (nanoseconds since 1970); counting began at `since`."""

    since: int
    at: int
    families: Sequence[Any]


def metrics(resource: Resource, found: Sequence[Snapshot]) -> bytes:
    """The body of a request to `/v1/metrics`. Sums are cumulative, so of several snapshots the last one says it all."""
    made = [metric for family in found[-1].families for metric in _metric(family, found[-1])]
    scope = ScopeMetrics(scope=_SCOPE, metrics=made)
    return ExportMetricsServiceRequest(
        resource_metrics=[ResourceMetrics(resource=resource, scope_metrics=[scope])]
    ).SerializeToString()


def _metric(family: Any, of: Snapshot) -> Iterator[Metric]:
    seconds = family.name.endswith("_seconds")
    made = Metric(
        name=_DOTTED.get(family.name, family.name), description=family.documentation, unit="s" if seconds else "1"
    )
    if family.type == "histogram":
        points = list(_histograms(family, of))
        made.histogram.CopyFrom(Histogram(aggregation_temporality=_CUMULATIVE, data_points=points))
    else:
        points_ = [_number(each, of) for each in family.samples]
        points = points_  # type: ignore[assignment]
        if family.type == "counter":
            made.sum.CopyFrom(Sum(aggregation_temporality=_CUMULATIVE, is_monotonic=True, data_points=points_))
        else:
            made.gauge.CopyFrom(Gauge(data_points=points_))
    if points:
        yield made


def _number(sample: Any, of: Snapshot) -> NumberDataPoint:
    return NumberDataPoint(
        attributes=_pairs(sample.labels),
        start_time_unix_nano=of.since,
        time_unix_nano=of.at,
        as_double=float(sample.value),
    )


def _histograms(family: Any, of: Snapshot) -> Iterator[HistogramDataPoint]:
    """One point for each combination of labels; Prometheus counts each bucket with all below it, OTLP by itself."""
    buckets: dict[Labels, list[Any]] = {}
    sums: dict[Labels, float] = {}
    for each in family.samples:
        labels = tuple((name, value) for name, value in each.labels.items() if name != "le")
        if each.name.endswith("_bucket"):
            buckets.setdefault(labels, []).append(each)
        elif each.name.endswith("_sum"):
            sums[labels] = each.value
    for labels, found in buckets.items():
        totals = [int(each.value) for each in found]
        point = HistogramDataPoint(
            attributes=_pairs(dict(labels)), start_time_unix_nano=of.since, time_unix_nano=of.at, count=totals[-1],
            sum=sums.get(labels, 0.0), bucket_counts=[totals[0], *(after - before for before, after in pairwise(totals))],
            explicit_bounds=[float(each.labels["le"]) for each in found[:-1]],
        )  # fmt: skip
        point.exemplars.extend(_exemplar(each.exemplar, of) for each in found if each.exemplar)
        yield point


def _exemplar(of: Any, at: Snapshot) -> Exemplar:
    moment = int(of.timestamp * 1e9) if of.timestamp else at.at
    return Exemplar(as_double=of.value, time_unix_nano=moment, trace_id=bytes.fromhex(of.labels.get("trace_id", "")))


def _pairs(labels: Mapping[str, str]) -> list[KeyValue]:
    return [KeyValue(key=_DOTTED.get(key, key), value=AnyValue(string_value=value)) for key, value in labels.items()]
