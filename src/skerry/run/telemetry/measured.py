"""OTLP metrics as values: sums, gauges and histograms out of what exporters send, as protobuf or JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import AggregationTemporality

from skerry.run.telemetry.received import NAME, attributes_of, parsed, time_of

_MOST = 20_000  # points of one export
_BUCKETS = 200
_CUMULATIVE = AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE


@dataclass(frozen=True, slots=True)
class Point:
    """A series at one moment. Times are nanoseconds of Unix time; sums and histograms are counted from `since` on.

    `value` is that of a sum or gauge, or the sum of a histogram's values; `counts` are a histogram's, one more than its `bounds`.
    """

    service: str
    instance: str
    name: str
    attributes: dict[str, Any]
    since: int
    at: int
    value: float
    counts: tuple[int, ...] = ()
    bounds: tuple[float, ...] = ()


def points(body: bytes, *, as_json: bool) -> list[Point]:
    """The points of an export; those of kinds that nothing here asks for (deltas, summaries, exponential histograms) are left out.

    Raises:
        Unreadable: it is none.
    """
    return list(islice(_points(parsed(ExportMetricsServiceRequest(), body, as_json)), _MOST))


def _points(request: ExportMetricsServiceRequest) -> Iterator[Point]:
    for resource in request.resource_metrics:
        sender = attributes_of(resource.resource.attributes)
        service = str(sender.get("service.name", "unknown"))[:NAME]
        instance = str(sender.get("service.instance.id", service))[:NAME]
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                for point in _of_metric(metric):
                    yield Point(service, instance, metric.name[:NAME], *point)


def _of_metric(metric: Any) -> Iterator[tuple[Any, ...]]:
    kind = metric.WhichOneof("data")
    if kind == "gauge" or (kind == "sum" and metric.sum.aggregation_temporality == _CUMULATIVE):
        for each in getattr(metric, kind).data_points:
            value = each.as_double if each.WhichOneof("value") == "as_double" else float(each.as_int)
            if math.isfinite(value):
                yield (
                    attributes_of(each.attributes),
                    time_of(each.start_time_unix_nano),
                    time_of(each.time_unix_nano),
                    value,
                )
    elif kind == "histogram" and metric.histogram.aggregation_temporality == _CUMULATIVE:
        for each in metric.histogram.data_points:
            counts, bounds = tuple(each.bucket_counts), tuple(each.explicit_bounds)
            whole = len(counts) == len(bounds) + 1 <= _BUCKETS and all(map(math.isfinite, (*bounds, each.sum)))
            if whole:
                times = time_of(each.start_time_unix_nano), time_of(each.time_unix_nano)
                yield attributes_of(each.attributes), *times, each.sum, counts, bounds
