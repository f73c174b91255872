"""Traces as other tools read them: Jaeger's JSON (what its page loads from a file) and Zipkin's (`POST /api/v2/spans`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from skerry.run.telemetry.received import Span

Object = dict[str, Any]
_ZIPKIN = {"client": "CLIENT", "server": "SERVER", "producer": "PRODUCER", "consumer": "CONSUMER"}
_MICROSECOND = 1000  # nanoseconds


def jaeger(spans: Sequence[Span]) -> str:
    """`{"data": [{traceID, spans, processes}]}` (jaeger-ui's `TraceData`); one process a service."""
    services = sorted({span.service for span in spans})
    processes = {service: f"p{at}" for at, service in enumerate(services, 1)}
    traces: dict[str, list[Object]] = {}
    for span in spans:
        traces.setdefault(span.trace, []).append(_jaeger(span, processes[span.service]))
    known = {name: {"serviceName": service, "tags": []} for service, name in processes.items()}
    data = [{"traceID": trace, "spans": found, "processes": known} for trace, found in traces.items()]
    return json.dumps({"data": data}, indent=1)


def _jaeger(span: Span, process: str) -> Object:
    references = [{"refType": "CHILD_OF", "traceID": span.trace, "spanID": span.parent}] if span.parent else []
    references += [{"refType": "FOLLOWS_FROM", "traceID": trace, "spanID": id_} for trace, id_ in span.links]
    tags = [_tag("span.kind", span.kind), *(_tag(key, value) for key, value in span.attributes.items())]
    return {
        "traceID": span.trace, "spanID": span.id, "operationName": span.name, "references": references,
        "startTime": span.start // _MICROSECOND, "duration": max(0, span.end - span.start) // _MICROSECOND,
        "tags": [*tags, *([_tag("error", True)] if span.status == "error" else [])], "logs": [], "processID": process,
    }  # fmt: skip


def _tag(key: str, value: Any) -> Object:
    for kind, name in ((bool, "bool"), (int, "int64"), (float, "float64"), (str, "string")):
        if isinstance(value, kind):
            return {"key": key, "type": name, "value": value}
    return {"key": key, "type": "string", "value": json.dumps(value)}


def zipkin(spans: Sequence[Span]) -> str:
    """A list of spans of Zipkin's API, version 2."""
    return json.dumps([_zipkin(span) for span in spans], indent=1)


def _zipkin(span: Span) -> Object:
    found: Object = {
        "traceId": span.trace, "id": span.id, "name": span.name, "timestamp": span.start // _MICROSECOND,
        "duration": max(1, (span.end - span.start) // _MICROSECOND), "localEndpoint": {"serviceName": span.service},
        "tags": {key: value if isinstance(value, str) else json.dumps(value) for key, value in span.attributes.items()},
    }  # fmt: skip
    if span.parent:
        found["parentId"] = span.parent
    if kind := _ZIPKIN.get(span.kind):
        found["kind"] = kind
    if span.status == "error":
        found["tags"].setdefault("error", "true")
    return found
