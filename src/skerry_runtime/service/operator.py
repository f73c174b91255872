"""`/operator/…`: sagas, events and dead letters for the operator. Only this machine is answered, and no gateway leads here.

A page in a browser could reach a port of this machine as well, so each request has to have the header `Skerry-Operator`, which no page
may set for another place.
"""

from __future__ import annotations

import ipaddress
import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select
from starlette.requests import Request
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from skerry_runtime.bus import Bus, BusUnavailable
from skerry_runtime.clock import wall
from skerry_runtime.operations import OperationError
from skerry_runtime.saga import Engine
from skerry_runtime.saga.port import Filter, How, NotHere, NotNow, NotParked, Status
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.custody import Custody
from skerry_runtime.service.problems import BadRequest, Problems
from skerry_runtime.store import Database
from skerry_runtime.store.outbox import EVENT
from skerry_runtime.store.relay import Relay
from skerry_runtime.trust.peer import handed_on

PREFIX = "/operator/"
MOST = 1000  # rows of an answer
LARGEST = 1_048_576  # bytes of a request's body


class Missing(OperationError):
    """There is no such thing in this service."""

    status, kind = 404, "not-found"


class NotAsked(OperationError):
    """Only a person on this machine is answered."""

    status, kind = 403, "forbidden"


class Wrong(OperationError):
    """The state of the thing forbids it."""

    status, kind = 409, "conflict"


