"""Serves calls: reads who asks and how from their metadata, as REST does from headers, and lets no error through.

A command that its caller gives up goes on to its end, as a request of REST does whose caller is gone: what is being committed is not
torn, and under the same key it is answered later.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import grpc

from skerry_runtime.clock import wall
from skerry_runtime.faces.asking import Asking
from skerry_runtime.faces.grpc.known import Unsayable
from skerry_runtime.faces.grpc.procedures import Procedure, Unreadable
from skerry_runtime.faces.grpc.reading import Wrong
from skerry_runtime.faces.grpc.statuses import DETAILS, Failure, failed, failure
from skerry_runtime.identity import Peer
from skerry_runtime.identity.passage import Passage
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.callers import Admission, refused
from skerry_runtime.service.edge import ID, caller_of, deadline_of
from skerry_runtime.service.routes import Headers
from skerry_runtime.service.service import Service

log = logging.getLogger("skerry.service")
_UNHEARD = frozenset((b"if-none-match", b"content-type", b"user-agent"))  # they mean something else here, or nothing
_UNSAID = frozenset(("content-type", "link", "content-length"))
Metadata = tuple[tuple[str, str | bytes], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A response, or a failure; and what is said beside it."""

    data: bytes
    failure: Failure | None
    beside: Metadata


class Calls(grpc.GenericRpcHandler):  # type: ignore[misc]
    """The procedures of one service, as a server of gRPC wants them. With a `passage`, those are served who came through it."""

    def __init__(self, service: Service, asking: Asking, procedures: Mapping[str, Procedure]) -> None:
        self._service, self._asking, self._procedures = service, asking, procedures
        self.passage: Passage | None = None
        self._admission = Admission(service.spec)
        self._domain = urlsplit(service.spec.problems).netloc or service.spec.system
        self.running: set[asyncio.Task[Outcome]] = set()
        self._handlers = {
            name: grpc.unary_unary_rpc_method_handler(self._handler(each)) for name, each in procedures.items()
        }

    def service(self, handler_call_details: Any) -> Any:
        """The handler of a procedure, None where there is none."""
        return self._handlers.get(handler_call_details.method)

    def _handler(self, procedure: Procedure) -> Any:
        async def handle(data: bytes, context: Any) -> bytes:
            headers = _headers(context.invocation_metadata())
            deadline = _earlier(deadline_of(headers), context.time_remaining())
            peer, state, why = self._admitted(context.peer(), procedure)
            if why:
                code = grpc.StatusCode.PERMISSION_DENIED
                await context.abort(
                    code, why, ((DETAILS, failed(code, why, "forbidden", self._domain, http=403).status),)
                )
            answering = self._answered(procedure, data, headers, deadline, peer, state)
            outcome = await (answering if procedure.reads else self._to_its_end(answering))
            context.set_trailing_metadata(outcome.beside)
            if outcome.failure:
                context.set_code(outcome.failure.code)
                context.set_details(outcome.failure.detail)
            return outcome.data

        return handle

    def _admitted(self, connection: str, procedure: Procedure) -> tuple[str, dict[str, Any], str]:
        """From where a call comes; its state: who calls, where that is proved; and why it may not, '' if it may."""
        if self.passage is None:
            return connection.partition(":")[2].rpartition(":")[0], {}, ""
        guest = self.passage.guest(connection)
        if guest is None:
            return "", {"peer": Peer("", "")}, "the connection has shown no certificate, or has ended"
        why = self._admission.against(guest.peer, procedure.name, wall())
        if why:
            refused(guest.peer, guest.address, "POST", procedure.name, why)
        return guest.address, {"peer": guest.peer}, why

    async def _to_its_end(self, answering: Coroutine[Any, Any, Outcome]) -> Outcome:
        """Waits as long as the caller does; what was begun goes on."""
        task = asyncio.create_task(answering)
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return await asyncio.shield(task)

    async def _answered(
        self,
        procedure: Procedure,
        data: bytes,
        headers: Headers,
        deadline: float | None,
        peer: str,
        state: Mapping[str, Any],
    ) -> Outcome:
        began = time.perf_counter()
        found = await self._served(procedure, data, headers, deadline, peer, state)
        status, seconds = found.failure.http if found.failure else 200, time.perf_counter() - began
        self._service.metrics.served("POST", procedure.name, status, seconds, headers.get(b"traceparent", b""))
        return found

    async def _served(
        self,
        procedure: Procedure,
        data: bytes,
        headers: Headers,
        deadline: float | None,
        peer: str,
        state: Mapping[str, Any],
    ) -> Outcome:
        given = headers.get(b"x-request-id", b"")
        name = given.decode() if ID.fullmatch(given) else uuid4().hex
        tokens = self._service.keeping.entered({"client": (peer,)}, name)
        try:
            return await self._named(procedure, data, headers, deadline, peer, name, state)
        finally:
            self._service.keeping.left(tokens)

    async def _named(
        self,
        procedure: Procedure,
        data: bytes,
        headers: Headers,
        deadline: float | None,
        peer: str,
        name: str,
        state: Mapping[str, Any],
    ) -> Outcome:
        guard = self._service.routes.guard
        identity = await guard.introduced(headers, _scope(headers, peer, state)) if guard else None
        left, wait = self._service.rates.taken(caller_of(headers, peer))
        beside = _said((*left, *self._service.routes.versions.headers(procedure.version)), name)
        if wait:
            spent = f"the quota is used up for {wait} s"
            return self._failed(
                failed(grpc.StatusCode.RESOURCE_EXHAUSTED, spent, "too-many-requests", self._domain, wait=wait), beside
            )
        try:
            asked = procedure.asked(data)
            _keyed(headers, asked.key)
            answer = await self._asking.ask(
                procedure.operation, procedure.version, asked.values, headers, deadline, identity
            )
            return self._outcome(procedure, answer, beside, deadline)
        except Unreadable as error:
            return self._failed(self._invalid(str(error), "bad-request"), beside)
        except Wrong as error:
            violated = ((error.path, error.why),)
            return self._failed(self._invalid("some values are not valid", "unprocessable", violated), beside)
        except Unsayable as error:
            log.error("request %s is answered, but not over gRPC: %s", name, error)
            why = f"done, but the answer can't be said exactly in this message: {error}"
            code = grpc.StatusCode.OUT_OF_RANGE
            return self._failed(failed(code, why, "not-sayable", self._domain), beside)
        except Exception:
            log.exception("request %s failed: %s", name, procedure.name)
            why = f"request {name} failed"
            return self._failed(failed(grpc.StatusCode.INTERNAL, why, "server-error", self._domain), beside)

    def _outcome(self, procedure: Procedure, answer: Answer, beside: Metadata, deadline: float | None) -> Outcome:
        more = tuple((name, value) for name, value in answer.headers if name not in _UNSAID)
        if answer.status < 400:
            return Outcome(procedure.answered(answer), None, (*beside, *more))
        late = deadline is not None and time.monotonic() >= deadline
        found = failure(answer, self._domain, procedure.path, late=late)
        return self._failed(found, (*beside, *more))

    def _failed(self, found: Failure, beside: Metadata) -> Outcome:
        return Outcome(b"", found, (*beside, (DETAILS, found.status)))

    def _invalid(self, why: str, kind: str, violated: Iterable[tuple[str, str]] = ()) -> Failure:
        return failed(grpc.StatusCode.INVALID_ARGUMENT, why, kind, self._domain, violated)


