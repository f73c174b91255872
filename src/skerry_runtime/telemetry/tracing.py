"""Spans, and the W3C trace context that joins them over processes: in HTTP headers and in events it is the one text `traceparent`."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import TracebackType
from typing import Any, Literal

from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
)

from skerry_runtime.telemetry import cleaning

Kind = Literal["internal", "server", "client", "producer", "consumer"]
_KINDS = {kind.name.lower(): kind for kind in SpanKind}
_TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_NONE = Context()


class _Current:
    """The tracer of this process; None until `setup` has one."""

    tracer: Tracer | None = None


def use(tracer: Tracer | None) -> None:
    """Makes spans with this tracer from now on; None: makes none, and only passes contexts on."""
    _Current.tracer = tracer


class span:
    """A span around a block: the current one's child, or that of `parent` (a `traceparent` from outside, '' begins a trace of its own).

    An exception that leaves the block is recorded, and makes the span an error. `links` are `traceparent`s of other causes.
    """

    __slots__ = ("_attributes", "_kind", "_links", "_name", "_parent", "_span", "_token")

    def __init__(
        self,
        name: str,
        *,
        kind: Kind = "internal",
        parent: str | None = None,
        links: Iterable[str] = (),
        attributes: Mapping[str, Any] | None = None,
    ) -> None:
        self._name, self._kind, self._parent = name, kind, parent
        self._links, self._attributes = links, attributes

    def __enter__(self) -> Span:
        outer = None if self._parent is None else _remote(self._parent)
        if _Current.tracer is None:
            self._span = trace.get_current_span(outer)
            self._token = contexts.attach(outer) if outer is not None else None
            return self._span
        links = [Link(found) for text in self._links if (found := parsed(text)) is not None]
        self._span = _Current.tracer.start_span(
            self._name, outer, _KINDS[self._kind], self._attributes, links, record_exception=False
        )
        self._token = contexts.attach(trace.set_span_in_context(self._span, outer))
        return self._span

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._token is not None:
            contexts.detach(self._token)
        if _Current.tracer is None:
            return
        if isinstance(error, Exception):
            said = "".join(traceback.format_exception(error))
            shown = {"exception.message": cleaning.text(str(error)), "exception.stacktrace": cleaning.text(said)}
            self._span.record_exception(error, attributes=shown)
            self._span.set_status(Status(StatusCode.ERROR, f"{type(error).__name__}: {shown['exception.message']}"))
        self._span.end()


def traceparent() -> str:
    """The current span as W3C text; '' where there is none."""
    found = trace.get_current_span().get_span_context()
    return f"00-{found.trace_id:032x}-{found.span_id:016x}-{found.trace_flags:02x}" if found.is_valid else ""


def trace_headers() -> dict[str, str]:
    """The header that carries the current span to a service that is called."""
    return {"traceparent": text} if (text := traceparent()) else {}


def parsed(text: str) -> SpanContext | None:
    """The span that W3C text names; None where it is none."""
    found = _TRACEPARENT.fullmatch(text)
    if found is None or found[1] == "ff" or (found[1] == "00" and found[5]):
        return None
    span = SpanContext(int(found[2], 16), int(found[3], 16), is_remote=True, trace_flags=TraceFlags(int(found[4], 16)))
    return span if span.is_valid else None


@lru_cache(512)
def _remote(text: str) -> Context:
    found = parsed(text)
    return _NONE if found is None else trace.set_span_in_context(NonRecordingSpan(found), _NONE)
