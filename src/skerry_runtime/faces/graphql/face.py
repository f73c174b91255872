"""The GraphQL face of a service: `/graphql` on the port of REST, a subgraph of Federation 2."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from graphql import execute
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from skerry_runtime import spec
from skerry_runtime.faces.asking import Asking
from skerry_runtime.faces.graphql.answering import Answering, Result, Run
from skerry_runtime.faces.graphql.context import Context
from skerry_runtime.faces.graphql.documents import Documents
from skerry_runtime.faces.graphql.entities import Batches, source
from skerry_runtime.faces.graphql.limits import Limits
from skerry_runtime.faces.graphql.outcome import result
from skerry_runtime.faces.graphql.refusal import too_much
from skerry_runtime.faces.graphql.schema import executable
from skerry_runtime.service.routes import IDENTITY
from skerry_runtime.service.service import Service

PATH = "/graphql"


class GraphQL:
    """The face. `limits` are those of the environment unless they are given."""

    name = "graphql"

    def __init__(self, limits: Limits | None = None, environment: Mapping[str, str] = os.environ) -> None:
        self._given, self._environment = limits, environment

    async def start(self, service: Service) -> None:
        """Reads the document and serves it."""
        face, contract = service.spec.graphql, service.contract
        if face is None or contract is None:
            raise ValueError(f"{service.spec.service} has no document of GraphQL: generate it again")
        limits = self._given or Limits.of(self._environment)
        service.mount(PATH, _Endpoint(service, face, (contract / face.document).read_text(), limits))

    async def stop(self) -> None:
        """It ends with the service."""

    async def check(self) -> None:
        """It is well while the service is."""


class _Endpoint:
    def __init__(self, service: Service, face: spec.GraphQL, sdl: str, limits: Limits) -> None:
        routes = service.routes
        asking = Asking(routes, service.keeping.log)
        self._schema, self._limits = executable(sdl, face, routes, asking), limits
        found = {name: source(asking, routes, kind, routes.versions.newest) for name, kind in face.entities.items()}
        self._sources = {name: each for name, each in found.items() if each is not None}
        self._entities = frozenset(face.entities)
        self._answering = Answering(Documents(self._schema, limits), limits, self._execute, patient=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI; the edge has bounded the request before."""
        headers, deadline = scope["skerry"]
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        query = scope.get("query_string", b"").decode("latin-1")
        identity = scope.get(IDENTITY)
        answer = await self._answering.answer(scope["method"], query, headers, body, deadline, identity)
        await answer(scope, receive, send)

    async def _execute(self, run: Run) -> Result:
        self._bounded(run)
        headers = dict(run.headers)
        batches = Batches(self._sources, self._entities, headers, run.identity, run.deadline)
        context = Context(headers, run.identity, run.deadline, batches, run.position)
        found: Any = execute(
            self._schema, run.prepared.document, None, context, dict(run.variables),
            run.operation.name.value if run.operation.name else None, hide_suggestions=not self._limits.introspection,
        )  # fmt: skip
        done = found if not hasattr(found, "__await__") else await found
        return result(done, context.problems)

    def _bounded(self, run: Run) -> None:
        """Representations come in variables, which are bounded; each costs a read."""
        for value in run.variables.values():
            if isinstance(value, list) and len(value) > self._limits.entities:
                raise too_much(f"a list has {len(value)} values", self._limits.entities, "entities")
