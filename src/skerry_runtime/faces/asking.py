"""The way from a face into the operations: what is asked by names and values goes where the same REST request would go.

So a face adds no rule of its own: types, the contract's document, idempotency keys, `If-Match`, roles and deadlines are those of REST.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

import msgspec
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from skerry_runtime.audit import ORIGIN, AuditLog
from skerry_runtime.operations import OperationError
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.audited import refused
from skerry_runtime.service.binding import BODY
from skerry_runtime.service.failures import unfit
from skerry_runtime.service.parameters import type_of
from skerry_runtime.service.routes import Headers, Routes, Served

READING = ("GET", "HEAD")
_LIMIT = TypeAdapter(Annotated[int, Field(ge=1, le=100)])
_CURSOR = TypeAdapter(Annotated[str, Field(max_length=500)])


@dataclass(frozen=True, slots=True)
class _Value:
    """A parameter: its place (`path` or `query`), its type, and what it is where nobody says it."""

    place: str
    type: TypeAdapter[Any]
    default: Any = None


class Asking:
    """Asks the operations of one service that has started: `Asking(service.routes, service.keeping.log)`.

    What is refused goes to the audit log, if there is one.
    """

    def __init__(self, routes: Routes, log: AuditLog | None = None) -> None:
        self._routes, self._log = routes, log
        self._values = {each: dict(_values(served)) for each, served in routes.served.items()}

    def served(self, operation: str, version: str) -> Served | None:
        """The operation as it is in one version, None where that has no such one."""
        return self._routes.served.get((operation, version))

    async def ask(
        self,
        operation: str,
        version: str,
        given: Mapping[str, Any],
        headers: Headers,
        deadline: float | None = None,
        identity: object = None,
        served: Served | None = None,
    ) -> Answer:
        """Asks an operation of a version, and gives what REST would answer; a problem (status 400 and more) is an answer as well.

        Args:
            operation: its name in the model.
            version: of the API.
            given: parameters by their names, `limit` and `cursor` of lists, and `request` for the input, all as JSON has them.
            headers: what says who asks, and how: as in a request of REST, names in small letters.
            deadline: when the caller stops waiting, in seconds on the clock of `time.monotonic`.
            identity: who asks, as the service's guard has found; he is let in, or not, before anything is looked at.
            served: the same operation, whose answers look otherwise.

        Raises:
            KeyError: there is no such operation in this version.
            Exception: an error of the behaviour's own, of which nothing was written.
        """
        found = served or self._routes.served[operation, version]
        return await self._kept(
            found, headers, identity, lambda: self._answered(found, given, headers, deadline, identity)
        )

    async def read(
        self, served: Served, values: dict[str, Any], headers: Headers, deadline: float | None, identity: object
    ) -> Answer:
        """The same for a query whose values are known to fit."""
        return await self._kept(
            served, headers, identity, lambda: self._routes.read(served, values, headers, deadline, identity)
        )

    async def _kept(
        self, served: Served, headers: Headers, identity: Any, answered: Callable[[], Awaitable[Answer]]
    ) -> Answer:
        """Asks whoever may come in; a refusal is written down, where nothing else has done that: one for each operation of a request."""
        origin = ORIGIN.get()
        token = ORIGIN.set(replace(origin, written=False)) if origin is not None else None
        try:
            answer = self._admitted(served, identity) or await answered()
            own = ORIGIN.get()
            if self._log is not None and answer.status in (401, 403) and own is not None and not own.written:
                route = served.route
                path = self._routes.versions.path(route.version, route.path)
                await refused(self._log, route.method, path, answer.status, headers)
            return answer
        finally:
            if token is not None:
                ORIGIN.reset(token)

    def _admitted(self, served: Served, identity: Any) -> Answer | None:
        """Why he may not come in, None if he may."""
        if self._routes.guard is None:
            return None
        try:
            self._routes.guard.admit(served.operation, identity)
        except OperationError as error:
            return self._routes.problems.of(error)
        return None

    async def _answered(
        self, served: Served, given: Mapping[str, Any], headers: Headers, deadline: float | None, identity: object
    ) -> Answer:
        values, errors = self._fitting(served, given)
        if errors:
            return unfit(self._routes.problems, errors)
        if served.route.method in READING:
            return await self._routes.read(served, values, headers, deadline, identity)
        body = msgspec.json.encode(given[BODY]) if served.promised is not None and BODY in given else b""
        return await self._routes.write(served, values, body, headers, deadline, identity)

    def _fitting(self, served: Served, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
        """The values in their types, and what is wrong with them, as pydantic says it."""
        found: dict[str, Any] = {}
        errors: list[Any] = []
        for name, value in self._values[served.operation.name, served.route.version].items():
            said = given.get(name)
            if said is None and value.place != "path":
                found[name] = value.default
                continue
            _fitted(found, errors, name, value.type, said, (value.place, name))
        if served.taken is not None and served.route.method not in READING:
            if BODY in given:
                _fitted(found, errors, BODY, served.taken, given[BODY], ("body",))
            else:
                errors.append({"type": "missing", "loc": ("body",), "msg": "Field required", "input": None})
        return found, errors


def _fitted(
    found: dict[str, Any],
    errors: list[Any],
    name: str,
    kind: TypeAdapter[Any] | type[BaseModel],
    said: Any,
    at: tuple[str, ...],
) -> None:
    try:
        found[name] = kind.validate_python(said) if isinstance(kind, TypeAdapter) else kind.model_validate(said)
    except ValidationError as error:
        errors += [{**each, "loc": (*at, *each["loc"])} for each in error.errors(include_url=False)]


def _values(served: Served) -> Iterator[tuple[str, _Value]]:
    """The parameters of an operation, in the order in which REST looks at them."""
    for place in ("path", "query"):
        for each in served.route.parameters:
            if (each.place == "path") == (place == "path"):
                yield each.name, _Value(place, TypeAdapter(type_of(each.schema)))
    if served.route.listed and served.route.method in READING:
        yield "limit", _Value("query", _LIMIT, 50)
        yield "cursor", _Value("query", _CURSOR, "")
