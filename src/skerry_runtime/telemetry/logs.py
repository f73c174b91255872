"""Log records as one line of JSON each, with the ids of the current span, on stdout and, where there is an endpoint, over OTLP."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec
from opentelemetry import trace

from skerry_runtime.telemetry import cleaning
from skerry_runtime.telemetry.otlp import Line

_OWN = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}
_NUMBERS = ((50, 21), (40, 17), (30, 13), (20, 9), (10, 5))
_encode = msgspec.json.Encoder(enc_hook=str).encode


class JsonFormatter(logging.Formatter):
    """`{"time": …, "level": …, "logger": …, "message": …, "service": …, "trace_id": …, …}`; what was given as `extra` is added."""

    def __init__(self, fixed: Mapping[str, str]) -> None:
        super().__init__()
        self._fixed = fixed

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        found = {
            "time": time,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": cleaning.text(record.getMessage()),
            **self._fixed,
            **_ids(),
            **_extra(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            found["exception"] = cleaning.text(self.formatException(record.exc_info))
        return _encode(found).decode()


class OtlpHandler(logging.Handler):
    """Offers records to the thread that posts them."""

    def __init__(self, offer: Callable[[Line], None]) -> None:
        super().__init__()
        self._offer = offer

    def emit(self, record: logging.LogRecord) -> None:
        """Offers a record."""
        span = trace.get_current_span().get_span_context()
        attributes = {"logger": record.name, **_extra(record)}
        if record.exc_info and record.exc_info[0] is not None:
            attributes["exception"] = cleaning.text(logging.Formatter().formatException(record.exc_info))
        number = next((number for level, number in _NUMBERS if record.levelno >= level), 1)
        nanoseconds = int(record.created * 1e9)
        message = cleaning.text(record.getMessage())
        line = Line(nanoseconds, number, record.levelname, message, span.trace_id, span.span_id, attributes)
        self._offer(line)


def install(
    fixed: Mapping[str, str], level: int, stream: TextIO | None = None, offer: Callable[[Line], None] | None = None
) -> list[logging.Handler]:
    """Makes them the handlers of the root logger; gives them."""
    lines = logging.StreamHandler(stream or sys.stdout)
    lines.setFormatter(JsonFormatter(fixed))
    handlers: list[logging.Handler] = [lines, *([OtlpHandler(offer)] if offer is not None else [])]
    root = logging.getLogger()
    root.handlers[:] = handlers
    root.setLevel(level)
    return handlers


def _ids() -> dict[str, str]:
    span = trace.get_current_span().get_span_context()
    return {"trace_id": f"{span.trace_id:032x}", "span_id": f"{span.span_id:016x}"} if span.is_valid else {}


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    return cleaning.values({key: value for key, value in vars(record).items() if key not in _OWN})
