"""One request of GraphQL over HTTP, whatever stands behind it: read, held to the limits, executed in its time, answered.

What is refused before it is executed is 400 in `application/graphql-response+json` and 200 in `application/json`, as the draft has it;
what was executed is 200, its errors beside its data.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import Any

import msgspec
from graphql import GraphQLError, OperationDefinitionNode

from skerry_runtime.faces.graphql.documents import Documents, Prepared, mutates
from skerry_runtime.faces.graphql.limits import Limits
from skerry_runtime.faces.graphql.measure import check
from skerry_runtime.faces.graphql.refusal import Refusal
from skerry_runtime.faces.graphql.request import JSON, RESPONSE, Asked, media, read
from skerry_runtime.service.answer import Answer

log = logging.getLogger("skerry.graphql")
Headers = Mapping[bytes, bytes]
Result = dict[str, Any]
_WELL_FORMED = frozenset(
    (400, 413)
)  # of these, clients of `application/json` expect 200, once the request could be read


class Run(msgspec.Struct, frozen=True):
    """An operation that may be executed. `position` is its place in a list of several, -1 where it came alone.

    `identity`: who asks, as the edge of a service has found.
    """

    prepared: Prepared
    operation: OperationDefinitionNode
    variables: Mapping[str, Any]
    headers: Headers
    deadline: float
    position: int = -1
    identity: object = None


class Answering:
    """Answers requests with what `execute` makes of operations. `patient`: mutations keep to the deadline by themselves."""

    def __init__(
        self,
        documents: Documents,
        limits: Limits,
        execute: Callable[[Run], Awaitable[Result]],
        *,
        patient: bool = False,
    ) -> None:
        self._documents, self._limits, self._execute, self._patient = documents, limits, execute, patient

    async def answer(
        self,
        method: str,
        query: str,
        headers: Headers,
        body: bytes,
        deadline: float | None,
        identity: object = None,
    ) -> Answer:
        """The answer to one request; `deadline` is the caller's, on the clock of `time.monotonic`, `identity` who he is."""
        kind = RESPONSE
        try:
            kind = media(headers.get(b"accept", b"").decode("latin-1"))
            content = headers.get(b"content-type", b"").decode("latin-1")
            asked, several = read(method, query, content, body, self._limits)
        except Refusal as refusal:
            return _answer(refusal.status, kind, {"errors": refusal.errors}, refusal.headers)
        until = monotonic() + self._limits.seconds
        until = until if deadline is None else min(until, deadline)
        if several:
            found = [await self._one(each, headers, until, at, identity) for at, each in enumerate(asked)]
            return _answer(200, kind, [result for _, result, _ in found])
        status, result, more = await self._one(asked[0], headers, until, -1, identity)
        if kind == JSON and status in _WELL_FORMED:
            status = 200
        return _answer(status, kind, result, more)

    async def _one(
        self, asked: Asked, headers: Headers, until: float, at: int, identity: object
    ) -> tuple[int, Result, tuple[tuple[str, str], ...]]:
        try:
            prepared = self._documents.prepared(asked.query)
            operation = prepared.operation(asked.operation)
            if asked.reading and mutates(operation):
                raise Refusal("METHOD_NOT_ALLOWED", "a mutation needs POST", 405, headers=(("allow", "POST"),))
            check(self._documents.schema, operation, prepared.fragments, asked.variables, self._limits)
            # an operation that writes knows its deadline, and must not be cut off while it commits
            left = None if self._patient and mutates(operation) else max(0.0, until - monotonic())
            async with asyncio.timeout(left):
                result = await self._execute(Run(prepared, operation, asked.variables, headers, until, at, identity))
            return 200 if "data" in result else 400, result, ()
        except Refusal as refusal:
            return refusal.status, {"errors": refusal.errors}, refusal.headers
        except GraphQLError as error:
            said = Refusal("INVALID", error.message)
            return said.status, {"errors": said.errors}, ()
        except TimeoutError:
            said = Refusal("TIMEOUT", "the answer has not come in time; what is under way may still happen", 504)
            return said.status, {"errors": said.errors}, ()
        except RecursionError:
            said = Refusal("TOO_MUCH", "the request is too deep")
            return said.status, {"errors": said.errors}, ()
        except Exception:
            log.exception("an operation failed")
            said = Refusal("INTERNAL", "the operation failed", 500)
            return said.status, {"errors": said.errors}, ()


def _answer(status: int, kind: str, value: Any, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    told = (("content-type", f"{kind}; charset=utf-8"), ("vary", "Accept"), ("cache-control", "no-store"))
    return Answer(status, (*told, *headers), msgspec.json.encode(value))
