"""The gateway: bounds what comes in, finds where it goes, passes it on, and says in RFC 9457's words what did not work."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING

from aiohttp import web

from skerry_runtime.clients import Registry
from skerry_runtime.gateway import cors
from skerry_runtime.gateway.access import AccessLog
from skerry_runtime.gateway.headers import request_id
from skerry_runtime.gateway.problems import Problems
from skerry_runtime.gateway.rates import Rates
from skerry_runtime.gateway.router import BadPath, Matched, Router
from skerry_runtime.gateway.server import LARGEST_BODY, LARGEST_HEAD, MOST_HEADERS, Server
from skerry_runtime.gateway.table import Table
from skerry_runtime.gateway.upstream import Upstream
from skerry_runtime.telemetry import span

if TYPE_CHECKING:
    from skerry_runtime.gateway.entrance import Entrance

_HEALTH = frozenset(("/health", "/ready", "/started"))
_PATIENCE = 30.0  # seconds in which a body has to come
_SHOWN = 1000  # characters of a path in its span


class Gateway:
    """One gateway. Services are found in the registry, or by their names in DNS."""

    def __init__(
        self, table: Table, registry: Registry, access: AccessLog | None = None, entrance: Entrance | None = None
    ) -> None:
        self._entrance = entrance
        self._access = access or AccessLog(None)
        self._cors, self._problems = table.cors, Problems(table.problems)
        self._router, self._rates = Router(table), Rates(table)
        self._upstream = Upstream(table, registry, self._problems)

    def server(self) -> Server:
        """What is to be served; `close` afterwards."""
        return Server(self._serve, self._problems)

    async def close(self) -> None:
        """Closes the connections to services."""
        await self._upstream.close()
        self._access.close()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path in _HEALTH:
            return web.json_response({"status": "pass"})
        name, began = request_id(request), monotonic()
        found = self._found(request)
        if isinstance(found, Matched):
            found = await self._refused(request, found) or found
        if isinstance(found, Matched):
            answer = await self._traced(request, found, name, began)
        else:
            answer = found
            self._access.write(request, answer, "", name, began)
        answer.headers["X-Request-Id"] = name
        cors.allow(self._cors, request, answer)
        return answer

    def _found(self, request: web.BaseRequest) -> Matched | web.Response:
        """Where it goes, or why it goes nowhere."""
        size = sum(len(name) + len(value) + 4 for name, value in request.raw_headers)
        if size + len(request.raw_path) > LARGEST_HEAD:
            said = f"a head may have {LARGEST_HEAD} bytes, in {MOST_HEADERS} fields"
            return self._problems.answer(431, "headers-too-large", said)
        if answer := cors.preflight(self._cors, request):
            return answer
        path = request.rel_url.raw_path
        try:
            found = self._router.find(request.method, path, request.headers)
        except BadPath:
            return self._problems.answer(400, "bad-request", "the request can't be read")
        if found is None:
            return self._problems.answer(404, "not-found", f"nothing is served at {path}")
        if not isinstance(found, Matched):
            allowed = ", ".join(sorted(found))
            return self._problems.answer(405, "method-not-allowed", f"there is {allowed}", Allow=allowed)
        return found

    async def _refused(self, request: web.BaseRequest, found: Matched) -> web.Response | None:
        """Why it does not go there, though it could: who asks may not, or all ask too often."""
        if self._entrance and (error := await self._entrance.refused(request, found)):
            return self._problems.of(error)
        if wait := self._rates.wait(found.service):
            again = {"Retry-After": str(int(wait) + 1)}
            return self._problems.answer(429, "too-many-requests", f"{found.service} is asked too often", **again)
        return None

    async def _traced(self, request: web.BaseRequest, found: Matched, name: str, began: float) -> web.Response:
        asked = {"http.request.method": request.method, "url.path": request.rel_url.raw_path[:_SHOWN]}
        parent = request.headers.get("traceparent", "")
        with span(found.name, kind="server", parent=parent, attributes=asked) as current:
            answer = await self._passed(request, found, name)
            current.set_attribute("http.response.status_code", answer.status)
            self._access.write(request, answer, found.service, name, began)
        return answer

    async def _passed(self, request: web.BaseRequest, found: Matched, name: str) -> web.Response:
        try:
            if (request.content_length or 0) > LARGEST_BODY:
                raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, request.content_length or 0)
            async with asyncio.timeout(_PATIENCE):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            answer = self._problems.answer(413, "content-too-large", f"a body may have {LARGEST_BODY} bytes")
        except TimeoutError:
            answer = self._problems.answer(408, "request-timeout", "the request has not come in time")
        else:
            return await self._upstream.answer(request, found, body, name)
        answer.force_close()  # what is left of the body is not read
        return answer
