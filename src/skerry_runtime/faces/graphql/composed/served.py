"""The composed endpoint as a server: bounded like the gateway that leads to it, with nothing but `/graphql` and its health."""

from __future__ import annotations

import asyncio
from time import monotonic

from aiohttp import web

from skerry_runtime.faces.graphql.composed.endpoint import Endpoint
from skerry_runtime.gateway.problems import Problems
from skerry_runtime.gateway.server import LARGEST_BODY, Server
from skerry_runtime.telemetry import span

PATH = "/graphql"
_HEALTH = frozenset(("/health", "/ready", "/started"))
_PATIENCE = 30.0  # seconds in which a body has to come


def server(endpoint: Endpoint) -> Server:
    """What is to be served."""
    problems = Problems("about:blank")

    async def serve(request: web.BaseRequest) -> web.StreamResponse:
        if request.path in _HEALTH:
            return web.json_response({"status": "pass"})
        if request.path != PATH:
            return problems.answer(404, "not-found", f"there is {PATH}")
        try:
            async with asyncio.timeout(_PATIENCE):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return problems.answer(413, "content-too-large", f"a body may have {LARGEST_BODY} bytes")
        except TimeoutError:
            return problems.answer(408, "request-timeout", "the request has not come in time")
        with span("graphql", kind="server", parent=request.headers.get("traceparent", "")):
            headers = {name.lower(): value for name, value in request.raw_headers}
            query = request.rel_url.raw_query_string
            answer = await endpoint.answer(request.method, query, headers, body, _deadline(headers))
        return web.Response(status=answer.status, headers=dict(answer.headers), body=answer.body)

    return Server(serve, problems)


def _deadline(headers: dict[bytes, bytes]) -> float | None:
    """When the gateway stops waiting (`Skerry-Deadline`: milliseconds from now)."""
    try:
        return monotonic() + float(headers[b"skerry-deadline"]) / 1000
    except (KeyError, ValueError):
        return None
