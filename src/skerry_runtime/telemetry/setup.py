"""Telemetry of a process: set up once, closed at its end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TextIO

from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider

from skerry_runtime.telemetry import logs, otlp, otlp_metrics, tracing
from skerry_runtime.telemetry.post import Post


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What `setup` has set up; `post` is None where no endpoint is set."""

    post: Post | None
    provider: TracerProvider | None
    handlers: tuple[logging.Handler, ...]
    offer: Callable[[otlp_metrics.Snapshot], None] | None = None  # what sends metrics

    @property
    def dropped(self) -> int:
        """How many spans and log records could not be kept until they were sent."""
        return self.post.dropped if self.post is not None else 0

    def flush(self, seconds: float = 2.0) -> bool:
        """Waits, at most so long, until everything has been sent; says whether it was."""
        return self.post is None or self.post.flush(seconds)

    def close(self, seconds: float = 2.0) -> None:
        """Sends what is left, at most for so long; from then on spans are no longer made."""
        tracing.use(None)
        root = logging.getLogger()
        root.handlers[:] = [handler for handler in root.handlers if handler not in self.handlers]
        if self.post is not None:
            self.post.close(seconds)


def setup(
    service: str,
    instance: str = "",
    endpoint: str = "",
    *,
    version: str = "",
    level: int = logging.INFO,
    stream: TextIO | None = None,
) -> Telemetry:
    """Sets up traces, logs and metrics of this process. Call it after the last fork: it starts a thread where there is an endpoint.

    Args:
        service: the name of the service.
        instance: that of this replica.
        endpoint: where OTLP over HTTP is taken, `http://HOST:PORT`; '' is nowhere: contexts are passed on, no spans are made.
        version: that of the service.
        level: log records below it are left out.
        stream: where lines of JSON go; None is stdout.

    Which traces are kept is said as OpenTelemetry has it: `OTEL_TRACES_SAMPLER` (all of them, if it is not set) and its `_ARG`.

    Raises:
        ValueError: the endpoint is no address of HTTP.
    """
    fixed = {"service": service, **({"instance": instance} if instance else {})}
    if not endpoint:
        tracing.use(None)
        return Telemetry(None, None, tuple(logs.install(fixed, level, stream)))
    names = {"service.name": service, "service.instance.id": instance, "service.version": version}
    resource = {key: value for key, value in names.items() if value}
    post, sender = Post(endpoint), otlp.resource(resource)
    provider = TracerProvider(resource=Resource(resource), shutdown_on_exit=False)
    provider.add_span_processor(_Offering(post.kind("/v1/traces", partial(otlp.spans, sender))))
    handlers = logs.install(fixed, level, stream, post.kind("/v1/logs", partial(otlp.lines, sender)))
    offer = post.kind("/v1/metrics", partial(otlp_metrics.metrics, sender))
    post.start()
    tracing.use(provider.get_tracer("skerry_runtime"))
    return Telemetry(post, provider, tuple(handlers), offer)


class _Offering(SpanProcessor):
    """Offers ended spans to the thread that posts them."""

    def __init__(self, offer: Callable[[ReadableSpan], None]) -> None:
        self._offer = offer

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Nothing yet."""

    def on_end(self, span: ReadableSpan) -> None:
        """Offers it, if it is sampled."""
        if span.context.trace_flags.sampled:
            self._offer(span)
