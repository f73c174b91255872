"""`/internal/{operation}`: every operation by its name, for sagas of other services. The gateway does not lead here.

The body is a JSON object: the operation's input itself, or the parameters by their names and `request` for the input. Each needs an
idempotency key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from fastapi import Request
from pydantic import BaseModel, TypeAdapter, ValidationError

from skerry_runtime import spec
from skerry_runtime.operations import Call, Invalid, NotFound, OperationError
from skerry_runtime.service.answer import Answer, Reply
from skerry_runtime.service.binding import BODY, Bound
from skerry_runtime.service.parameters import type_of
from skerry_runtime.service.perform import Job, Performer, Values
from skerry_runtime.service.problems import BadRequest, Problems, pointer
from skerry_runtime.service.routes import IDENTITY, call_of, fingerprint, key_of
from skerry_runtime.service.shaping import Shaper

if TYPE_CHECKING:
    from skerry_runtime.trust.guard import Guard


@dataclass(frozen=True, slots=True)
class Named:
    """An operation that is asked for by its name; `types` are those of its parameters."""

    operation: spec.Operation
    bound: Bound
    shaper: Shaper
    types: Mapping[str, TypeAdapter[Any]]

    def values(self, given: Mapping[str, Any]) -> Values:
        """The values in their types; names that it does not know are left out.

        Raises:
            Invalid: one does not fit.
        """
        found, errors = {}, []
        for name, adapter in self.types.items():
            try:
                if name in given:
                    found[name] = adapter.validate_python(given[name])
            except ValidationError as error:
                errors += [(pointer(("body", name, *each["loc"])), each["msg"]) for each in error.errors()]
        if errors:
            raise Invalid("some values are not valid", tuple(errors))
        return found


def named(
    operation: spec.Operation,
    bound: Bound,
    shaper: Shaper,
    taken: type[BaseModel] | None,
    key: tuple[str, Any] | None,
    event: type[BaseModel] | None,
) -> Named:
    """An operation by its name; `key` is the name and type of the key of what it is about, `event` what it reacts to."""
    types: dict[str, TypeAdapter[Any]] = {
        each.name: TypeAdapter(type_of(each.schema)) for route in operation.routes for each in route.parameters
    }
    for name, kind in ((BODY, taken), ("event", event), *((key,) if key else ())):
        if kind is not None:
            types.setdefault(name, TypeAdapter(kind))
    return Named(operation, bound, shaper, types)


class Internal:
    """Serves them."""

    def __init__(
        self, operations: Mapping[str, Named], performer: Performer, problems: Problems, guard: Guard | None = None
    ) -> None:
        self._operations, self._performer, self._problems, self._guard = operations, performer, problems, guard

    async def serve(self, request: Request) -> Reply:
        """Performs the operation that the address names."""
        return Reply(await self._served(request))

    async def _served(self, request: Request) -> Answer:
        headers, deadline = request.scope["skerry"]
        try:
            if self._guard:
                self._guard.only_services(request.scope.get(IDENTITY))
            key = key_of(headers, required=True)
            body = await request.body()
            call = call_of(headers, deadline, key, request.scope.get(IDENTITY))
            print_ = fingerprint("POST", request.url.path, call.caller, body)
            given = _read(body)
            return await self.perform(request.path_params["operation"], {BODY: given, **given}, call, print_)
        except OperationError as error:
            return self._problems.of(error)

    async def perform(self, name: str, given: Mapping[str, Any], call: Call, print_: str = "") -> Answer:
        """Performs an operation with these values, as JSON has them or in their own types, under the call's key.

        Raises:
            NotFound: there is no such operation.
            Invalid: the values do not fit.
        """
        found = self._operations.get(name)
        if found is None:
            raise NotFound(f"there is no operation {name}")
        values = found.values(given)
        return await self._performer.perform(
            Job(found.operation, found.bound, values, call, found.shaper.answer, print_)
        )


def _read(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body or b"{}", type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise BadRequest(f"the body has to be a JSON object: {error}") from error
