"""Typed FastAPI routes out of `service.json`: validation is FastAPI's and pydantic's, what happens then is `perform`'s."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import msgspec
from fastapi import FastAPI, Path, Query, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import Response

from skerry_runtime import spec
from skerry_runtime.operations import BEGAN, Call, Identity, Invalid, OperationError
from skerry_runtime.service.answer import Answer, Reply
from skerry_runtime.service.binding import BODY, Bound
from skerry_runtime.service.parameters import type_of
from skerry_runtime.service.perform import Job, Performer, Values
from skerry_runtime.service.problems import BadRequest, PreconditionRequired, Problems
from skerry_runtime.service.promised import Promised
from skerry_runtime.service.shaping import Shaper, same, versions_in
from skerry_runtime.service.versions import Versions
from skerry_runtime.store.mapping import Mapped

if TYPE_CHECKING:
    from skerry_runtime.trust.guard import Guard

LONGEST_KEY = 255
IDENTITY = "skerry.identity"  # of the ASGI scope: who asks, or the refusal that he gets where that matters
READ = "read"  # the key of queries: they make nothing
_READING = ("GET", "HEAD")
Headers = dict[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Served:
    """One operation in one version. `taken` is the class of its input there, `newest` that of the behaviour's.

    `needs_key`: it must carry an idempotency key; `guarded`: it must carry `If-Match`, for a thing of the mapping `about`.
    `promised`: what the document of that version says of its body.
    """

    operation: spec.Operation
    route: spec.Route
    bound: Bound
    shaper: Shaper
    taken: type[BaseModel] | None
    newest: type[BaseModel] | None
    needs_key: bool = False
    guarded: bool = False
    about: Mapped[Any] | None = None
    promised: Promised | None = None


class Routes:
    """Adds the routes of a service to its FastAPI application."""

    def __init__(
        self, app: FastAPI, performer: Performer, problems: Problems, versions: Versions, guard: Guard | None = None
    ) -> None:
        self._app, self._performer, self.problems, self.versions, self.guard = app, performer, problems, versions, guard
        self.served: dict[tuple[str, str], Served] = {}  # by operation and version

    def add(self, served: Served) -> None:
        """Adds one."""
        route = served.route
        self.served[served.operation.name, route.version] = served
        answering = self._reading(served) if route.method in _READING else self._writing(served)
        self._app.router.add_api_route(
            self.versions.path(route.version, route.path),
            _typed(answering, served),
            methods=[route.method],
            response_model=None,
            include_in_schema=False,
            route_class_override=guarding(self.problems, partial(self.guard.admit, served.operation))
            if self.guard
            else None,
        )

    def _reading(self, served: Served) -> Callable[..., Awaitable[Answer]]:
        async def read(request: Request, values: Values) -> Answer:
            headers, deadline = request.scope["skerry"]
            return await self.read(served, values, headers, deadline, request.scope.get(IDENTITY))

        return read

    def _writing(self, served: Served) -> Callable[..., Awaitable[Answer]]:
        async def write(request: Request, values: Values) -> Answer:
            headers, deadline = request.scope["skerry"]
            body = await request.body() if served.promised is not None else b""
            return await self.write(served, values, body, headers, deadline, request.scope.get(IDENTITY))

        return write

    async def read(
        self, served: Served, values: Values, headers: Headers, deadline: float | None, identity: object = None
    ) -> Answer:
        """The answer to a query, whose values have been found to fit."""
        call = call_of(headers, deadline, READ, identity)
        job = Job(served.operation, served.bound, values, call, served.shaper.answer, keyed=False)
        answer = await self._performer.perform(job)
        asked = headers.get(b"if-none-match")
        if asked and answer.status == 200 and same(asked.decode("latin-1"), answer.header("etag")):
            return Answer(304, (("etag", answer.header("etag")),))
        return answer

    async def write(
        self,
        served: Served,
        values: Values,
        body: bytes,
        headers: Headers,
        deadline: float | None,
        identity: object = None,
    ) -> Answer:
        """The answer to a command, whose values have been found to fit; `body` is its input as it was said, in JSON."""
        try:
            if served.promised is not None and BODY in values:
                served.promised.check(body)
            key = key_of(headers, required=served.needs_key)
            guard = _guard(served, headers)
            call = call_of(headers, deadline, key, identity)
            print_ = meant(served, values, call.caller) if key else ""
            _in_newest(served, values)
        except OperationError as error:
            return self.problems.of(error)
        job = Job(served.operation, served.bound, values, call, served.shaper.answer, print_, bool(key), guard)
        return await self._performer.perform(job)


def guarding(problems: Problems, admit: Callable[[Any], None]) -> type[APIRoute]:
    """Routes that ask first whether whoever is there may come in: nothing of a request is read before."""

    class Guarding(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            inner = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    admit(request.scope.get(IDENTITY))
                except OperationError as error:
                    return Reply(problems.of(error))
                return await inner(request)

            return handle

    return Guarding


def _typed(answering: Callable[..., Awaitable[Answer]], served: Served) -> Callable[..., Awaitable[Reply]]:
    """The endpoint, with a signature that says to FastAPI what to check."""
    places: list[tuple[str, Any, Any, str]] = [("request_", Request, inspect.Parameter.empty, "")]
    for at, each in enumerate(served.route.parameters):
        kind, inside = type_of(each.schema), each.place == "path"
        note = Path(alias=each.name) if inside else Query(alias=each.name)
        wanted = Annotated[kind, note] if inside else Annotated[kind | None, note]
        places.append((f"p{at}", wanted, inspect.Parameter.empty if inside else None, each.name))
    if served.route.listed and served.route.method in _READING:
        places.append(("limit", Annotated[int, Query(ge=1, le=100)], 50, "limit"))
        places.append(("cursor", Annotated[str, Query(max_length=500)], "", "cursor"))
    if served.taken is not None and served.route.method not in _READING:
        places.append(("body", served.taken, inspect.Parameter.empty, BODY))
    names = tuple((python, name) for python, _, _, name in places[1:])

    async def endpoint(**given: Any) -> Reply:
        return Reply(await answering(given["request_"], {name: given[python] for python, name in names}))

    endpoint.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for name, kind, default, _ in places
        ]
    )
    endpoint.__name__ = f"{served.operation.name}_{served.route.version}"
    return endpoint


def call_of(headers: Headers, deadline: float | None, key: str = "", identity: object = None) -> Call:
    """What surrounds the execution; `identity` is what the edge has found (`skerry.identity` of the scope)."""
    said = {name: value.decode("latin-1") for raw, name in _KEPT if (value := headers.get(raw))}
    roles = tuple(each.strip() for each in said.get("skerry-roles", "").split(",") if each.strip())
    return Call(
        key=key or str(uuid4()),
        caller=said.get("skerry-caller", ""),
        roles=roles,
        deadline=deadline,
        undoes=said.get("skerry-undoes", ""),
        headers=said,
        identity=identity if isinstance(identity, Identity) else None,
    )


_KEPT = tuple(
    (each.encode(), each)
    for each in (
        "traceparent", "tracestate", "x-request-id", "skerry-caller", "skerry-roles", "skerry-undoes", "skerry-purpose", BEGAN,
    )
)  # fmt: skip


def key_of(headers: Headers, *, required: bool) -> str:
    """The idempotency key.

    Raises:
        BadRequest: it is missing, or too long.
    """
    key = headers.get(b"idempotency-key", b"").decode("latin-1").strip()
    if required and not key:
        raise BadRequest("the header Idempotency-Key is missing: a text of your own for each command, such as a UUID")
    if len(key) > LONGEST_KEY:
        raise BadRequest(f"the header Idempotency-Key may have {LONGEST_KEY} characters")
    if b"skerry-undoes" in headers and not key:
        raise BadRequest("the header Skerry-Undoes needs an Idempotency-Key of its own")
    return key


def fingerprint(method: str, path: str, caller: str, body: bytes) -> str:
    """What tells two requests with one key apart."""
    return blake2b(b"\0".join((method.encode(), path.encode(), caller.encode(), body)), digest_size=16).hexdigest()


def meant(served: Served, values: Values, caller: str) -> str:
    """The same of what a request means, however it is written: it may be asked again over another face, or with other spaces."""
    given = values.get(BODY)
    said = given.model_dump(by_alias=True, exclude_unset=True) if given is not None else None
    named = "\0".join(f"{each.name}={values.get(each.name)}" for each in served.route.parameters)
    body = msgspec.json.encode(_meaning(said), enc_hook=str) if given is not None else b""
    return fingerprint(served.route.method, f"{served.route.version} {served.route.path}\0{named}", caller, body)


def _meaning(value: Any) -> Any:
    """A value without what two ways of writing it may differ in: 1.50 is 1.5, and a moment is the same in every zone."""
    if isinstance(value, Decimal) and value.is_finite():
        sign, digits, exponent = value.as_tuple()
        text = "".join(map(str, digits))
        plain = text.rstrip("0")
        return [sign if plain else 0, plain, int(exponent) + len(text) - len(plain) if plain else 0]
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC)
    if isinstance(value, dict):
        return {name: _meaning(each) for name, each in value.items()}
    return [_meaning(each) for each in value] if isinstance(value, list | tuple) else value


def _guard(served: Served, headers: Headers) -> tuple[Mapped[Any], frozenset[int] | None] | None:
    asked = headers.get(b"if-match")
    if asked is None:
        if served.guarded:
            raise PreconditionRequired("the header If-Match is missing: the `ETag` that the thing was read with")
        return None
    if len(asked) > LONGEST_KEY:
        raise BadRequest(f"the header If-Match may have {LONGEST_KEY} characters")
    return (served.about, versions_in(asked.decode("latin-1"))) if served.about is not None else None


def _in_newest(served: Served, values: Values) -> None:
    """Makes the input of an old version one of the newest: the fields that both have."""
    given = values.get(BODY)
    if given is None or served.newest is None or isinstance(given, served.newest):
        return
    try:
        values[BODY] = served.newest.model_validate(given.model_dump(mode="json", by_alias=True))
    except ValueError as error:
        raise Invalid(f"this can't be said in version {served.route.version}: {error}") from error
