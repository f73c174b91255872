"""What an operation takes: parameters of the path, the query and the headers, and a body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skerry.contracts.change import Direction
from skerry.contracts.write.openapi.bare import written
from skerry.contracts.write.openapi.lifecycle import Lifecycle
from skerry.contracts.write.openapi.media import sent_in
from skerry.contracts.write.openapi.naming import lists
from skerry.contracts.write.openapi.shared import Object, Shared
from skerry.contracts.write.scope import name_of
from skerry.contracts.write.types import Schemas
from skerry.kernel.words import split
from skerry.model.system import Operation, System
from skerry.model.terms.types import Basic, Bounded, Choice, Maybe, Named, Type

PAGING = frozenset(("page", "limit", "offset", "cursor", "size", "page_size", "per_page", "pageSize", "perPage"))
_ADDRESSED = ("path", "query")
_TIMES = frozenset(("from", "to", "since", "until", "before", "after"))
PATCH = "application/merge-patch+json"


def query_types(system: System, operation: Operation) -> dict[str, Type]:
    """The types of the parameters of path and query, by name."""
    route = operation.route
    names = (*route.parameters, *filters(operation)) if route else ()
    said = {each.name: each.type for each in operation.parameters if each.location in ("header", "cookie")}
    return {**said, **{name: parameter(system, operation, name) for name in names}}


def filters(operation: Operation) -> tuple[str, ...]:
    """The parameters of the query that are not about pages."""
    route = operation.route
    paged = pages(operation)
    names = [each.name for each in operation.parameters if each.location == "query"]
    names += [name for name in route.query if name not in names] if route else []
    return tuple(name for name in names if not (paged and name in PAGING))


def pages(operation: Operation) -> bool:
    """Whether the answer comes in pages."""
    return bool(operation.route and operation.route.method == "GET" and lists(operation.output))


def parameter(system: System, operation: Operation, name: str) -> Type:
    """The type of a parameter: that of the field of its name, in what is given or taken; a moment for `since`; else text."""
    said = next((each for each in operation.parameters if each.name == name and each.location in _ADDRESSED), None)
    if said is not None:
        return said.type
    last = name.rpartition(".")[2]
    given = [of for of in (lists(operation.output) or operation.output, operation.input) if isinstance(of, Named)]
    definitions = [found for of in given if (found := system.types.get(name_of(of)))]
    for definition in definitions:
        if (field := definition.field(last)) and (plain := _plain(system, field.type)):
            return plain
    if last.lower() in _TIMES:
        fields = (field.type for definition in definitions for field in definition.fields)
        moment = next((of for of in fields if of in (Basic("date"), Basic("datetime"))), None)
        if moment:
            return moment
    return Basic("uuid") if last == "id" or last.endswith(("Id", "_id")) else Basic("text")


def _plain(system: System, of: Type) -> Type | None:
    """A type that fits into an address, words spelled out; None for a record or a list."""
    if isinstance(of, Maybe):
        return _plain(system, of.of)
    if isinstance(of, Named):
        definition = system.types.get(name_of(of))
        if definition and definition.states:
            return Choice(definition.state_names())
        return _plain(system, definition.alias) if definition and definition.alias else None
    inner = of.of if isinstance(of, Bounded) else of
    return (
        of if isinstance(inner, Choice) or (isinstance(inner, Basic) and inner.name not in ("money", "json")) else None
    )


class Requests:
    """The requests of one document."""

    def __init__(self, system: System, schemas: Schemas, shared: Shared, life: Lifecycle, media: str) -> None:
        self._system, self._schemas, self._shared, self._life, self._media = system, schemas, shared, life, media

    def parameters(self, operation: Operation, *, guarded: bool, conditional: bool) -> list[Object]:
        """All parameters. `guarded`: a change that needs `If-Match`; `conditional`: it can answer that nothing changed."""
        return [*self._addressed(operation), *self._headers(operation, guarded, conditional)]

    def body(self, operation: Operation) -> Object | None:
        """What it takes."""
        if operation.input is None or operation.route is None or operation.route.method in ("GET", "HEAD"):
            return None
        media = PATCH if operation.route.method == "PATCH" else self._media
        content: Object = {
            medium: {
                "schema": self._schemas.schema(of, Direction.IN),
                "example": self._schemas.example(of, Direction.IN),
            }
            for medium, of in sent_in(operation.input, media)
        }
        return {"required": not isinstance(operation.input, Maybe), "content": content}

    def _addressed(self, operation: Operation) -> Iterator[Object]:
        route = operation.route
        for name in route.parameters if route else ():
            yield self._parameter(operation, name, "path", required=True)
        needed = {each.name for each in operation.parameters if each.location == "query" and each.required}
        for name in filters(operation):
            yield self._parameter(operation, name, "query", required=name in needed)
        if pages(operation):
            yield self._shared.parameter("Limit")
            yield self._shared.parameter("Cursor")

    def _parameter(self, operation: Operation, name: str, location: str, *, required: bool) -> Object:
        of = parameter(self._system, operation, name)
        said = " ".join(split(name))
        about = f"The {said}." if required else f"Only those with this {said}."
        if name.rpartition(".")[2].lower() in _TIMES:
            about = f"Only those {said} this moment."
        value: dict[str, Any] = {"name": name, "in": location, "description": about, "required": required}
        return {
            **value,
            "schema": self._schemas.schema(of, Direction.IN),
            "example": self._schemas.example(of, Direction.IN, name),
        }

    def _headers(self, operation: Operation, guarded: bool, conditional: bool) -> Iterator[Object]:
        if operation.route and (
            operation.route.method == "POST" or (operation.route.method == "PATCH" and not guarded)
        ):
            yield self._shared.parameter("IdempotencyKey")
        if guarded:
            yield self._shared.parameter("IfMatch")
        if conditional:
            yield self._shared.parameter("IfNoneMatch")
        if self._life.by == "header":
            number = self._life.version.name
            schema = {"type": "string", "const": number, "maxLength": 8}
            yield self._shared.parameter("ApiVersion", required=True, schema=schema, example=number)
        for each in operation.parameters:
            if each.location in ("header", "cookie"):
                yield written(self._schemas, each, description=f"The {' '.join(split(each.name))}.")
        yield self._shared.parameter("TraceParent")
        yield self._shared.parameter("RequestId")
