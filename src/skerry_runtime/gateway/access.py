"""What was asked of the gateway and what came of it: a line of JSON a request, the same fields as Envoy writes."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import msgspec
from aiohttp import web

from skerry_runtime.clock import stamp
from skerry_runtime.telemetry import traceparent


class AccessLog:
    """Appends to a file; to nothing without a path."""

    def __init__(self, path: Path | None) -> None:
        self._file = path.open("ab", buffering=0) if path else None

    def write(self, request: web.BaseRequest, answer: web.Response, service: str, name: str, began: float) -> None:
        """One request; `began` is on the clock of `time.monotonic`."""
        if self._file is None:
            return
        line = {
            "time": stamp("milliseconds"),
            "method": request.method,
            "path": request.rel_url.raw_path,
            "status": answer.status,
            "ms": round((monotonic() - began) * 1000),
            "received": request.content_length or 0,
            "sent": answer.content_length or 0,
            "service": service,
            "request": name,
            "trace": traceparent()[3:35],
        }
        self._file.write(msgspec.json.encode(line) + b"\n")

    def close(self) -> None:
        """Closes the file."""
        if self._file:
            self._file.close()
