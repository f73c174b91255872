"""The services behind the gateway: which deployment a request goes to, and how it is sent there, again only where that does no harm."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping
from time import monotonic

import aiohttp
from aiohttp import web
from yarl import URL

from skerry_runtime.clients import Registry
from skerry_runtime.clients.replicas import CANNOT, Replicas, Turn
from skerry_runtime.gateway.headers import forwarded, returned
from skerry_runtime.gateway.problems import Problems
from skerry_runtime.gateway.router import Matched
from skerry_runtime.gateway.table import Canary, Policy, Table
from skerry_runtime.identity import Identity, IdentityError

log = logging.getLogger("skerry.gateway")
LARGEST_ANSWER = 32 * 1_048_576  # bytes
_KEPT = 4.0  # seconds that an idle connection is kept: less than any server does (Node closes after 5), so that none closes under a request
_TRIES = 4
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class TooLarge(aiohttp.ClientError):
    """An answer is larger than a gateway that holds it whole can bear."""


class Upstream:
    """Sends requests to services. They are found in the registry, or by their names in DNS."""

    def __init__(self, table: Table, registry: Registry, problems: Problems) -> None:
        self._table, self._registry, self._problems = table, registry, problems
        self._identity = Identity.from_environment()
        self._replicas = Replicas(registry)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Closes all connections."""
        if self._session:
            await self._session.close()

    async def answer(self, request: web.BaseRequest, found: Matched, body: bytes, name: str) -> web.Response:
        """The service's answer; once more where it can't have seen the request, or seeing it twice does no harm."""
        until, again = monotonic() + found.timeout, request.method in _SAFE or "Idempotency-Key" in request.headers
        pool = self._pool(found.service, request)
        for tried in range(1, _TRIES + 1):
            try:
                with self._replicas.turn(pool) as turn:
                    return await self._told(request, found, body, name, turn, until - monotonic())
            except aiohttp.ClientConnectorError:
                pass
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                if not again:
                    break
            except IdentityError as error:
                log.error("%s is not called: %s", found.service, error)
                break
            except TimeoutError:
                return self._problems.answer(504, "timeout", f"{found.service} has not answered in time")
            except (aiohttp.ClientError, ValueError) as error:
                return self._problems.answer(
                    502, "bad-gateway", f"{found.service} gave no answer: {type(error).__name__}"
                )
            pause = 0.05 * tried * random.uniform(0.5, 1.5)
            if monotonic() + pause > until:
                break
            await asyncio.sleep(pause)
        return self._problems.answer(503, "unavailable", f"{found.service} can't be reached", **{"Retry-After": "1"})

    async def _told(
        self, request: web.BaseRequest, found: Matched, body: bytes, name: str, turn: Turn, left: float
    ) -> web.Response:
        """The same, and it is noted how that replica does."""
        try:
            answer = await self._sent(request, found, body, name, turn.url, left)
        except (aiohttp.ClientError, TimeoutError):
            turn.failed()
            raise
        if answer.status in CANNOT:
            turn.failed()
        return answer

    async def _sent(
        self, request: web.BaseRequest, found: Matched, body: bytes, name: str, at: str, left: float
    ) -> web.Response:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=1024, keepalive_timeout=_KEPT)
            self._session = aiohttp.ClientSession(
                connector=connector, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            )  # fmt: skip
            # aiohttp would send GET, PUT and DELETE again by itself; what is sent again is decided here alone
            self._session._retry_connection = False
        left = max(0.05, left)
        query = request.rel_url.raw_query_string
        url = URL(f"{at}{found.path}{'?' + query if query else ''}", encoded=True)
        async with self._session.request(
            request.method, url, data=body or None, headers=forwarded(request, name, left),
            timeout=aiohttp.ClientTimeout(total=left), allow_redirects=False,
            ssl=self._identity.towards(found.service, at) if self._identity else True,
        ) as answer:  # fmt: skip
            data = await _bounded(answer)
            return web.Response(status=answer.status, body=data, headers=returned(answer.headers))

    def _pool(self, service: str, request: web.BaseRequest) -> str:
        """The service, or the deployment of it that this request is to try out."""
        canary = self._table.services.get(service, Policy()).canary
        if canary is None or not _meant(canary, request):
            return service
        drawn = _drawn(canary.shares)
        pool = f"{service}@{drawn}"
        return pool if drawn and self._registry.knows(pool) else service


async def _bounded(answer: aiohttp.ClientResponse) -> bytes:
    if (answer.content_length or 0) <= LARGEST_ANSWER:
        data = bytearray()
        async for chunk in answer.content.iter_any():
            data += chunk
            if len(data) > LARGEST_ANSWER:
                break
        else:
            return bytes(data)
    raise TooLarge(f"an answer may have {LARGEST_ANSWER} bytes")


def _drawn(shares: Mapping[str, float]) -> str:
    drawn = random.uniform(0, 100)
    for deployment, share in shares.items():
        if drawn < share:
            return deployment
        drawn -= share
    return ""


def _meant(canary: Canary, request: web.BaseRequest) -> bool:
    when = canary.when
    if when is None:
        return True
    given = request.headers.get(when.name) if when.part == "header" else request.cookies.get(when.name)
    return given == when.value
