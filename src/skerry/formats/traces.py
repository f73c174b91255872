"""Spans of traces, as OTLP/JSON lines or flat JSON lines: who called whom, and which operation.

Names follow the semantic conventions of OpenTelemetry, those of today (`http.request.method`, `server.address`) and before
(`http.method`, `net.peer.name`, `peer.service`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

_KINDS = {1: "internal", 2: "server", 3: "client", 4: "producer", 5: "consumer"}
_METHODS = ("http.request.method", "http.method", "method")
_ROUTES = ("http.route", "url.template", "route", "url.path", "http.target", "path")
_PEERS = ("peer.service", "service.peer.name", "server.address", "net.peer.name")
_CALLERS = ("peer.service", "service.peer.name", "client.service", "client.address")
_TOPICS = ("messaging.destination.name", "messaging.destination", "messaging.destination.template")

Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hop:
    """One call or message between two: `operation` is `GET /orders/{id}`, `package.Service/Method`, or `#topic`; '' is not known."""

    consumer: str
    provider: str
    operation: str


@dataclass(frozen=True, slots=True)
class _Span:
    service: str
    kind: str
    id: str
    parent: str
    attributes: Attributes


def hops(data: bytes) -> frozenset[Hop]:
    """Every call and message that the spans tell of; lines that are no spans are passed over."""
    spans = [span for line in _values(data) for span in _spans(line)]
    by_id = {span.id: span for span in spans if span.id}
    answered = {span.parent for span in spans if span.kind == "server" and span.parent}
    found = (_hop(span, by_id, answered) for span in spans)
    return frozenset(hop for hop in found if hop and hop.consumer and hop.operation)


def _hop(span: _Span, by_id: Mapping[str, _Span], answered: set[str]) -> Hop | None:
    operation = _operation(span.attributes)
    if span.kind == "server":
        parent = by_id.get(span.parent)
        caller = parent.service if parent else _first(span.attributes, _CALLERS)
        return Hop(caller, span.service, operation) if caller != span.service else None
    if span.kind == "consumer":
        return Hop(span.service, "", f"#{_first(span.attributes, _TOPICS)}".rstrip("#"))
    if span.kind == "client" and span.id not in answered:  # the answering side knows the route better
        return Hop(span.service, _first(span.attributes, _PEERS).partition(".")[0], operation)
    return None


def _operation(attributes: Attributes) -> str:
    if rpc := _first(attributes, ("rpc.method",)):
        service = _first(attributes, ("rpc.service",))
        return f"{service}/{rpc}" if service and "/" not in rpc else rpc
    method, route = _first(attributes, _METHODS), _first(attributes, _ROUTES)
    return f"{method.upper()} {route.partition('?')[0]}" if method and route.startswith("/") else ""


def _first(attributes: Attributes, names: Iterable[str]) -> str:
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


def _spans(value: Any) -> Iterator[_Span]:
    if not isinstance(value, dict):
        return
    if "resourceSpans" not in value:
        yield _flat(value)
        return
    for resource in _rows(value, "resourceSpans"):
        about = resource.get("resource")
        shared = _attributes(about) if isinstance(about, dict) else {}
        for scope in [*_rows(resource, "scopeSpans"), *_rows(resource, "instrumentationLibrarySpans")]:
            for span in _rows(scope, "spans"):
                yield _made(span, {**shared, **_attributes(span)}, str(shared.get("service.name", "")))


def _flat(value: dict[str, Any]) -> _Span:
    nested = value.get("attributes")
    attributes = {**value, **(nested if isinstance(nested, dict) else _attributes(value))}
    service = _first(attributes, ("service.name", "service", "serviceName"))
    return _made(value, attributes, service)


def _made(span: dict[str, Any], attributes: Attributes, service: str) -> _Span:
    kind = span.get("kind") or attributes.get("span.kind") or "client"
    name = _KINDS.get(kind, "") if isinstance(kind, int) else str(kind).lower().removeprefix("span_kind_")
    trace = _first(span, ("traceId", "trace_id"))
    own, parent = _first(span, ("spanId", "span_id")), _first(span, ("parentSpanId", "parent_span_id", "parentId"))
    return _Span(service, name, own and f"{trace}/{own}", parent and f"{trace}/{parent}", attributes)


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
