"""Problems as callers see them (RFC 9457): never a stack trace, always a kind, what happened, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from skerry_runtime.operations import OperationError, Unauthorized, Unavailable
from skerry_runtime.service.answer import Answer

MEDIA = "application/problem+json"
TITLES = {
    "bad-request": "Bad request",
    "unauthorized": "Unauthorized",
    "forbidden": "Forbidden",
    "not-found": "Not found",
    "method-not-allowed": "Method not allowed",
    "not-acceptable": "Not acceptable",
    "conflict": "Conflict",
    "already": "Already so",
    "in-progress": "In progress",
    "refused": "Refused",
    "undone": "Undone",
    "precondition-failed": "Precondition failed",
    "content-too-large": "Content too large",
    "unprocessable": "Unprocessable content",
    "key-reused": "Idempotency key used before",
    "precondition-required": "Precondition required",
    "too-many-requests": "Too many requests",
    "headers-too-large": "Request header fields too large",
    "server-error": "Internal server error",
    "unavailable": "Service unavailable",
}
MOST = 100  # errors in one problem
_LONG = 2000
Errors = Iterable[tuple[str, str]]


class BadRequest(OperationError):
    """The request can't be read, or a header that is needed is missing."""

    status, kind = 400, "bad-request"


class PreconditionFailed(OperationError):
    """The thing has changed since its `ETag` was read."""

    status, kind = 412, "precondition-failed"


class PreconditionRequired(OperationError):
    """`If-Match` is missing."""

    status, kind = 428, "precondition-required"


class Problems:
    """Writes the problems of one service; `base` is what their types begin with, `clean` leaves out of a detail what is sensitive."""

    def __init__(self, base: str, clean: Callable[[str], str] | None = None) -> None:
        self._base, self._clean = base, clean or (lambda text: text)

    def type(self, kind: str) -> str:
        """The type of a kind of problem."""
        return self._base if self._base == "about:blank" else f"{self._base.rstrip('/')}/{kind}"

    def answer(
        self, status: int, kind: str, detail: str = "", errors: Errors = (), headers: Iterable[tuple[str, str]] = ()
    ) -> Answer:
        """A problem as an answer."""
        body: dict[str, Any] = {"type": self.type(kind), "title": TITLES[kind], "status": status}
        if detail:
            body["detail"] = self._clean(detail[:_LONG])
        named = [{"pointer": pointer[:1000], "detail": self._clean(said[:_LONG])} for pointer, said in errors]
        if named:
            body["errors"] = named[:MOST]
        return Answer(status, (("content-type", MEDIA), *headers), msgspec.json.encode(body))

    def of(self, error: OperationError) -> Answer:
        """How an operation ended early."""
        errors: Errors = getattr(error, "errors", ())
        return self.answer(error.status, error.kind, error.said, errors, _headers(error))


def _headers(error: OperationError) -> tuple[tuple[str, str], ...]:
    """What belongs to a status: when to ask again, how to show who one is (RFC 6750)."""
    if isinstance(error, Unavailable):
        return (("retry-after", str(max(1, round(error.after)))),)
    if isinstance(error, Unauthorized):
        return (("www-authenticate", error.challenge),)
    return ()


def pointer(location: Iterable[Any]) -> str:
    """Where a value stands, as a JSON pointer (RFC 6901) into the body; `/query/limit` for one outside of it."""
    place, *rest = location
    parts = rest if place == "body" else [place, *rest]
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
