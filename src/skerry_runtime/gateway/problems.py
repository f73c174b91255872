"""What the gateway itself says when something does not work, RFC 9457."""

from __future__ import annotations

import msgspec
from aiohttp import web

from skerry_runtime.operations import OperationError, Unauthorized

MEDIA = "application/problem+json"
TITLES = {
    "bad-request": "Bad request",
    "unauthorized": "Unauthorized",
    "forbidden": "Forbidden",
    "not-found": "Not found",
    "method-not-allowed": "Method not allowed",
    "request-timeout": "Request timeout",
    "content-too-large": "Content too large",
    "headers-too-large": "Request header fields too large",
    "too-many-requests": "Too many requests",
    "server-error": "Internal server error",
    "bad-gateway": "Bad gateway",
    "unavailable": "Service unavailable",
    "timeout": "Gateway timeout",
}


class Problems:
    """Writes the problems of one system; `base` is what their types begin with."""

    def __init__(self, base: str) -> None:
        self._base = base

    def of(self, error: OperationError) -> web.Response:
        """How a request ended early."""
        headers = {"WWW-Authenticate": error.challenge} if isinstance(error, Unauthorized) else {}
        return self.answer(error.status, error.kind, error.said, **headers)

    def answer(self, status: int, kind: str, detail: str, **headers: str) -> web.Response:
        """A problem as an answer."""
        type_ = self._base if self._base == "about:blank" else f"{self._base.rstrip('/')}/{kind}"
        body = {"type": type_, "title": TITLES[kind], "status": status, "detail": detail}
        return web.Response(status=status, body=msgspec.json.encode(body), headers=headers, content_type=MEDIA)
