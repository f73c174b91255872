"""The composed `/graphql`: held to the limits at the edge, planned, gathered, answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError, execute
from graphql.execution.values import get_variable_values

from skerry_runtime.faces.graphql.answering import Answering, Result, Run
from skerry_runtime.faces.graphql.composed.gather import Gathering
from skerry_runtime.faces.graphql.composed.plan import TYPE, plan
from skerry_runtime.faces.graphql.composed.table import Supergraph
from skerry_runtime.faces.graphql.composed.transport import Transport
from skerry_runtime.faces.graphql.documents import Documents, mutates
from skerry_runtime.faces.graphql.limits import Limits
from skerry_runtime.faces.graphql.outcome import result
from skerry_runtime.faces.graphql.refusal import Refusal
from skerry_runtime.service.answer import Answer

_PASSED = (
    "authorization", "x-request-id", "traceparent", "tracestate", "accept-language", "user-agent", "x-forwarded-for",
    "x-forwarded-proto", "skerry-caller", "skerry-roles", "skerry-purpose",
)  # fmt: skip


class Endpoint:
    """Answers requests over one supergraph."""

    def __init__(self, graph: Supergraph, limits: Limits, transport: Transport) -> None:
        self._graph, self._limits, self._transport = graph, limits, transport
        self._answering = Answering(Documents(graph.schema, limits), limits, self._execute)

    async def answer(
        self, method: str, query: str, headers: Mapping[bytes, bytes], body: bytes, deadline: float | None
    ) -> Answer:
        """The answer to one request."""
        return await self._answering.answer(method, query, headers, body, deadline)

    async def _execute(self, run: Run) -> Result:
        schema, operation = self._graph.schema, run.operation
        known = get_variable_values(schema, operation.variable_definitions or (), dict(run.variables))
        if isinstance(known, list):
            raise Refusal("INVALID", known[0].message, errors=[each.formatted for each in known])
        reading = not mutates(operation)
        headers = _headers(run, reading=reading)
        gathering = Gathering(self._transport, run.variables, headers, run.deadline, again=reading)
        await gathering.run(plan(self._graph, run.prepared, operation, known))
        done: Any = execute(
            schema, run.prepared.document, gathering.data, None, dict(run.variables),
            operation.name.value if operation.name else None, field_resolver=_picked, type_resolver=_typed,
            hide_suggestions=not self._limits.introspection,
        )  # fmt: skip
        return result(done, gathering.problems)


def _picked(source: Any, info: Any, **_: Any) -> Any:
    """What was gathered, by its name in the answer."""
    found = source.get(info.path.key)
    if isinstance(found, GraphQLError):
        raise found
    return found


def _typed(value: Any, *_: Any) -> Any:
    return value.get(TYPE)


def _headers(run: Run, *, reading: bool) -> dict[str, str]:
    """Who asks, and in which trace, as each service has to know it."""
    told = {name: value.decode("latin-1") for name in _PASSED if (value := run.headers.get(name.encode()))}
    told |= {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}
    if not reading and (key := run.headers.get(b"idempotency-key")):
        place = f"/{run.position}" if run.position >= 0 else ""
        told["Idempotency-Key"] = key.decode("latin-1") + place
    return told