class Operator:
    """The operator's face of one service: an ASGI application. Engine, bus and database are asked for when they are needed."""

    def __init__(
        self,
        group: str,
        problems: Problems,
        outbox: Table,
        engine: Callable[[], Engine | None],
        bus: Callable[[], Bus | None],
        database: Callable[[], Database],
        custody: Custody,
        relay: Callable[[], Relay | None],
    ) -> None:
        self._group, self._problems, self._outbox = group, problems, outbox
        self._custody = custody
        self._of_engine, self._of_bus, self._of_database, self._of_relay = engine, bus, database, relay
        self._router = Router(
            [
                Route("/operator/sagas", self._served(self._sagas)),
                Route("/operator/sagas/stats", self._served(self._stats)),
                Route("/operator/sagas/check", self._served(self._check)),
                Route("/operator/sagas/backup", self._served(self._backup), methods=["POST"]),
                Route("/operator/sagas/{id}", self._served(self._saga)),
                Route("/operator/sagas/{id}/{how}", self._served(self._resume), methods=["POST"]),
                Route("/operator/events", self._served(self._events)),
                Route("/operator/events/lag", self._served(self._lag)),
                Route("/operator/events/dead", self._served(self._dead)),
                Route("/operator/events/replay", self._served(self._replay), methods=["POST"]),
                Route("/operator/events/republish", self._served(self._republish), methods=["POST"]),
                Route("/operator/events/waiting", self._served(self._waiting)),
                Route("/operator/data/{how}", self._served(self._data), methods=["POST"]),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        headers, (host, _) = dict(scope["headers"]), scope.get("client") or ("", 0)
        if b"skerry-operator" not in headers or not _local(host) or handed_on(scope):
            await self._problems.of(NotAsked())(scope, receive, send)
            return
        await self._router(scope, receive, send)

    def _served(self, way: Callable[[Request], Any]) -> Any:
        async def serve(request: Request) -> Any:
            try:
                return _Sent(_json(await way(request)))
            except OperationError as error:
                return _Sent(self._problems.of(error))
            except BusUnavailable as error:
                return _Sent(self._problems.answer(503, "unavailable", str(error)))

        return serve

    async def _sagas(self, request: Request) -> Any:
        asked = request.query_params
        try:
            status = Status(asked["status"]) if asked.get("status") else None
        except ValueError as error:
            raise BadRequest(f"a saga is {', '.join(Status)}") from error
        waiting = asked.get("waiting", "") == "true"
        wanted = Filter(status, asked.get("saga", ""), asked.get("after", ""), _limit(request), waiting)
        return {"sagas": [_plain(asdict(each)) for each in await self._engine().list(wanted)]}

    async def _saga(self, request: Request) -> Any:
        found = await self._engine().get(request.path_params["id"])
        if found is None:
            raise Missing(f"there is no saga {request.path_params['id']}")
        return _plain(asdict(found))

    async def _stats(self, _: Request) -> Any:
        return asdict(await self._engine().stats())

    async def _check(self, _: Request) -> Any:
        try:
            return asdict(await self._engine().check())
        except NotHere as error:
            raise Wrong(str(error)) from error

    async def _backup(self, request: Request) -> Any:
        try:
            to = msgspec.json.decode(await _body(request), type=str)
        except msgspec.DecodeError as error:
            raise BadRequest(f"the body has to be the path of the new file: {error}") from error
        if not Path(to).is_absolute():
            raise BadRequest(f"{to!r} is no absolute path")
        try:
            await self._engine().backup(Path(to))
        except (NotHere, OSError, sqlite3.Error) as error:
            raise Wrong(f"no backup was made: {error}") from error
        return {"backup": to}

    async def _resume(self, request: Request) -> Any:
        try:
            how = How(request.path_params["how"])
        except ValueError as error:
            raise BadRequest(f"a saga is resumed by {', '.join(How)}") from error
        try:
            await self._engine().resume(request.path_params["id"], how)
        except (NotParked, NotNow) as error:
            raise Wrong(str(error)) from error
        return {"resumed": request.path_params["id"], "how": str(how)}

    async def _events(self, request: Request) -> Any:
        after, limit = _number(request, "after", -1), _limit(request)
        return {"events": await self._of_database().read(lambda connection: self._written(connection, after, limit))}

    def _written(self, connection: Connection, after: int, limit: int) -> list[dict[str, Any]]:
        """What this service has written to its outbox: the last of it, or what came after a number."""
        column = self._outbox.c
        rows = select(column.seq, column.at, column.published, column.error, column.body).where(column.kind == EVENT)
        rows = rows.order_by(column.seq.desc()) if after < 0 else rows.where(column.seq > after).order_by(column.seq)
        found = [
            {"seq": seq, "at": at, "published": published, "error": error or "", "event": msgspec.json.decode(body)}
            for seq, at, published, error, body in connection.execute(rows.limit(limit))
        ]
        return found[::-1] if after < 0 else found

    async def _lag(self, _: Request) -> Any:
        return asdict(await self._bus().lag(self._group))

    async def _dead(self, _: Request) -> Any:
        found = [
            asdict(each) | {"body": each.body.decode("utf-8", "replace")}
            for each in await self._bus().dead(self._group)
        ]
        return {"dead": found[:MOST], "total": len(found)}

    async def _replay(self, request: Request) -> Any:
        try:
            ids = msgspec.json.decode(await _body(request) or b"[]", type=list[str])
        except msgspec.DecodeError as error:
            raise BadRequest(f"the body has to be a list of ids: {error}") from error
        return {"replayed": await self._bus().replay(self._group, ids)}

    async def _republish(self, request: Request) -> Any:
        seconds = _number(request, "seconds", 60)
        return {"republished": await self._relay().republish(wall() - seconds)}

    async def _waiting(self, _: Request) -> Any:
        count, oldest = await self._relay().waiting()
        return {"waiting": count, "oldest": oldest}

    def _relay(self) -> Relay:
        relay = self._of_relay()
        if relay is None:
            raise NotHere("this service hands nothing on")
        return relay

    async def _data(self, request: Request) -> Any:
        try:
            asked = msgspec.json.decode(await _body(request) or b"{}", type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise BadRequest(f"the body has to be an object: {error}") from error
        return await self._custody.told(request.path_params["how"], asked)

    def _engine(self) -> Engine:
        engine = self._of_engine()
        if engine is None:
            raise Missing("this service drives no sagas")
        return engine

    def _bus(self) -> Bus:
        bus = self._of_bus()
        if bus is None:
            raise Missing("this service has no bus")
        return bus


class _Sent:
    """An answer as Starlette wants it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answer(scope, receive, send)


def _json(value: Any) -> Answer:
    return Answer(
        200, (("content-type", "application/json"), ("cache-control", "no-store")), msgspec.json.encode(value)
    )


def _plain(value: Any) -> Any:
    """Without enumerations and read-only mappings, which JSON has not."""
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


async def _body(request: Request) -> bytes:
    found = b""
    async for chunk in request.stream():
        found += chunk
        if len(found) > LARGEST:
            raise BadRequest(f"a body may have {LARGEST} bytes")
    return found


def _limit(request: Request) -> int:
    return min(max(_number(request, "limit", 100), 1), MOST)


def _number(request: Request, name: str, otherwise: int) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else otherwise


def _local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
