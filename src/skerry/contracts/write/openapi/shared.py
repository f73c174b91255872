"""The parameters and headers that operations share, written once under `components` and only where one of them is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from skerry.contracts.write.openapi.lifecycle import Lifecycle
from skerry.contracts.write.openapi.problems import KINDS, problem_schema, response
from skerry.model.system import System

Object = dict[str, Any]

_TRACE = "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"
_ETAG = r'^(W/)?"[^"]*"$'
PAGE, LARGEST_PAGE = 50, 100


def _text(most: int, **more: Any) -> Object:
    return {"type": "string", "maxLength": most, **more}


def _parameter(name: str, location: str, about: str, schema: Object, *, required: bool = False, **more: Any) -> Object:
    return {"name": name, "in": location, "description": about, "required": required, "schema": schema, **more}


PARAMETERS: Mapping[str, Object] = {
    "TraceParent": _parameter("traceparent", "header", "The caller's span, W3C Trace Context.", _text(55, pattern=_TRACE)),
    "RequestId": _parameter("X-Request-Id", "header", "Names the request in logs; made up where it is missing, and sent back.", _text(100)),
    "IdempotencyKey": _parameter(
        "Idempotency-Key", "header",
        "Chosen by the caller for each command: the same key again has no further effect, and gets the same answer. "
        "Missing: 400; still in progress: 409; used for another request: 422.",
        _text(255, minLength=1), required=True, example="8e03978e-40d5-43e8-bc93-6894a57f9324",
    ),
    "IfMatch": _parameter(
        "If-Match", "header", "The `ETag` of what is to be changed. Missing: 428; it has changed since: 412.",
        _text(255), required=True, example='"33a64df5"',
    ),
    "IfNoneMatch": _parameter("If-None-Match", "header", "The `ETag` that the caller has: 304 where it still holds.", _text(255)),
    "Limit": _parameter(
        "limit", "query", "At most this many.",
        {"type": "integer", "format": "int32", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
    ),
    "Cursor": _parameter("cursor", "query", "`next` of the page before; missing for the first page.", _text(500)),
    "ApiVersion": _parameter("API-Version", "header", "The major version that the caller speaks.", _text(8)),
}  # fmt: skip

HEADERS: Mapping[str, Object] = {
    "X-Request-Id": {"description": "The request's identifier.", "schema": _text(100)},
    "ETag": {"description": "Names this state of the thing.", "schema": _text(255, pattern=_ETAG)},
    "Location": {"description": "Where the thing is that was made.", "schema": _text(2048, format="uri-reference")},
    "Link": {"description": "What belongs to this answer, RFC 8288.", "schema": _text(4096)},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400}},
    "RateLimit": {"description": "What is left of the quota: `\"default\";r=50;t=30`.", "schema": _text(500)},
    "RateLimit-Policy": {"description": "The quota: `\"default\";q=100;w=60`.", "schema": _text(500)},
    "WWW-Authenticate": {"description": "How to prove who calls, RFC 9110.", "schema": _text(1000)},
    "Vary": {"description": "Answers differ by this header.", "schema": _text(200)},
    "API-Version": {"description": "The version that answers.", "schema": _text(8)},
    "Deprecation": {"description": "Since when the version is deprecated, RFC 9745.", "schema": _text(20, pattern="^@[0-9]+$")},
    "Sunset": {"description": "When the version ends, RFC 8594.", "schema": _text(40)},
}  # fmt: skip


class Shared:
    """What is used of it, as it is asked for."""

    def __init__(self, system: System, life: Lifecycle) -> None:
        self._system, self._life = system, life
        self.statuses: set[int] = set()
        self._parameters: dict[str, Object] = {}
        self._headers: dict[str, Object] = {}
        self.schemas: dict[str, Object] = {}

    def parameter(self, name: str, **instead: Any) -> Object:
        """A reference to a parameter; `instead` are values that this document has in place of the usual ones."""
        self._parameters[name] = {**PARAMETERS[name], **instead}
        return {"$ref": f"#/components/parameters/{name}"}

    def headers(self, names: Iterable[str]) -> Object:
        """References to headers, by the name that is sent."""
        found = {}
        for name in names:
            self._headers[name] = {**HEADERS[name], **self._life.header(name)}
            found[name] = {"$ref": f"#/components/headers/{name}"}
        return found

    def problem(self, status: int) -> Object:
        """A reference to the response for a problem."""
        self.statuses.add(status)
        self.schemas["Problem"] = problem_schema()
        return {"$ref": f"#/components/responses/{KINDS[status][0]}"}

    def components(self) -> dict[str, Object]:
        """All that was asked for."""
        responses = {KINDS[status][0]: response(self._system, status) for status in sorted(self.statuses)}
        for each in responses.values():
            self.headers(each["headers"])
        return {
            "parameters": dict(sorted(self._parameters.items())),
            "headers": dict(sorted(self._headers.items())),
            "responses": responses,
        }
