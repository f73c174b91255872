"""Problems as RFC 9457 has them: the registered kinds, and the responses that say them."""

from __future__ import annotations

from typing import Any

from skerry.contracts.write.basic import Schema
from skerry.contracts.write.openapi.naming import problem_type
from skerry.model.system import System

MEDIA = "application/problem+json"

KINDS: dict[int, tuple[str, str, str, str]] = {
    400: ("BadRequest", "bad-request", "Bad request", "The request can't be read, or a header that is needed is missing."),
    401: ("Unauthorized", "unauthorized", "Unauthorized", "There is no valid token."),
    403: ("Forbidden", "forbidden", "Forbidden", "The caller may not do this."),
    404: ("NotFound", "not-found", "Not found", "There is no such thing, or the caller may not see it."),
    409: ("Conflict", "conflict", "Conflict", "The state of the thing does not allow it, or the same request is in progress."),
    412: ("PreconditionFailed", "precondition-failed", "Precondition failed", "The thing has changed since its `ETag` was read."),
    422: ("Unprocessable", "unprocessable", "Unprocessable content", "The values are not valid, or the key was used for another request."),
    428: ("PreconditionRequired", "precondition-required", "Precondition required", "`If-Match` is missing."),
    429: ("TooManyRequests", "too-many-requests", "Too many requests", "The rate limit is reached; try again later."),
    500: ("ServerError", "server-error", "Internal server error", "Something went wrong on our side."),
    503: ("Unavailable", "unavailable", "Service unavailable", "The service, or one that it needs, can't answer now; try again later."),
}  # fmt: skip

_LATER = (429, 503)


def problem_schema() -> Schema:
    """A problem, with one entry for each value that is wrong."""
    return {
        "type": "object",
        "description": "A problem, RFC 9457.",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string", "format": "uri", "maxLength": 2048, "description": "The kind of problem."},
            "title": {"type": "string", "maxLength": 200, "description": "The kind in words."},
            "status": {"type": "integer", "format": "int32", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "maxLength": 2000, "description": "What happened this time."},
            "instance": {"type": "string", "format": "uri-reference", "maxLength": 2048},
            "errors": {
                "type": "array",
                "maxItems": 100,
                "description": "Each value that is wrong.",
                "items": {
                    "type": "object",
                    "required": ["pointer", "detail"],
                    "properties": {
                        "pointer": {"type": "string", "maxLength": 1000, "description": "A JSON pointer (RFC 6901) into the request."},
                        "detail": {"type": "string", "maxLength": 2000},
                    },
                },
            },
        },
    }  # fmt: skip


def response(system: System, status: int) -> dict[str, Any]:
    """The response for a status; references point into `components`."""
    _, kind, title, detail = KINDS[status]
    example: dict[str, Any] = {"type": problem_type(system, kind), "title": title, "status": status, "detail": detail}
    if status == 422:
        example["errors"] = [{"pointer": "/name", "detail": "is too long"}]
    headers: dict[str, Any] = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
    if status in _LATER:
        headers["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    if status == 401:
        headers["WWW-Authenticate"] = {"$ref": "#/components/headers/WWW-Authenticate"}
    if status == 429:
        headers["RateLimit"] = {"$ref": "#/components/headers/RateLimit"}
        headers["RateLimit-Policy"] = {"$ref": "#/components/headers/RateLimit-Policy"}
    return {
        "description": detail,
        "headers": headers,
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }


def registered(system: System, statuses: set[int]) -> list[dict[str, Any]]:
    """The kinds of problem that a service knows."""
    return [
        {"type": problem_type(system, KINDS[status][1]), "title": KINDS[status][2], "status": status}
        for status in sorted(statuses)
    ]
