"""Which headers go on to a service, and which come back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import uuid4

from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from skerry_runtime.telemetry import trace_headers

_HOP = frozenset((
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
    "upgrade", "content-length", "expect",
))  # fmt: skip
_INNER = frozenset(
    (
        "skerry-undoes",
        "skerry-deadline",
        "skerry-caller",
        "skerry-roles",
        "skerry-on-behalf",
        "skerry-began",
        "x-forwarded-client-cert",
    )
)  # nobody outside may say these
_ID = re.compile(r"[\x21-\x7e]{1,100}")


def request_id(request: web.BaseRequest) -> str:
    """The name of a request: what the caller calls it, or one of its own."""
    given = request.headers.get("X-Request-Id", "")
    return given if _ID.fullmatch(given) else uuid4().hex


def forwarded(request: web.BaseRequest, name: str, left: float) -> CIMultiDict[str]:
    """For the service: without those of the connection, and those that only our own services may send.

    Names with an underscore are left out: some servers take `Skerry_Roles` for `Skerry-Roles`.
    """
    left_out = _named(request.headers)
    kept = CIMultiDict(
        (key, value)
        for key, value in request.headers.items()
        if (lower := key.lower()) not in _HOP and lower not in _INNER and lower not in left_out and "_" not in key
    )
    peer = request.remote or ""
    kept["X-Request-Id"] = name
    kept["Skerry-Deadline"] = str(int(left * 1000))
    kept["X-Forwarded-For"] = f"{kept['X-Forwarded-For']}, {peer}" if "X-Forwarded-For" in kept else peer
    kept["X-Forwarded-Proto"] = request.scheme
    kept.update(trace_headers())
    return kept


def returned(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """For the caller: without those of the connection between gateway and service."""
    left_out = _named(headers)
    return CIMultiDict(
        (key, value) for key, value in headers.items() if (lower := key.lower()) not in _HOP and lower not in left_out
    )


def _named(headers: CIMultiDictProxy[str]) -> frozenset[str]:
    """Those that `Connection` says are only for the next hop."""
    said: Iterable[str] = headers.getall("Connection", ())
    return frozenset(each.strip().lower() for line in said for each in line.split(","))
