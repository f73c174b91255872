"""Traces as calls: who called whom, and which operation.

Names follow the semantic conventions of OpenTelemetry, those of today (`http.request.method`, `server.address`) and before
(`http.method`, `net.peer.name`, `peer.service`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from skerry.formats.spans import Attributes, Span, first, spans

_METHODS = ("http.request.method", "http.method", "method")
_ROUTES = ("http.route", "url.template", "route", "url.path", "http.target", "path")
_PEERS = ("peer.service", "service.peer.name", "server.address", "net.peer.name")
_CALLERS = ("peer.service", "service.peer.name", "client.service", "client.address")
_TOPICS = ("messaging.destination.name", "messaging.destination", "messaging.destination.template")


@dataclass(frozen=True, slots=True)
class Hop:
    """One call or message between two: `operation` is `GET /orders/{id}`, `package.Service/Method`, or `#topic`; '' is not known."""

    consumer: str
    provider: str
    operation: str


def hops(data: bytes) -> frozenset[Hop]:
    """Every call and message that the spans tell of; lines that are no spans are passed over."""
    all_ = spans(data)
    by_id = {span.id: span for span in all_ if span.id}
    answered = {span.parent for span in all_ if span.kind == "server" and span.parent}
    found = (_hop(span, by_id, answered) for span in all_)
    return frozenset(hop for hop in found if hop and hop.consumer and hop.operation)


def _hop(span: Span, by_id: Mapping[str, Span], answered: set[str]) -> Hop | None:
    operation = _operation(span.attributes)
    if span.kind == "server":
        parent = by_id.get(span.parent)
        caller = parent.service if parent else first(span.attributes, _CALLERS)
        return Hop(caller, span.service, operation) if caller != span.service else None
    if span.kind == "consumer":
        return Hop(span.service, "", f"#{first(span.attributes, _TOPICS)}".rstrip("#"))
    if span.kind == "client" and span.id not in answered:  # the answering side knows the route better
        return Hop(span.service, first(span.attributes, _PEERS).partition(".")[0], operation)
    return None


def _operation(attributes: Attributes) -> str:
    if rpc := first(attributes, ("rpc.method",)):
        service = first(attributes, ("rpc.service",))
        return f"{service}/{rpc}" if service and "/" not in rpc else rpc
    method, route = first(attributes, _METHODS), first(attributes, _ROUTES)
    return f"{method.upper()} {route.partition('?')[0]}" if method and route.startswith("/") else ""
