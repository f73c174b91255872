"""The HTTP server below the gateway: what can't even be read is answered with a problem as well."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong

from skerry_runtime.gateway.problems import Problems

LARGEST_BODY = 1_048_576  # bytes
LARGEST_HEAD = 32_768  # bytes of all header fields together
MOST_HEADERS = 100
_HEAD_PATIENCE = 10.0  # seconds in which the first head of a connection has to come
Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Server(web.Server):
    """Bounded: a head, a body, and the time in which a body has to come (see `Gateway`)."""

    def __init__(self, handler: Handler, problems: Problems) -> None:
        self.problems = problems
        self._bounds: dict[str, Any] = {
            "max_line_size": LARGEST_HEAD, "max_field_size": LARGEST_HEAD, "max_headers": MOST_HEADERS,
            "lingering_time": 1.0, "access_log": None,
        }  # fmt: skip
        super().__init__(handler, request_factory=self._bounded)

    def __call__(self) -> web.RequestHandler:
        """The protocol of one connection."""
        return _Connection(self, loop=self._loop, **self._bounds)

    def _bounded(self, message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY)


class _Connection(web.RequestHandler):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has connected, and should say something soon."""
        super().connection_made(transport)
        asyncio.get_running_loop().call_later(_HEAD_PATIENCE, self._late)

    def _late(self) -> None:
        if self.transport is not None and self._current_request is None and self._request_count == 0:
            self.transport.close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The last resort: a head that can't be read, or a mistake of ours."""
        problems = self._manager.problems if isinstance(self._manager, Server) else Problems("about:blank")
        if isinstance(exc, LineTooLong) or "many" in str(message):
            answer = problems.answer(
                431, "headers-too-large", f"a head may have {LARGEST_HEAD} bytes, in {MOST_HEADERS} fields"
            )
        elif status < 500:
            answer = problems.answer(400, "bad-request", "the request can't be read")
        else:
            self.log_exception("a request failed", exc_info=exc)
            answer = problems.answer(500, "server-error", "the gateway made a mistake")
        answer.force_close()
        return answer
