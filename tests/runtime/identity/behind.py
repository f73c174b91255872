"""A service behind a gateway that shows a certificate: the real door, and behind it a server that says what it was asked."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from aiohttp import web
from tests.runtime.gateway.stage import Loop

from skerry_runtime.identity import Door, Identity, peer_of


class Secured:
    """`seen` has the headers of each request, `peers` who asked; `certificates` the serial numbers that were shown."""

    def __init__(self, folder: Path, loop: Loop) -> None:
        self._identity, self._loop = Identity(folder, pause=0.0), loop
        self.seen: list[dict[str, str]] = []
        self.peers: set[str] = set()
        self.url, self._door = "", None

    def start(self) -> Secured:
        self._loop.call(self._start())
        return self

    def stop(self) -> None:
        assert self._door is not None
        self._loop.call(self._door.close())

    async def _start(self) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setblocking(False)
        self._door: Any = Door(listening, self._identity, web.Server(self._serve))
        self._door.open()
        self.url = f"https://127.0.0.1:{listening.getsockname()[1]}"

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        assert request.transport is not None
        self.seen.append({name.lower(): value for name, value in request.headers.items()})
        self.peers.add(peer_of(request.transport).id)
        return web.json_response({})
