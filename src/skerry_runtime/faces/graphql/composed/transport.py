"""How the composed endpoint reaches a service: one POST, again only where that does no harm."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from time import monotonic
from typing import Any, Protocol

import aiohttp
import msgspec

from skerry_runtime.clients import Clients
from skerry_runtime.clients.replicas import CANNOT
from skerry_runtime.faces.graphql.problems import extensions, message
from skerry_runtime.identity import IdentityError
from skerry_runtime.service.answer import Answer
from skerry_runtime.telemetry import span, trace_headers

log = logging.getLogger("skerry.graphql")
LARGEST_ANSWER = 16 * 1_048_576  # bytes
_TRIES = 3
_PROBLEM = "problem+json"


class Failed(Exception):
    """A service gave no data; the message is for callers, `extensions` for programs."""

    def __init__(self, said: str, extensions: Mapping[str, Any]) -> None:
        super().__init__(said)
        self.extensions = dict(extensions)


class Transport(Protocol):
    """Sends a request to the GraphQL of a service."""

    async def send(
        self, service: str, body: bytes, headers: Mapping[str, str], deadline: float, *, again: bool
    ) -> dict[str, Any]:
        """What it answered: `data`, `errors`, `extensions`.

        Raises:
            Failed: it gave none, and why.
        """
        ...


class Http:
    """Over HTTP, to wherever the registry says that the service is."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def close(self) -> None:
        """Closes the connections."""
        await self._clients.close()

    async def send(
        self, service: str, body: bytes, headers: Mapping[str, str], deadline: float, *, again: bool
    ) -> dict[str, Any]:
        """Posts it; once more where no connection came about, and where it was cut off if `again`: seen twice, it does no harm."""
        for tried in range(1, _TRIES + 1):
            try:
                with span(f"{service}.graphql", kind="client", attributes={"http.request.method": "POST"}):
                    return await self._told(service, body, headers, deadline)
            except aiohttp.ClientConnectorError:
                pass
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                if not again:
                    break
            except IdentityError as error:
                log.error("%s is not called: %s", service, error)
                break
            except TimeoutError as error:
                raise Failed(f"{service} has not answered in time", {"code": "TIMEOUT", "status": 504}) from error
            except aiohttp.ClientError as error:
                raise Failed(f"{service} gave no answer", {"code": "BAD_GATEWAY", "status": 502}) from error
            if monotonic() + 0.05 * tried > deadline:
                break
            await asyncio.sleep(0.05 * tried)
        raise Failed(f"{service} can't be reached", {"code": "UNAVAILABLE", "status": 503})

    async def _told(self, service: str, body: bytes, headers: Mapping[str, str], deadline: float) -> dict[str, Any]:
        """The answer of one replica, and it is noted how that does."""
        with self._clients.replicas.turn(service) as turn:
            try:
                status, content, data = await self._once(service, turn.url, body, headers, deadline)
            except (aiohttp.ClientError, TimeoutError):
                turn.failed()
                raise
            if status in CANNOT:
                turn.failed()
        return read(service, status, content, data)

    async def _once(
        self, service: str, at: str, body: bytes, headers: Mapping[str, str], deadline: float
    ) -> tuple[int, str, bytes]:
        left = max(0.001, deadline - monotonic())
        told = {**headers, "Skerry-Deadline": str(max(1, int(left * 1000))), **trace_headers()}
        identity = self._clients.identity
        async with self._clients.session().post(
            f"{at}/graphql",
            data=body,
            headers=told,
            timeout=aiohttp.ClientTimeout(total=left),
            allow_redirects=False,
            ssl=identity.towards(service, at) if identity else True,
        ) as answer:
            data = await answer.content.read(LARGEST_ANSWER + 1)
            while not answer.content.at_eof() and len(data) <= LARGEST_ANSWER:
                data += await answer.content.read(LARGEST_ANSWER + 1 - len(data))
            return answer.status, answer.content_type, data


def read(service: str, status: int, content: str, data: bytes) -> dict[str, Any]:
    """What a service answered.

    Raises:
        Failed: a problem, or something else than GraphQL.
    """
    if content.endswith(_PROBLEM):
        problem = Answer(status, (), data)
        raise Failed(message(problem), extensions(problem))
    try:
        found = msgspec.json.decode(data) if len(data) <= LARGEST_ANSWER else None
    except msgspec.DecodeError:
        found = None
    if not isinstance(found, dict) or not ("data" in found or found.get("errors")):
        raise Failed(f"{service} gave no answer of GraphQL", {"code": "BAD_GATEWAY", "status": 502})
    if found.get("data") is None and not any(each.get("path") for each in found["errors"]):
        first = found["errors"][0]
        raise Failed(str(first.get("message", "")), first.get("extensions") or {"code": "BAD_GATEWAY", "status": 502})
    return found
