"""Procedures as operations: the route is the path that gRPC sends, `POST /grpc.health.v1.Health/Check`."""

from __future__ import annotations

from skerry.contracts.adopt.protobuf.terms import EMPTY, Terms
from skerry.formats.protobuf.values import File, Method, Service
from skerry.model.terms.operations import Behaviour
from skerry.model.terms.types import Format, Named, Type

_METHODS = {"NO_SIDE_EFFECTS": "GET", "IDEMPOTENT": "PUT"}
STREAM = "stream"


class Operations:
    """The operations of some files, by route."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self.routes: dict[str, str] = {}
        self._names: set[str] = set()
        for name in terms.schema.files:
            for service in terms.schema.file(name).services:
                for method in service.methods:
                    self._add(terms.schema.file(name), service, method)

    def _add(self, file: File, service: Service, method: Method) -> None:
        for full in (method.input, method.output):
            if full != EMPTY and not isinstance(self._terms.named(full), Named):
                self._terms.unsaid.note(file.name, method.where, f"`{full}` as a whole request or answer")
        taken = self._message(method.input, streams=method.client_streams)
        given = self._message(method.output, streams=method.server_streams)
        if EMPTY in (method.input, method.output) and (method.client_streams or method.server_streams):
            self._terms.unsaid.note(file.name, method.where, "a stream of nothing")
        route = f"{_METHODS.get(method.idempotency, 'POST')} /{service.full_name}/{method.name}"
        self.routes[route] = str(Behaviour(self._name(service, method), taken, 0, given))

    def _message(self, full: str, *, streams: bool) -> Type | None:
        if full == EMPTY:
            return None
        of = self._terms.named(full)
        return Format(of, STREAM) if streams else of

    def _name(self, service: Service, method: Method) -> str:
        """The procedure's name, with its service's before it where another has it."""
        short = method.name[:1].lower() + method.name[1:]
        name, number = short, 2
        if name in self._names:
            short = name = service.name[:1].lower() + service.name[1:] + method.name
        while name in self._names:
            name, number = f"{short}{number}", number + 1
        self._names.add(name)
        return name
