"""The base of typed clients: one class for each called service, one method an operation, all through `send`."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from functools import lru_cache
from hashlib import blake2b
from time import perf_counter
from typing import Any, TypeVar, get_type_hints, overload
from urllib.parse import quote

import aiohttp
import msgspec
from pydantic import BaseModel, TypeAdapter, ValidationError

from skerry_runtime.clients.discovery import Registry
from skerry_runtime.clients.edge import Edge, Full, Open, pause
from skerry_runtime.clients.replicas import CANNOT, Replicas, Turn
from skerry_runtime.identity import Identity, IdentityError
from skerry_runtime.operations import (
    BY_KIND,
    CALL,
    OWN,
    Call,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    OperationError,
    Unavailable,
    begun_by,
)
from skerry_runtime.spec import Call as Policy
from skerry_runtime.spec import Callee
from skerry_runtime.telemetry import span, trace_headers
from skerry_runtime.telemetry.metrics import Metrics, Outcome

A = TypeVar("A")
K = TypeVar("K")
_READING = frozenset(("GET", "HEAD"))
_AGAIN = frozenset((429, 502, 503, 504))  # the other side says, or its proxy, that it may be asked again
_STATUSES: Mapping[int, type[OperationError]] = {
    401: Forbidden,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: Invalid,
}


Instead = Callable[["Client", str, Any], Awaitable[Any]]
INSTEAD: ContextVar[Instead | None] = ContextVar("instead", default=None)
"""Who answers the clients of all `Clients` that are made meanwhile, in place of the services: client, operation, type of the answer."""


class Clients:
    """The HTTP connections of a service, shared by all of its clients; opened with the first call, closed once at the end.

    With an identity (by default that of the process) they show its certificate, and lead to nobody but the service that is meant.
    `shown` gives the headers with which the service shows who it is, and for whom it acts, to others of its system.
    """

    def __init__(
        self,
        registry: Registry | None = None,
        by: str = "url",
        shown: Callable[[Call | None], dict[str, str]] = lambda _: {},
        identity: Identity | None = None,
    ) -> None:
        self.registry, self.by, self.shown = registry or Registry.from_environment(), by, shown
        self.identity = identity or Identity.from_environment()
        self.replicas = Replicas(self.registry)
        self.instead = INSTEAD.get()
        self.edges: dict[str, Edge] = {}  # by the called service
        self.metrics: Metrics | None = None  # where calls are counted
        self._session: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        """The one session."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)
        return self._session

    def tls(self, service: str, url: str) -> ssl.SSLContext | bool:
        """What a connection to a service is opened with: aiohttp's `ssl`.

        Raises:
            Unavailable: it is not to be had in a way that proves who both are.
        """
        try:
            return self.identity.towards(service, url) if self.identity else True
        except IdentityError as error:
            raise Unavailable(str(error)) from error

    async def close(self) -> None:
        """Closes all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


class Client:
    """A called service. Subclasses name it (`service`) and the version of it that they speak."""

    service, version = "", ""

    def __init__(self, shared: Clients, edge: Edge) -> None:
        self._shared, self._edge = shared, edge
        shared.edges[self.service] = edge

    @overload
    async def send(
        self, operation: str, method: str, path: str, *, answer: type[A], body: Any = None,
        query: Mapping[str, Any] | None = None, call: Call | None = None,
    ) -> A: ...  # fmt: skip

    @overload
    async def send(
        self, operation: str, method: str, path: str, *, body: Any = None,
        query: Mapping[str, Any] | None = None, call: Call | None = None,
    ) -> None: ...  # fmt: skip

    async def send(
        self, operation: str, method: str, path: str, *, answer: Any = None, body: Any = None,
        query: Mapping[str, Any] | None = None, call: Call | None = None,
    ) -> Any:  # fmt: skip
        """Calls an operation; `call` is on whose behalf (the operation under way, if it is not given).

        It takes no longer than the policy's timeout and the call's deadline. It is repeated, within the budget, where the other
        side can't have acted (no connection) or where repeating is safe: reading, or under an idempotency key, which every
        command has.

        Raises:
            Refused, Undone, Conflict, NotFound, Forbidden, Invalid: what the other side says.
            Unavailable: there is no answer, or none that says what happened.
        """
        if self._shared.instead is not None:
            return await self._shared.instead(self, operation, answer)
        on_behalf = call or CALL.get()
        policy = self._edge.policy(operation)
        request = _Request(operation, method, self._path(path, query), _encoded(body), on_behalf, policy)
        kept_as = f"{method} {request.path}{_for(on_behalf)}" if method in _READING and policy.cache and answer else ""
        if kept_as and (kept := self._edge.kept(kept_as)):
            return kept.value
        try:
            data = await self._tried(request)
            value = None if answer is None else _decoded(answer, data, f"{self.service}.{operation}")
        except Unavailable:
            kept = self._edge.kept(kept_as, stale=True) if kept_as else None
            if kept is None:
                raise
            return kept.value
        if kept_as:
            self._edge.keep(kept_as, value, policy.cache)
        return value

    def _path(self, path: str, query: Mapping[str, Any] | None) -> str:
        inside = path.startswith("/internal/") or self._shared.by != "url"
        whole = path if inside or not self.version else f"/{self.version}{path}"
        given = [(name, _text(value)) for name, value in (query or {}).items() if value not in (None, "")]
        return whole + ("?" + "&".join(f"{name}={quote(value)}" for name, value in given) if given else "")

    async def _tried(self, request: _Request) -> bytes:
        self._edge.budget.called()
        attempt = 0
        while True:
            try:
                return await self._edge.guarded(lambda: self._once(request))
            except (Unsure, Full) as error:
                left = request.remaining()
                wait = max(
                    pause(attempt), getattr(error, "after", 0.0) if isinstance(error, Unsure) and error.asked else 0.0
                )
                if attempt >= request.policy.retries or wait >= left or not self._edge.budget.spend():
                    raise Unavailable(
                        f"{self.service}.{request.operation}: {error.detail}", after=error.after
                    ) from error
            except Open as error:
                raise Unavailable(f"{self.service}.{request.operation}: {error.detail}", after=error.after) from error
            attempt += 1
            await asyncio.sleep(wait)

    async def _once(self, request: _Request) -> bytes:
        """One try. What tells something about the other side is told to the breaker."""
        breaker, left = self._edge.breaker, request.remaining()
        if left <= 0:
            breaker.abandoned()
            raise Unavailable(f"{self.service}.{request.operation}: the time is over before it was called")
        timeout = aiohttp.ClientTimeout(total=min(left, request.policy.timeout))
        headers = self._headers(request, min(left, request.policy.timeout))
        with span(
            f"{self.service}.{request.operation}", kind="client", attributes={"http.request.method": request.method}
        ):
            return await self._counted(request, {**headers, **trace_headers()}, timeout)

    async def _counted(self, request: _Request, headers: dict[str, str], timeout: aiohttp.ClientTimeout) -> bytes:
        began = perf_counter()
        outcome: Outcome = "failed"
        try:
            with self._shared.replicas.turn(self.service) as turn:
                data = await self._sent(request, turn, headers, timeout)
            outcome = "ok"
            return data
        except OperationError as error:
            outcome = "failed" if isinstance(error, Unavailable) else "refused"
            raise
        finally:
            if self._shared.metrics is not None:
                self._shared.metrics.called(self.service, request.operation, outcome, perf_counter() - began)

    async def _sent(
        self, request: _Request, turn: Turn, headers: dict[str, str], timeout: aiohttp.ClientTimeout
    ) -> bytes:
        breaker, url = self._edge.breaker, turn.url + request.path
        try:
            tls = self._shared.tls(self.service, url)
        except Unavailable:
            breaker.abandoned()
            raise
        try:
            async with self._shared.session().request(
                request.method, url, data=request.body, headers=headers, timeout=timeout, allow_redirects=False,
                ssl=tls,
            ) as answer:  # fmt: skip
                data = await answer.read()
        except asyncio.CancelledError:
            breaker.abandoned()
            raise
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            breaker.failed()
            turn.failed()
            raise Unsure(_said(error, request.policy.timeout)) from error
        if answer.status in CANNOT:
            turn.failed()
        if answer.status >= 500 or answer.status == 429:
            breaker.failed()
            raise Unsure(
                _detail(data) or f"status {answer.status}",
                after=_seconds(answer.headers.get("Retry-After")),
                asked=answer.status in _AGAIN,
            )
        breaker.succeeded()
        if answer.status >= 400:
            raise _error(answer.status, data)
        return data

    def _headers(self, request: _Request, left: float) -> dict[str, str]:
        found = {"Accept": "application/json", "Skerry-Deadline": str(max(1, int(left * 1000)))}
        if request.body is not None:
            found["Content-Type"] = "application/merge-patch+json" if request.method == "PATCH" else "application/json"
        if self._shared.by == "header" and self.version:
            found["API-Version"] = self.version
        if request.method not in _READING:
            found["Idempotency-Key"] = request.key
        if request.method in ("PUT", "PATCH", "DELETE"):
            found["If-Match"] = "*"  # it has to be there; which state it is in does not matter to the caller
        if not self._edge.callee.external:
            found |= self._shared.shown(request.call)
            found |= begun_by(request.call.began) if request.call else {}
        if request.call and request.call.undoes:
            found["Skerry-Undoes"] = request.call.undoes
        if request.call:
            found |= {
                name: value for name in ("traceparent", "X-Request-Id") if (value := request.call.headers.get(name))
            }
        return found


def _for(call: Call | None) -> str:
    """For whom: what one may see is not kept for another."""
    person = call.identity.person if call and call.identity and call.identity is not OWN else None
    return f" {blake2b(person.token.encode(), digest_size=16).hexdigest()}" if person else ""


class _Request:
    """What is sent, however often."""

    __slots__ = ("body", "call", "key", "method", "operation", "path", "policy")

    def __init__(
        self, operation: str, method: str, path: str, body: bytes | None, call: Call | None, policy: Policy
    ) -> None:
        self.operation, self.method, self.path, self.body, self.call, self.policy = (
            operation,
            method,
            path,
            body,
            call,
            policy,
        )
        self.key = _key(self)

    def remaining(self) -> float:
        """Seconds that are left for it."""
        left = self.call.remaining() if self.call else None
        return float("inf") if left is None else left


def _key(request: _Request) -> str:
    """The step's own key in a saga; within an operation, one that follows from its key and from what is asked."""
    call = request.call
    if call is None:
        return Call().key
    if call.exact:
        return call.key
    asked = blake2b(request.path.encode() + b"\0" + (request.body or b""), digest_size=9).hexdigest()
    return f"{call.key}/{request.operation}/{asked}"


