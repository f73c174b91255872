"""Traces and structured logs of a service: OpenTelemetry inside, OTLP over HTTP out, next to nothing where no endpoint is set."""

from skerry_runtime.telemetry.cleaning import clean_with
from skerry_runtime.telemetry.setup import Telemetry, setup
from skerry_runtime.telemetry.tracing import span, trace_headers, traceparent

__all__ = ["Telemetry", "clean_with", "setup", "span", "trace_headers", "traceparent"]
