"""OTLP as values: spans and log records out of what exporters send, as protobuf or JSON (opentelemetry-proto 1.x)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

_KINDS = ("", "internal", "server", "client", "producer", "consumer")
_STATUS = ("", "ok", "error")
_MANY, _LONG, NAME = 128, 4096, 512  # attributes, and characters of a value and of a name, that are kept
_LATEST = 2**63 - 1


class Unreadable(ValueError):
    """What was sent is not OTLP."""


@dataclass(frozen=True, slots=True)
class Span:
    """One span; ids are hexadecimal, times in nanoseconds of Unix time."""

    trace: str
    id: str
    parent: str
    service: str
    name: str
    kind: str
    start: int
    end: int
    status: str
    attributes: dict[str, Any]
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One log record."""

    at: int
    service: str
    level: str
    text: str
    trace: str
    span: str
    attributes: dict[str, Any]


def spans(body: bytes, *, as_json: bool) -> list[Span]:
    """The spans of an export.

    Raises:
        Unreadable: it is none.
    """
    return list(_spans(parsed(ExportTraceServiceRequest(), body, as_json)))


def records(body: bytes, *, as_json: bool) -> list[Record]:
    """The log records of an export.

    Raises:
        Unreadable: it is none.
    """
    return list(_records(parsed(ExportLogsServiceRequest(), body, as_json)))


def parsed(into: Any, body: bytes, as_json: bool) -> Any:
    """The request that these bytes are, read into an empty one.

    Raises:
        Unreadable: they are none.
    """
    try:
        if as_json:
            json_format.ParseDict(_binary_ids(json.loads(body)), into, ignore_unknown_fields=True)
        else:
            message: Message = into
            message.ParseFromString(body)
    except (DecodeError, json_format.ParseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"this is no OTLP: {str(error)[:200]}") from error
    return into


def _binary_ids(value: Any) -> Any:
    """OTLP's JSON has ids in hexadecimal, where protobuf's has base64."""
    if isinstance(value, dict):
        return {
            name: _base64(part) if name in _IDS and isinstance(part, str) else _binary_ids(part)
            for name, part in value.items()
        }
    return [_binary_ids(part) for part in value] if isinstance(value, list) else value


_IDS = frozenset(("traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id"))


def _base64(text: str) -> str:
    return base64.b64encode(bytes.fromhex(text)).decode()


def _spans(request: ExportTraceServiceRequest) -> Iterator[Span]:
    for resource in request.resource_spans:
        service = _service(resource.resource.attributes)
        for scope in resource.scope_spans:
            for each in scope.spans:
                if each.trace_id and each.span_id:  # without them it is nobody's
                    yield _span(service, each)


def _span(service: str, each: Any) -> Span:
    return Span(
        each.trace_id.hex()[:32], each.span_id.hex()[:16], each.parent_span_id.hex()[:16], service, each.name[:NAME],
        _named(_KINDS, each.kind), time_of(each.start_time_unix_nano), time_of(each.end_time_unix_nano),
        _named(_STATUS, each.status.code), attributes_of(each.attributes),
        tuple((link.trace_id.hex()[:32], link.span_id.hex()[:16]) for link in each.links[:_MANY]),
    )  # fmt: skip


def _records(request: ExportLogsServiceRequest) -> Iterator[Record]:
    for resource in request.resource_logs:
        service = _service(resource.resource.attributes)
        for scope in resource.scope_logs:
            for each in scope.log_records:
                yield Record(
                    time_of(each.time_unix_nano or each.observed_time_unix_nano), service, each.severity_text[:NAME],
                    str(_value(each.body))[:_LONG], each.trace_id.hex()[:32], each.span_id.hex()[:16], attributes_of(each.attributes),
                )  # fmt: skip


def _named(names: tuple[str, ...], number: int) -> str:
    """The name of a number of an enumeration; a newer exporter may send one that nobody knows here."""
    return names[number] if 0 <= number < len(names) else ""


def time_of(nanoseconds: int) -> int:
    """A time that SQLite can hold."""
    return min(nanoseconds, _LATEST)


def _service(attributes: Iterable[KeyValue]) -> str:
    return str(attributes_of(attributes).get("service.name", "unknown"))[:NAME]


def attributes_of(of: Iterable[KeyValue]) -> dict[str, Any]:
    """Attributes as plain values, as many and as long as are kept."""
    return {each.key[:NAME]: _value(each.value) for each in islice(of, _MANY)}


def _value(of: AnyValue) -> Any:
    kind = of.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [_value(each) for each in of.array_value.values[:_MANY]]
    if kind == "kvlist_value":
        return attributes_of(of.kvlist_value.values)
    found = of.bytes_value[:_LONG].hex() if kind == "bytes_value" else getattr(of, kind)
    return found[:_LONG] if isinstance(found, str) else found
