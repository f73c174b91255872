"""Spans and log records as OTLP messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, ResourceLogs, ScopeLogs
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status
from opentelemetry.sdk.trace import ReadableSpan

_SCOPE = InstrumentationScope(name="skerry_runtime")
_REMOTE, _LOCAL = 0x300, 0x100  # whether the parent is of another process


@dataclass(frozen=True, slots=True)
class Line:
    """A log record; `time` is in nanoseconds since 1970, `number` the severity of OpenTelemetry, ids are 0 where there is no span."""

    time: int
    number: int
    level: str
    text: str
    trace: int
    span: int
    attributes: Mapping[str, Any]


def spans(resource: Resource, found: Sequence[ReadableSpan]) -> bytes:
    """The body of a request to `/v1/traces`."""
    scope = ScopeSpans(scope=_SCOPE, spans=[_span(span) for span in found])
    return ExportTraceServiceRequest(
        resource_spans=[ResourceSpans(resource=resource, scope_spans=[scope])]
    ).SerializeToString()


def lines(resource: Resource, found: Sequence[Line]) -> bytes:
    """The body of a request to `/v1/logs`."""
    scope = ScopeLogs(scope=_SCOPE, log_records=[_line(line) for line in found])
    return ExportLogsServiceRequest(
        resource_logs=[ResourceLogs(resource=resource, scope_logs=[scope])]
    ).SerializeToString()


def resource(attributes: Mapping[str, Any]) -> Resource:
    """Who sends."""
    return Resource(attributes=_pairs(attributes))


def _span(span: ReadableSpan) -> Span:
    own, parent = span.context, span.parent
    found = Span(
        trace_id=own.trace_id.to_bytes(16, "big"),
        span_id=own.span_id.to_bytes(8, "big"),
        name=span.name,
        kind=span.kind.value + 1,  # type: ignore[arg-type]
        start_time_unix_nano=span.start_time or 0,
        end_time_unix_nano=span.end_time or 0,
        attributes=_pairs(span.attributes or {}),
        status=Status(code=span.status.status_code.value, message=span.status.description or ""),  # type: ignore[arg-type]
        flags=own.trace_flags | (_REMOTE if parent is not None and parent.is_remote else _LOCAL),
    )
    if parent is not None:
        found.parent_span_id = parent.span_id.to_bytes(8, "big")
    for event in span.events:
        found.events.add(name=event.name, time_unix_nano=event.timestamp, attributes=_pairs(event.attributes or {}))
    for link in span.links:
        ids = {
            "trace_id": link.context.trace_id.to_bytes(16, "big"),
            "span_id": link.context.span_id.to_bytes(8, "big"),
        }
        found.links.add(**ids, attributes=_pairs(link.attributes or {}))
    return found


def _line(line: Line) -> LogRecord:
    return LogRecord(
        time_unix_nano=line.time,
        observed_time_unix_nano=line.time,
        severity_number=line.number,  # type: ignore[arg-type]
        severity_text=line.level,
        body=AnyValue(string_value=line.text),
        attributes=_pairs(line.attributes),
        trace_id=line.trace.to_bytes(16, "big") if line.trace else b"",
        span_id=line.span.to_bytes(8, "big") if line.span else b"",
    )


def _pairs(attributes: Mapping[str, Any]) -> list[KeyValue]:
    return [KeyValue(key=key, value=_value(value)) for key, value in attributes.items()]


def _value(value: Any) -> AnyValue:
    if isinstance(value, str):
        return AnyValue(string_value=value)
    if isinstance(value, bool):
        return AnyValue(bool_value=value)
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return AnyValue(int_value=value)
    if isinstance(value, float):
        return AnyValue(double_value=value)
    if isinstance(value, Mapping):
        return AnyValue(kvlist_value=KeyValueList(values=_pairs({str(key): part for key, part in value.items()})))
    if isinstance(value, (list, tuple)):
        return AnyValue(array_value=ArrayValue(values=[_value(part) for part in value]))
    return AnyValue() if value is None else AnyValue(string_value=str(value))