def _headers(metadata: Iterable[tuple[str, str | bytes]]) -> Headers:
    """Metadata as the headers of a request of REST; values that are bytes mean nothing there."""
    found = {name.encode(): value.encode("latin-1") for name, value in metadata if isinstance(value, str)}
    return {name: value for name, value in found.items() if name not in _UNHEARD}


def _scope(headers: Headers, peer: str, state: Mapping[str, Any]) -> dict[str, Any]:
    """What tells who calls, where ASGI has it."""
    return {"state": state, "client": (peer, 0), "headers": list(headers.items())}


def _keyed(headers: Headers, key: str) -> None:
    """Has the key of the message stand where REST has it.

    Raises:
        Wrong: the metadata say another.
    """
    if key and headers.setdefault(b"idempotency-key", key.encode()) != key.encode():
        raise Wrong("request_id", "the metadata idempotency-key say another")


def _earlier(said: float | None, remaining: float | None) -> float | None:
    """The earlier one of a moment and of what remains."""
    if remaining is None:
        return said
    ends = time.monotonic() + remaining
    return ends if said is None else min(said, ends)


def _said(raw: Iterable[tuple[bytes, bytes]], name: str) -> Metadata:
    found = ((key.decode(), value.decode("latin-1")) for key, value in raw if key.decode() not in _UNSAID)
    return (("x-request-id", name), *found)
