"""Spans in the forms in which tools write them to files: OTLP/JSON, Jaeger's and Zipkin's JSON, `skerry trace`'s, and flat lines.

A file is one value or a value a line. What is no span is passed over. Sources: opentelemetry-proto 1.x (JSON encoding), jaeger-ui's
`TraceData`, Zipkin's API version 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

_KINDS = {1: "internal", 2: "server", 3: "client", 4: "producer", 5: "consumer"}
_ANSWER = "/server"  # behind the id of the answering side, where both sides of a call have the same
_MICRO = 1000  # nanoseconds

Attributes = Mapping[str, Any]


class Span(Struct, frozen=True, gc=False):
    """One span. `id`, `parent` and `links` are `trace/span`, so that they are unique in a file; times in nanoseconds, 0 not known.

    `kind` is `internal`, `server`, `client`, `producer`, `consumer` or '' not known; a span of a service without a name has ''.
    """

    service: str
    kind: str
    id: str
    parent: str
    attributes: Attributes
    name: str = ""
    start: int = 0
    end: int = 0
    links: tuple[str, ...] = ()


def spans(data: bytes) -> list[Span]:
    """Every span in a file."""
    found = [span for value in _values(data) for span in _spans(value)]
    shared = {span.parent for span in found if span.id == f"{span.parent}{_ANSWER}"}
    asking = {span.id: span.service for span in found if span.id in shared} if shared else {}
    return [_below(span, shared, asking) for span in found] if shared else found


def _below(span: Span, shared: set[str], asking: Mapping[str, str]) -> Span:
    """With the answering side as its parent, where the two sides of a call have one id: what they cause, that side has."""
    below = span.parent in shared and span.id != f"{span.parent}{_ANSWER}" and span.service != asking.get(span.parent)
    return replace(span, parent=f"{span.parent}{_ANSWER}") if below else span


def first(attributes: Attributes, names: Iterable[str]) -> str:
    """The first of these attributes that is there, as text; ''."""
    return next((str(value) for name in names if (value := attributes.get(name))), "")


def _values(data: bytes) -> Iterator[Any]:
    """The whole as one value, else a value a line."""
    try:
        whole = msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        for line in data.splitlines():
            try:
                yield msgspec.json.decode(line)
            except (msgspec.DecodeError, ValueError, RecursionError):
                continue
        return
    yield from whole if isinstance(whole, list) else [whole]


def _spans(value: Any) -> Iterator[Span]:
    for each in value if isinstance(value, list) else [value]:  # Zipkin's answer to `/traces` is a list a trace
        if isinstance(each, dict):
            yield from _of(each)


def _of(value: dict[str, Any]) -> Iterator[Span]:
    if "resourceSpans" in value:
        return _otlp(value)
    if isinstance(value.get("data"), list):
        return (span for trace in _rows(value, "data") for span in _jaeger(trace))
    if "processes" in value:
        return _jaeger(value)
    if isinstance(value.get("spans"), list):
        return map(_flat, _rows(value, "spans"))
    return iter((_zipkin(value) if "localEndpoint" in value else _flat(value),))


def _otlp(value: dict[str, Any]) -> Iterator[Span]:
    for resource in _rows(value, "resourceSpans"):
        about = resource.get("resource")
        shared = _attributes(about) if isinstance(about, dict) else {}
        for scope in [*_rows(resource, "scopeSpans"), *_rows(resource, "instrumentationLibrarySpans")]:
            for span in _rows(scope, "spans"):
                yield _made(span, {**shared, **_attributes(span)}, str(shared.get("service.name", "")))


def _flat(value: dict[str, Any]) -> Span:
    nested = value.get("attributes")
    attributes = {**value, **(nested if isinstance(nested, dict) else _attributes(value))}
    service = first(attributes, ("service.name", "service", "serviceName"))
    return _made(value, attributes, service)


def _made(span: dict[str, Any], attributes: Attributes, service: str) -> Span:
    kind = span.get("kind") or attributes.get("span.kind") or "client"
    trace = first(span, ("traceId", "trace_id", "trace"))
    own = first(span, ("spanId", "span_id", "id"))
    parent = first(span, ("parentSpanId", "parent_span_id", "parentId", "parent"))
    links = tuple(f"{row.get('traceId', '')}/{row.get('spanId', '')}" for row in _rows(span, "links"))
    start = _number(first(span, ("startTimeUnixNano", "start_time_unix_nano", "start")))
    end = _number(first(span, ("endTimeUnixNano", "end_time_unix_nano", "end")))
    return Span(
        service, _kind(kind), own and f"{trace}/{own}", parent and f"{trace}/{parent}", attributes,
        str(span.get("name", "")), start, end, links,
    )  # fmt: skip


def _jaeger(trace: dict[str, Any]) -> Iterator[Span]:
    processes = trace.get("processes")
    known = processes if isinstance(processes, dict) else {}
    for span in _rows(trace, "spans"):
        process = span.get("process") or known.get(str(span.get("processID", "")))
        about = process if isinstance(process, dict) else {}
        attributes = {str(tag.get("key", "")): tag.get("value") for of in (about, span) for tag in _rows(of, "tags")}
        referred = [
            (row.get("refType"), f"{row.get('traceID')}/{row.get('spanID')}") for row in _rows(span, "references")
        ]
        parents = [id_ for kind, id_ in referred if kind == "CHILD_OF"]
        if not parents and span.get("parentSpanID"):
            parents = [f"{span.get('traceID')}/{span['parentSpanID']}"]
        links = tuple(id_ for kind, id_ in referred if kind != "CHILD_OF")
        start = _number(span.get("startTime")) * _MICRO
        yield Span(
            str(about.get("serviceName", "")), _kind(attributes.get("span.kind") or ""),
            f"{span.get('traceID')}/{span.get('spanID')}", parents[0] if parents else "", attributes,
            str(span.get("operationName", "")), start, start + _number(span.get("duration")) * _MICRO, links,
        )  # fmt: skip


def _zipkin(span: dict[str, Any]) -> Span:
    tags, local, remote = (
        each if isinstance(each := span.get(name), dict) else {} for name in ("tags", "localEndpoint", "remoteEndpoint")
    )
    attributes = dict(tags)
    if remote.get("serviceName"):
        attributes.setdefault("peer.service", remote["serviceName"])
    trace, own, parent = str(span.get("traceId", "")), str(span.get("id", "")), str(span.get("parentId") or "")
    kind = _kind(span.get("kind") or "internal")
    id_ = f"{trace}/{own}"
    if span.get("shared") and kind == "server":  # the client has the same id, and is what it answers
        id_, parent = f"{id_}{_ANSWER}", own
    start = _number(span.get("timestamp")) * _MICRO
    return Span(
        str(local.get("serviceName") or ""), kind, id_, parent and f"{trace}/{parent}", attributes, str(span.get("name") or ""),
        start, start + _number(span.get("duration")) * _MICRO,
    )  # fmt: skip


def _kind(given: Any) -> str:
    """OTLP's numbers and names, and what the others write."""
    if isinstance(given, int):
        return _KINDS.get(given, "")
    name = str(given).lower().removeprefix("span_kind_")
    return name if name in _KINDS.values() else ""


def _number(given: Any) -> int:
    try:
        return int(given or 0)
    except (TypeError, ValueError, OverflowError):
        return 0


def _attributes(holder: dict[str, Any]) -> dict[str, Any]:
    """Attributes as OTLP/JSON writes them: `[{key, value: {stringValue}}]`."""
    found: dict[str, Any] = {}
    for row in _rows(holder, "attributes"):
        value = row.get("value")
        if isinstance(value, dict) and value:
            found[str(row.get("key", ""))] = next(iter(value.values()))
    return found


def _rows(holder: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    rows = holder.get(name)
    yield from (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
