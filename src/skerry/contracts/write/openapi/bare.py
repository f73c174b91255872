"""Requests and answers of an API in the bare style: what the model says of them, and nothing else."""

from __future__ import annotations

from http import HTTPStatus

from skerry.contracts.change import Direction
from skerry.contracts.write.openapi.media import sent_in
from skerry.contracts.write.openapi.shared import Object
from skerry.contracts.write.types import Schemas
from skerry.model.system import Operation, Parameter
from skerry.model.terms.types import Basic, Format, Many, Maybe, Nullable, Type, bare

JSON = "application/json"
_ORDER = ("path", "query", "header", "cookie")
_TEXT = Basic("text")


def parameters_of(operation: Operation) -> tuple[Parameter, ...]:
    """All parameters: those of the route that no type is said of are text."""
    route = operation.route
    said = {(each.location, each.name): each for each in operation.parameters}
    for name in route.parameters if route else ():
        said.setdefault(("path", name), Parameter(name, "path", _TEXT))
    for name in route.query if route else ():
        said.setdefault(("query", name), Parameter(name, "query", Maybe(_TEXT)))
    return tuple(sorted(said.values(), key=lambda each: _ORDER.index(each.location)))


def written(schemas: Schemas, each: Parameter, **more: object) -> Object:
    """A parameter whose type is said; a list `as csv` is one text with commas."""
    held = bare(each.type.of if isinstance(each.type, Maybe) else each.type)
    style = {"style": "form", "explode": False} if _separated(each.type) and isinstance(held, Many) else {}
    found: Object = {"name": each.name, "in": each.location, **more, "required": each.required, **style}
    return {**found, "schema": schemas.schema(_unseparated(each.type), Direction.IN)}


class BareRequests:
    """The requests of one document."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def parameters(self, operation: Operation, *, guarded: bool, conditional: bool) -> list[Object]:
        """All parameters; none is added for what is guarded or conditional."""
        return [written(self._schemas, each) for each in parameters_of(operation)]

    def body(self, operation: Operation) -> Object | None:
        """What it takes."""
        if operation.input is None:
            return None
        content = {
            medium: {"schema": self._schemas.schema(of, Direction.IN)} for medium, of in sent_in(operation.input, JSON)
        }
        return {"required": not isinstance(operation.input, Maybe), "content": content}


class BareResponses:
    """The answers of one document."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def of(self, operation: Operation, *, guarded: bool, conditional: bool, secured: bool) -> Object:
        """All of them, by status."""
        answers = {str(operation.status): operation.output, **operation.answers}
        return {status: answer(self._schemas, status, of) for status, of in sorted(answers.items())}


def answer(schemas: Schemas, status: str, of: Type | None) -> Object:
    """An answer with what comes with it."""
    found: Object = {"description": said(status)}
    if of is not None:
        found["content"] = {medium: {"schema": schemas.schema(each)} for medium, each in sent_in(of, JSON)}
    return found


def said(status: str) -> str:
    """A status in words."""
    known = status.isdigit() and int(status) in set(HTTPStatus)
    return f"{HTTPStatus(int(status)).phrase}." if known else {"default": "Anything else."}.get(status, status)


def _separated(of: Type) -> bool:
    while isinstance(of, Maybe | Nullable | Format):
        if isinstance(of, Format) and of.format == "csv":
            return True
        of = of.of
    return False


def _unseparated(of: Type) -> Type:
    if isinstance(of, Maybe):
        return Maybe(_unseparated(of.of))
    return of.of if isinstance(of, Format) and of.format == "csv" else of
