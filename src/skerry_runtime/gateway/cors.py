"""Pages of other origins (Fetch standard, CORS protocol): which may call, and what they may see."""

from __future__ import annotations

from aiohttp import web

from skerry_runtime.gateway.table import Cors


def preflight(cors: Cors, request: web.BaseRequest) -> web.Response | None:
    """The answer to a browser that asks before it calls; None where it does not, or from an origin that may not."""
    if (
        request.method != "OPTIONS"
        or "Access-Control-Request-Method" not in request.headers
        or not origin(cors, request)
    ):
        return None
    headers = {
        "Access-Control-Allow-Methods": ", ".join(cors.methods),
        "Access-Control-Allow-Headers": ", ".join(cors.headers),
        "Access-Control-Max-Age": str(cors.max_age),
    }
    return web.Response(status=204, headers=headers)


def allow(cors: Cors, request: web.BaseRequest, answer: web.Response) -> None:
    """Lets a page of an origin that may call see an answer."""
    if not cors.origins:
        return
    answer.headers.add("Vary", "Origin")
    if found := origin(cors, request):
        answer.headers["Access-Control-Allow-Origin"] = found
        answer.headers["Access-Control-Expose-Headers"] = ", ".join(cors.expose)


def origin(cors: Cors, request: web.BaseRequest) -> str:
    """The origin of the calling page if it may call, else ''."""
    found = request.headers.get("Origin", "")
    return found if found and ("*" in cors.origins or found in cors.origins) else ""
