"""The HTTP server of a service: plain, or behind a door that asks for certificates, and then with a small plain one beside it."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from skerry_runtime.identity import Door, Identity, peer_of
from skerry_runtime.service.answer import Answer
from skerry_runtime.service.callers import Callers
from skerry_runtime.service.operator import PREFIX
from skerry_runtime.service.service import Service

PATIENCE = 10  # seconds that requests have to end after SIGTERM
BACKLOG = 2048
_PROBES = frozenset(("/health", "/started", "/ready", "/metrics"))


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is any that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind((host, port))
    found.listen(BACKLOG)
    found.setblocking(False)
    return found


def config(service: Service, identity: Identity | None) -> uvicorn.Config:
    """How uvicorn serves it."""
    return _config(Callers(service, service.spec) if identity else service)


def door(server: uvicorn.Server, where: socket.socket, identity: Identity) -> Door:
    """Lets connections to a server in that has started without a socket."""

    def within() -> asyncio.Protocol:
        return _Known(config=server.config, server_state=server.server_state, app_state=server.lifespan.state)

    return Door(where, identity, within)


async def probed(service: Service, where: socket.socket) -> asyncio.Server:
    """The plain listener beside the door, for those without a certificate: probes, who collects metrics, the operator on this machine."""
    found, state = _config(_Probes(service)), ServerState()
    found.load()

    def within() -> asyncio.Protocol:
        return HttpToolsProtocol(config=found, server_state=state, app_state={})

    return await asyncio.get_running_loop().create_server(within, sock=where)


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
        timeout_keep_alive=75,  # longer than callers keep a connection, so that they close it, not we under a request
    )


class _Known(HttpToolsProtocol):
    """A connection whose peer is known."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The handshake has succeeded."""
        super().connection_made(transport)
        self._peer = peer_of(transport)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        state: dict[str, Any] = self.scope["state"]
        state["peer"] = self._peer


class _Probes:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and (path in _PROBES or path.startswith(PREFIX)):
            await self._service(scope, receive, send)
        else:
            await Answer(404, ())(scope, receive, send)