class Unsure(Unavailable):
    """Nobody knows whether it happened. `asked`: the other side says that it may be asked again after `after` seconds."""

    def __init__(self, detail: str, after: float = 0.0, *, asked: bool = False) -> None:
        super().__init__(detail, after)
        self.asked = asked


def connected(kind: type[K], shared: Clients, callees: tuple[Callee, ...] | list[Callee]) -> K:
    """An object of a generated `Clients` class: each field is a client, with the policies of its service."""
    if not is_dataclass(kind):
        raise TypeError(f"{kind.__name__} has to be a dataclass whose fields are clients")
    hints, known = get_type_hints(kind), {each.name: each for each in callees}
    made = {}
    for each in fields(kind):
        client = hints[each.name]
        made[each.name] = client(shared, Edge(known.get(client.service) or Callee(client.service, client.version)))
    return kind(**made)


@lru_cache(maxsize=512)
def _adapter(of: Any) -> TypeAdapter[Any]:
    return TypeAdapter(of)


def _decoded(of: Any, data: bytes, what: str) -> Any:
    try:
        return _adapter(of).validate_json(data)
    except ValidationError as error:
        raise Unavailable(
            f"{what} answered something else than its contract says: {error.errors()[0]['msg']}"
        ) from error


def _encoded(body: Any) -> bytes | None:
    if body is None:
        return None
    if isinstance(body, BaseModel):
        return body.model_dump_json(by_alias=True, exclude_none=True).encode()
    return msgspec.json.encode(body, enc_hook=str)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if hasattr(value, "isoformat") else str(getattr(value, "value", value))


def _error(status: int, data: bytes) -> OperationError:
    problem = _problem(data)
    kind = str(problem.get("type", "")).rpartition("/")[2]
    found = BY_KIND.get(kind) or _STATUSES.get(status, OperationError)
    error = found(str(problem.get("detail") or problem.get("title") or f"status {status}"))
    error.definite = kind in BY_KIND and found.definite  # what others mean by a status nobody knows
    return error


def _problem(data: bytes) -> Mapping[str, Any]:
    try:
        found = msgspec.json.decode(data)
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _detail(data: bytes) -> str:
    return str(_problem(data).get("detail", ""))


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdigit() else 0.0


def _said(error: BaseException, timeout: float) -> str:
    return (
        f"no answer within {timeout:g} s" if isinstance(error, TimeoutError) else (str(error) or type(error).__name__)
    )
