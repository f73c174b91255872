"""A request and its answer, as values; a request can be said as curl."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

SECRET = frozenset(("authorization", "cookie", "proxy-authorization", "x-api-key", "x-auth-token", "api-key"))
FILTERED = "[Filtered]"
NOTHING: Any = type("Nothing", (), {"__repr__": lambda _self: "nothing"})()
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. `path` is below the base address, `body` any JSON value or `NOTHING`; `media` is what the body is written in."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = NOTHING
    media: str = "application/json"

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def data(self) -> bytes | None:
        """The body as it is sent."""
        return None if self.body is NOTHING else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def media(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def success(self) -> bool:
        """Whether the request was done."""
        return 200 <= self.status < 300

    @cached_property
    def value(self) -> Any:
        """The body as a JSON value; `NOTHING` where it is none."""
        if self.media != "application/json" and not self.media.endswith("+json"):
            return NOTHING
        try:
            return json.loads(self.data)
        except (ValueError, RecursionError):
            return NOTHING

    @property
    def fields(self) -> Mapping[str, Any]:
        """The body where it is an object, else nothing."""
        return self.value if isinstance(self.value, dict) else {}


def curl(base: str, request: Request, headers: Mapping[str, str]) -> str:
    """The request as a line for a shell; `headers` may hold credentials, so that they are named and not shown. What is very
    long is cut."""
    sent = {**dict.fromkeys(headers, FILTERED), **request.headers}
    if request.body is not NOTHING:
        sent["Content-Type"] = request.media
    parts = ["curl", "-i", "-X", request.method]
    for name, value in sent.items():
        parts += ["-H", f"{name}: {FILTERED if name.lower() in SECRET else value}"]
    if request.body is not NOTHING:
        parts += ["-d", _cut((request.data or b"").decode())]
    return shlex.join([*parts, base + request.target])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
