"""Puts a service together: `service.json` and classes on one side, routes, units of work and listeners on the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import MetaData

from skerry_runtime import spec
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.binding import BODY, Bound
from skerry_runtime.service.documents import Document, documents, openapi_of
from skerry_runtime.service.edge import Edge
from skerry_runtime.service.events import Listener, Teller
from skerry_runtime.service.failures import install
from skerry_runtime.service.health import Health
from skerry_runtime.service.internal import Internal, Named, named
from skerry_runtime.service.perform import Performer
from skerry_runtime.service.problems import Problems
from skerry_runtime.service.promised import Promised
from skerry_runtime.service.rates import RateLimits
from skerry_runtime.service.refusals import Refusals
from skerry_runtime.service.routes import Routes, Served
from skerry_runtime.service.shaping import Shaper
from skerry_runtime.service.versions import Versions
from skerry_runtime.store import Database, Outbox, Store, View, Views
from skerry_runtime.store import Mapped as Table
from skerry_runtime.telemetry.metrics import MEDIA, Metrics


class Misfit(TypeError):
    """`service.json` and the code beside it do not fit; the text says where."""


class Assembly:
    """Everything of a service that can be made before its database is open, and how the rest is made then."""

    def __init__(
        self,
        service: spec.Spec,
        messages: ModuleType | Mapping[str, type[BaseModel]],
        behaviour: type[Any],
        metadata: MetaData,
        clients: Any,
        views: tuple[View, ...],
        outbox: Outbox | None,
        instance: str,
        folder: Path | None,
    ) -> None:
        self._spec, self._behaviour, self._clients, self._outbox = service, behaviour, clients, outbox
        self._kinds = messages if isinstance(messages, Mapping) else _classes(messages)
        self._views = Views.of(views)
        self._tables = {each.name: self._table(each, metadata) for each in service.entities}
        self._problems, self._versions = Problems(service.problems), Versions(service)
        self._contract = folder / "contract" if folder else None
        self._documents: dict[str, Document | None] = {}
        self.health, self.metrics = Health(service.service, instance), Metrics()
        self.store: Store
        self.internal: Internal
        self.routes: Routes
        self.rates = RateLimits(service.rates)

    def build(self, database: Database) -> tuple[Edge, Listener]:
        """The application and the listener, upon an open database."""
        told = Teller(self._spec, self._kinds)
        mappings = {table.kind: table for table in self._tables.values()}
        self.store = Store(database, mappings, told, self._outbox, self._views)
        refusals = {each.name: self._refusals(each) for each in self._spec.operations}
        performer = Performer(self.store, self._behaviour, self._clients, self._problems, refusals)
        bound = {each.name: self._bound(each) for each in self._spec.operations}
        inner = {each.name: self._named(each, bound[each.name]) for each in self._spec.operations}
        self.internal = Internal(inner, performer, self._problems)
        app = self._app(performer, bound)
        health = {"/health": self.health.lives, "/started": self.health.started, "/ready": self.health.ready}
        plain = {**documents(self._contract, self._versions), **health, "/metrics": self._measured}
        edge = Edge(app, self._problems, self._versions, self.rates, plain, self.metrics)
        return edge, Listener(self._spec, self._kinds, self.store, self.internal, self.metrics)

    async def _measured(self) -> Answer:
        return Answer(200, (("content-type", MEDIA), ("cache-control", "no-store")), await self.metrics.text())

    def _app(self, performer: Performer, bound: Mapping[str, Bound]) -> FastAPI:
        app = FastAPI(title=self._spec.service, openapi_url=None, docs_url=None, redoc_url=None)
        install(app, self._problems)
        routes = self.routes = Routes(app, performer, self._problems, self._versions)
        for operation in self._spec.operations:
            for route in operation.routes:
                routes.add(self._served(operation, route, bound[operation.name]))
        app.add_api_route(
            "/internal/{operation}", self.internal.serve, methods=["POST"], response_model=None, include_in_schema=False
        )
        return app

    def _served(self, operation: spec.Operation, route: spec.Route, bound: Bound) -> Served:
        reads = {
            each.path
            for each in self._routes()
            if each.version == route.version and each.method == "GET" and each.output
        }
        guarded = route.path in reads and route.method in ("PUT", "PATCH", "DELETE")
        return Served(
            operation,
            route,
            bound,
            Shaper(operation, route, self._kind(route.output), self._versions),
            self._kind(route.input),
            self._kind(operation.input),
            needs_key=route.method == "POST" or (route.method == "PATCH" and not guarded),
            guarded=guarded,
            about=self._tables.get(operation.entity or operation.output),
            promised=self._promised(route),
        )

    def _promised(self, route: spec.Route) -> Promised | None:
        if route.version not in self._documents:
            path = openapi_of(self._contract, self._versions, route.version)
            self._documents[route.version] = Document(path) if path else None
        document = self._documents[route.version]
        return Promised(document, route.method, route.path) if document and route.input else None

    def _named(self, operation: spec.Operation, bound: Bound) -> Named:
        route = spec.Route(self._versions.newest, "POST", f"/internal/{operation.name}", output=operation.output)
        shaper = Shaper(operation, route, self._kind(operation.output), self._versions)
        table = self._tables.get(operation.entity or operation.output)
        key = (table.entity.key, table.kind.model_fields[table.key].annotation) if table else None
        event = next((each.event for each in self._spec.reactions if each.operation == operation.name), "")
        message = next((each.message for each in self._spec.events if each.name == event), "")
        return named(operation, bound, shaper, self._kind(operation.input), key, self._kinds.get(message))

    def _bound(self, operation: spec.Operation) -> Bound:
        names = [each.name for route in operation.routes for each in route.parameters]
        table = self._tables.get(operation.entity or operation.output)
        known = [*names, *([table.entity.key] if table else []), "id", BODY, "event", "limit", "cursor"]
        return Bound(self._behaviour, operation.name, known)

    def _refusals(self, operation: spec.Operation) -> Refusals:
        events = {each.name: each.message for each in self._spec.events}
        last = operation.emits[-1] if len(operation.emits) > 1 else ()
        return Refusals(operation.name, [self._kinds[events[name]] for name in last if events.get(name) in self._kinds])

    def _table(self, entity: spec.Entity, metadata: MetaData) -> Table[Any]:
        kind, table = self._kinds.get(entity.name), metadata.tables.get(entity.table)
        if kind is None or table is None:
            what = f"class {entity.name}" if kind is None else f"table {entity.table}"
            raise Misfit(
                f"service.json has an entity {entity.name}, and there is no {what}: generate the service again"
            )
        return Table(kind, table, entity)

    def _kind(self, name: str) -> type[BaseModel] | None:
        if name and name not in self._kinds:
            raise Misfit(
                f"service.json names a type {name}, and the messages have no such class: generate the service again"
            )
        return self._kinds.get(name)

    def _routes(self) -> Iterable[spec.Route]:
        return (route for operation in self._spec.operations for route in operation.routes)


def _classes(module: ModuleType) -> dict[str, type[BaseModel]]:
    found = vars(module).items()
    return {name: each for name, each in found if isinstance(each, type) and issubclass(each, BaseModel)}
