"""The gateway: bounds what comes in, finds where it goes, passes it on, and says in RFC 9457's words what did not work."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Mapping
from time import monotonic
from uuid import uuid4

import aiohttp
import msgspec
from aiohttp import web
from multidict import CIMultiDict

from skerry_runtime.clients import Registry
from skerry_runtime.gateway.table import Canary, Matched, Policy, Router, Table
from skerry_runtime.telemetry import span, trace_headers

LARGEST_BODY = 1_048_576  # bytes
_INNER = frozenset(
    ("skerry-undoes", "skerry-deadline", "skerry-caller", "skerry-roles")
)  # nobody outside may say these
_HOP = frozenset((
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "host",
    "content-length",
))  # fmt: skip
_ID = re.compile(r"[\x21-\x7e]{1,100}")
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class Gateway:
    """One gateway. Services are found in the registry, or by their names in DNS."""

    def __init__(self, table: Table, registry: Registry) -> None:
        self._table, self._registry = table, registry
        self._router = Router(table)
        self._rates = {
            name: Bucket(each.rate.limit, each.rate.window) for name, each in table.services.items() if each.rate
        }
        self._session: aiohttp.ClientSession | None = None

    def app(self) -> web.Application:
        """The application to be served."""
        app = web.Application(
            client_max_size=LARGEST_BODY, handler_args={"max_line_size": 16_384, "max_field_size": 16_384}
        )
        app.router.add_route("*", "/{path:.*}", self._serve)
        app.on_cleanup.append(self._close)
        return app

    async def _close(self, _: web.Application) -> None:
        if self._session:
            await self._session.close()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.path in ("/health", "/ready", "/started"):
            return web.json_response({"status": "pass"})
        given = request.headers.get("X-Request-Id", "")
        name = given if _ID.fullmatch(given) else uuid4().hex
        with span(
            f"{request.method} {request.path}", kind="server", parent=request.headers.get("traceparent", "")
        ) as current:
            answer = await self._answered(request, name)
            current.set_attribute("http.response.status_code", answer.status)
        answer.headers["X-Request-Id"] = name
        self._allow(request, answer)
        return answer

    async def _answered(self, request: web.Request, name: str) -> web.Response:
        if preflight := self._preflight(request):
            return preflight
        found = self._router.find(request.method, request.path)
        if found is None:
            return problem(404, "not-found", f"nothing is served at {request.path}")
        if not isinstance(found, Matched):
            allowed = ", ".join(sorted(found))
            return problem(405, "method-not-allowed", f"{request.path} has {allowed}", Allow=allowed)
        bucket = self._rates.get(found.service)
        if bucket and (wait := bucket.taken()):
            return problem(
                429, "too-many-requests", f"{found.service} is asked too often", **{"Retry-After": str(int(wait) + 1)}
            )
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return problem(413, "content-too-large", f"a body may have {LARGEST_BODY} bytes")
        return await self._passed(request, found, body, name)

    async def _passed(self, request: web.Request, found: Matched, body: bytes, name: str) -> web.Response:
        """The service's answer; once more where it can't have seen the request, or seeing it twice does no harm."""
        until, tries = monotonic() + found.timeout, 0
        failed: aiohttp.ClientError
        while True:
            tries += 1
            try:
                return await self._sent(request, found, body, name, until - monotonic())
            except aiohttp.ClientConnectorError as error:
                failed = error
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
                failed = error
                if request.method not in _SAFE and "Idempotency-Key" not in request.headers:
                    break
            except TimeoutError:
                return problem(504, "timeout", f"{found.service} has not answered within {found.timeout:g} s")
            if tries > 3 or monotonic() + 0.1 * tries > until:
                break
            await asyncio.sleep(0.05 * tries * random.uniform(0.5, 1.5))
        return problem(
            503, "unavailable", f"{found.service} can't be reached: {type(failed).__name__}", **{"Retry-After": "1"}
        )

    async def _sent(self, request: web.Request, found: Matched, body: bytes, name: str, left: float) -> web.Response:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=False)
        base = self._registry.address(self._pool(found.service, request))
        query = f"?{request.query_string}" if request.query_string else ""
        headers = _forwarded(request, name, max(0.05, left))
        timeout = aiohttp.ClientTimeout(total=max(0.05, left))
        async with self._session.request(
            request.method,
            f"{base}{found.path}{query}",
            data=body or None,
            headers=headers,
            timeout=timeout,
            allow_redirects=False,
        ) as answer:
            data = await answer.read()
            kept = CIMultiDict((key, value) for key, value in answer.headers.items() if key.lower() not in _HOP)
            return web.Response(status=answer.status, body=data, headers=kept)

    def _pool(self, service: str, request: web.Request) -> str:
        """The service, or the deployment of it that this request is to try out."""
        policy = self._table.services.get(service, Policy())
        if policy.canary is None or not _meant(policy.canary, request):
            return service
        drawn = random.uniform(0, 100)
        for deployment, share in policy.canary.shares.items():
            if drawn < share:
                pool = f"{service}@{deployment}"
                return pool if self._registry.knows(pool) else service
            drawn -= share
        return service

    # — pages of other origins (Fetch, CORS protocol) —

    def _preflight(self, request: web.Request) -> web.Response | None:
        asked = request.headers.get("Access-Control-Request-Method")
        if request.method != "OPTIONS" or not asked or not self._origin(request):
            return None
        cors = self._table.cors
        headers = {
            "Access-Control-Allow-Methods": ", ".join(cors.methods),
            "Access-Control-Allow-Headers": request.headers.get("Access-Control-Request-Headers", ""),
            "Access-Control-Max-Age": str(cors.max_age),
        }
        return web.Response(status=204, headers=headers)

    def _allow(self, request: web.Request, answer: web.StreamResponse) -> None:
        if origin := self._origin(request):
            answer.headers["Access-Control-Allow-Origin"] = origin
            answer.headers["Access-Control-Expose-Headers"] = (
                "ETag, Link, Location, X-Request-Id, RateLimit, RateLimit-Policy"
            )
            answer.headers.add("Vary", "Origin")

    def _origin(self, request: web.Request) -> str:
        origin, allowed = request.headers.get("Origin", ""), self._table.cors.origins
        return origin if origin and ("*" in allowed or origin in allowed) else ""


class Bucket:
    """A token bucket: `limit` requests in `window` seconds, refilled all the time."""

    def __init__(self, limit: int, window: float) -> None:
        self._limit, self._rate = float(limit), limit / window
        self._left, self._at = float(limit), monotonic()

    def taken(self) -> float:
        """Takes one; the seconds to wait where there is none, else 0."""
        now = monotonic()
        self._left = min(self._limit, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1.0:
            return (1.0 - self._left) / self._rate
        self._left -= 1.0
        return 0.0


def problem(status: int, kind: str, detail: str, **headers: str) -> web.Response:
    """An error, RFC 9457."""
    body = {
        "type": f"about:blank#{kind}",
        "title": kind.replace("-", " ").capitalize(),
        "status": status,
        "detail": detail,
    }
    return web.Response(
        status=status, body=msgspec.json.encode(body), headers=headers, content_type="application/problem+json"
    )


def _meant(canary: Canary, request: web.Request) -> bool:
    when = canary.when
    if when is None:
        return True
    given = request.headers.get(when.name) if when.part == "header" else request.cookies.get(when.name)
    return given == when.value


def _forwarded(request: web.Request, name: str, left: float) -> Mapping[str, str]:
    """The headers for the service: without those of the connection, and those that only our own services may send."""
    kept = CIMultiDict(
        (key, value) for key, value in request.headers.items() if key.lower() not in _HOP and key.lower() not in _INNER
    )
    kept["X-Request-Id"] = name
    kept["Skerry-Deadline"] = str(int(left * 1000))
    peer = request.remote or ""
    kept["X-Forwarded-For"] = (
        f"{request.headers['X-Forwarded-For']}, {peer}" if "X-Forwarded-For" in request.headers else peer
    )
    kept.update(trace_headers())
    return kept
