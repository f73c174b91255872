"""Who is let through: whoever shows a valid token with a role that the route is for. Rows are the services' business."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from skerry_runtime.gateway.router import Matched
from skerry_runtime.gateway.table import Table
from skerry_runtime.operations import Forbidden, OperationError, Unauthorized
from skerry_runtime.trust.roles import Roles
from skerry_runtime.trust.settings import Settings
from skerry_runtime.trust.tokens import Untrusted, Verifier

_SCHEME = "Bearer "


class Entrance:
    """The entrance to the services of a table."""

    def __init__(self, table: Table, settings: Settings) -> None:
        self._verifier = Verifier(settings)
        self._roles = Roles(
            (role, _name(each.service, each.name)) for each in table.routes for role in each.roles or ()
        )

    async def refused(self, request: web.BaseRequest, found: Matched) -> OperationError | None:
        """Why a request may not pass; None if it may."""
        if found.roles is None:
            return None
        token = _bearer(request.headers)
        if not token:
            return Unauthorized()
        try:
            identity = await self._verifier.verified(token)
        except Untrusted:
            return Unauthorized(shown=True)
        return None if self._roles.may(identity.roles, _name(found.service, found.name)) else Forbidden()


def _bearer(headers: Mapping[str, str]) -> str:
    said = headers.get("Authorization", "")
    return said[len(_SCHEME) :].strip() if said.startswith(_SCHEME) else ""


def _name(service: str, route: str) -> str:
    return f"{service} {route}"
