"""What an operation answers: its status with headers, pages of lists, and the problems it can have."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from skerry.contracts.write.openapi.bare import answer
from skerry.contracts.write.openapi.lifecycle import Lifecycle
from skerry.contracts.write.openapi.media import sent_in
from skerry.contracts.write.openapi.naming import lists
from skerry.contracts.write.openapi.requests import filters, pages
from skerry.contracts.write.openapi.shared import LARGEST_PAGE, Object, Shared
from skerry.contracts.write.types import Schemas
from skerry.model.system import Operation, Service
from skerry.model.terms.types import Named, Type

_ALWAYS = ("X-Request-Id", "RateLimit", "RateLimit-Policy")


class Responses:
    """The answers of one document."""

    def __init__(self, service: Service, schemas: Schemas, shared: Shared, life: Lifecycle, media: str) -> None:
        self._service, self._schemas, self._shared, self._life, self._media = service, schemas, shared, life, media
        self._taken = set(schemas.definitions())

    def of(self, operation: Operation, *, guarded: bool, conditional: bool, secured: bool) -> Object:
        """All of them, by status."""
        found: Object = {str(operation.status): self._success(operation)}
        if conditional:
            names = ("ETag", *_ALWAYS, *self._life.headers())
            found["304"] = {
                "description": "It is still as the caller has it.",
                "headers": self._shared.headers(names),
            }
        for status in _problems(operation, guarded=guarded, secured=secured):
            found[str(status)] = self._shared.problem(status)
        found |= {status: answer(self._schemas, status, of) for status, of in operation.answers.items()}
        return dict(sorted(found.items()))

    def _success(self, operation: Operation) -> Object:
        given: Object = {
            "description": _said(operation),
            "headers": self._shared.headers(self._headers(operation)),
        }
        if operation.output is not None and operation.status != 204:
            given["content"] = {
                medium: self._content(operation, of) for medium, of in sent_in(operation.output, self._media)
            }
        return given

    def _headers(self, operation: Operation) -> Iterator[str]:
        if operation.status in (201, 202):
            yield "Location"
        single = operation.output is not None and lists(operation.output) is None
        if (single and operation.status in (200, 201)) or pages(operation):
            yield "ETag"
        if pages(operation):
            yield "Link"
        yield from (*_ALWAYS, *self._life.headers())

    def _content(self, operation: Operation, output: Type) -> Object:
        inner = lists(output)
        if inner is None:
            return {"schema": self._schemas.schema(output), "example": self._schemas.example(output)}
        name = self._list(operation, inner, paged=pages(operation))
        example: Object = {"items": [self._schemas.example(inner)]}
        if pages(operation):
            example["next"] = "b3JkZXI6NDI="
        return {"schema": {"$ref": f"#/components/schemas/{name}"}, "example": example}

    def _list(self, operation: Operation, inner: Type, *, paged: bool) -> str:
        """A list in an object, which can grow further properties; a page of it where there may be more."""
        reference = self._schemas.schema(inner)
        called = reference.get("$ref", "").rpartition("/")[2] if isinstance(inner, Named) else ""
        called = called or operation.name.operation[:1].upper() + operation.name.operation[1:].replace("-", "")
        name = called + ("Page" if paged else "List")
        name += "Of" * (name in self._taken)  # the model has a type of that name itself
        items: Object = {"type": "array", "items": reference, "maxItems": LARGEST_PAGE if paged else 1000}
        properties: Object = {"items": items}
        if paged:
            about = "The `cursor` of the next page; missing on the last."
            properties["next"] = {"type": "string", "maxLength": 500, "description": about}
        self._shared.schemas[name] = {"type": "object", "required": ["items"], "properties": properties}
        return name


def _said(operation: Operation) -> str:
    if pages(operation):
        return "A page of them."
    return {201: "Made.", 202: "Accepted; it goes on, and `Location` says where to ask how far it is.", 204: "Done."}.get(
        operation.status, f"{HTTPStatus(operation.status).phrase}." if operation.status in set(HTTPStatus) else "Done."
    )  # fmt: skip


def _problems(operation: Operation, *, guarded: bool, secured: bool) -> Iterator[int]:
    """The statuses of the problems that an operation can have."""
    route = operation.route
    method = route.method if route else ""
    yield 400
    if secured:
        yield from (401, 403)
    if route and route.parameters:
        yield 404
    if method == "POST" or operation.transitions or method == "DELETE":
        yield 409
    if guarded:
        yield from (412, 428)
    if method == "POST" or operation.input is not None or filters(operation) or pages(operation):
        yield 422
    yield from (429, 500, 503)
