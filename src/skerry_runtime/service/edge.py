"""The outermost layer, plain ASGI: names requests, bounds them, counts them, finds their version, and lets no error through."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skerry_runtime.audit import ORIGIN
from skerry_runtime.operations import OperationError
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.audited import refused
from skerry_runtime.service.keeping import Keeping
from skerry_runtime.service.problems import Problems
from skerry_runtime.service.rates import RateLimits
from skerry_runtime.service.routes import IDENTITY
from skerry_runtime.service.versions import Versions
from skerry_runtime.telemetry.metrics import Metrics

if TYPE_CHECKING:
    from skerry_runtime.trust.guard import Guard

log = logging.getLogger("skerry.service")
LARGEST_BODY = 1_048_576  # bytes
LARGEST_HEADERS = 16_384
ID = re.compile(rb"[\x21-\x7e]{1,100}")
Plain = Callable[[], Awaitable[Answer]]


class TooLarge(OperationError):
    """The body is longer than is read."""

    status, kind = 413, "content-too-large"


class Edge:
    """Stands before the routes of a service. `plain` are paths of its own: health and documents, without quota.

    What is refused (401, 403) before an operation could write that down goes to the audit log.
    """

    def __init__(
        self,
        app: ASGIApp,
        problems: Problems,
        versions: Versions,
        rates: RateLimits,
        plain: dict[str, Plain],
        metrics: Metrics,
        keeping: Keeping,
        guard: Guard | None = None,
    ) -> None:
        self._app, self._problems, self._versions, self._rates, self._plain = app, problems, versions, rates, plain
        self._metrics, self._guard = metrics, guard
        self._audit, self._keeping = keeping.log, keeping
        self._faces: dict[str, ASGIApp] = {}
        self.running = 0

    def mount(self, path: str, face: ASGIApp) -> None:
        """Serves a path by another application; it is of no version, and counts towards the quota."""
        self._faces[path] = face

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        name = given if ID.fullmatch(given) else uuid4().hex.encode()
        answer, began, path = _Answering(send, name), time.perf_counter(), scope["path"]
        tokens = self._keeping.entered(scope, name.decode())
        if self._audit is not None:
            answer.before = partial(self._written_down, scope, headers)
        self.running += 1
        try:
            await self._serve(scope, headers, receive, answer)
        except OperationError as error:
            await self._ended(answer, scope, self._problems.of(error))
        except Exception:
            log.exception("request %s failed: %s %s", name.decode(), scope["method"], scope["path"])
            await self._ended(
                answer, scope, self._problems.answer(500, "server-error", f"request {name.decode()} failed")
            )
        finally:
            self.running -= 1
            if path not in self._plain:
                seconds = time.perf_counter() - began
                self._metrics.served(
                    scope["method"],
                    path if path in self._faces else _route(scope),
                    answer.status,
                    seconds,
                    headers.get(b"traceparent", b""),
                )
            self._keeping.left(tokens)

    async def _written_down(self, scope: Scope, headers: dict[bytes, bytes], status: int) -> None:
        origin = ORIGIN.get()
        if self._audit is not None and status in (401, 403) and origin is not None and not origin.written:
            await refused(self._audit, scope["method"], scope["path"], status, headers)

    async def _serve(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: _Answering) -> None:
        if sum(len(key) + len(value) for key, value in scope["headers"]) > LARGEST_HEADERS:
            answer = self._problems.answer(431, "headers-too-large", f"headers may have {LARGEST_HEADERS} bytes")
            await answer(scope, receive, send)
            return
        path = scope["path"]
        if plain := self._plain.get(path):
            await (await plain())(scope, receive, send)
            return
        if self._guard:
            scope[IDENTITY] = await self._guard.introduced(headers, scope)
        face = self._faces.get(path)
        version = "" if face or path.startswith("/internal/") else self._versions.asked(path, headers)
        left, wait = (
            self._rates.taken(caller_of(headers, (scope.get("client") or ("",))[0])) if version or face else ((), 0)
        )
        send.extra = (*left, *self._versions.headers(version))
        if wait:
            answer = self._problems.answer(429, "too-many-requests", f"the quota is used up for {wait} s")
            await answer.with_headers(("retry-after", str(wait)))(scope, receive, send)
            return
        scope["skerry"] = headers, deadline_of(headers)
        if version and self._versions.by != "url":
            scope["path"] = self._versions.path(version, path)
        if int(_digits(headers.get(b"content-length"))) > LARGEST_BODY:
            raise TooLarge(f"a body may have {LARGEST_BODY} bytes")
        await (face or self._app)(scope, _bounded(receive) if b"transfer-encoding" in headers else receive, send)

    async def _ended(self, send: _Answering, scope: Scope, answer: Answer) -> None:
        if not send.started:
            await answer(scope, _nothing, send)


class _Answering:
    """Sends an answer, with what every answer has."""

    __slots__ = ("_name", "_send", "before", "extra", "started", "status")

    def __init__(self, send: Send, name: bytes) -> None:
        self._send, self._name, self.started = send, name, False
        self.status = 499  # until it has answered: nginx's number for a caller that went away
        self.extra: tuple[tuple[bytes, bytes], ...] = ()
        self.before: Callable[[int], Awaitable[None]] | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self.started:
                return
            if self.before is not None:
                await self.before(message["status"])
            self.started, self.status = True, message["status"]
            message["headers"] = [*message["headers"], (b"x-request-id", self._name), *self.extra]
        await self._send(message)


def _bounded(receive: Receive) -> Receive:
    """Counts a body of unknown length while it arrives."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise TooLarge(f"a body may have {LARGEST_BODY} bytes")
        return message

    return counted


def _route(scope: Scope) -> str:
    """The template of the path, '' where there is none: paths themselves would make a series of metrics for each thing."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) if route is not None else ""


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def deadline_of(headers: dict[bytes, bytes]) -> float | None:
    """When the caller stops waiting (`Skerry-Deadline`: milliseconds from now), on the clock of `time.monotonic`."""
    said = headers.get(b"skerry-deadline")
    if said is None:
        return None
    try:
        return time.monotonic() + float(said) / 1000
    except ValueError:
        return None


def _digits(text: bytes | None) -> str:
    found = (text or b"0").decode("latin-1")
    return found if found.isdecimal() else "0"


def caller_of(headers: dict[bytes, bytes], host: str) -> str:
    """Whom a request is counted for: the caller that it names, else the host that it comes from."""
    said = headers.get(b"skerry-caller")
    return said.decode("latin-1") if said else host
