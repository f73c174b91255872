"""What a running system believes: the local issuer, its keys where gateways look for them, and a token for each service, renewed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

from aiohttp import web

from skerry.run.issuer import HOUR, Issuer

_RENEWED = HOUR / 6  # seconds after which services get new tokens
_PATH = "/jwks.json"


class Trust:
    """The trust of one running system; started before its parts, and stopped after them."""

    def __init__(self, issuer: Issuer, services: Iterable[str]) -> None:
        self.tokens, self._services = issuer, tuple(services)
        self._runner: web.AppRunner | None = None
        self._renewing: asyncio.Task[None] | None = None
        self.url = ""

    @property
    def issuer(self) -> str:
        """The name of the issuer."""
        return self.tokens.name

    @property
    def audience(self) -> str:
        """For whom its tokens are."""
        return self.tokens.audience

    def environment(self, service: str = "") -> dict[str, str]:
        """What a process is told: whom to believe, and where its own token is if it is a service."""
        found = {
            "SKERRY_ISSUER": self.issuer, "SKERRY_AUDIENCE": self.audience, "SKERRY_JWKS": str(self.tokens.published),
        }  # fmt: skip
        return {**found, "SKERRY_TOKEN": str(self._token(service))} if service else found

    async def start(self) -> None:
        """Writes the tokens, and serves the keys on a port that is free."""
        self._renew()
        app = web.Application()
        app.router.add_get(_PATH, self._keys)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}{_PATH}"
        self._renewing = asyncio.create_task(self._renewed())

    async def stop(self) -> None:
        """Serves no more."""
        if self._renewing:
            self._renewing.cancel()
        if self._runner:
            await self._runner.cleanup()

    async def _keys(self, _: web.Request) -> web.Response:
        return web.Response(body=self.tokens.published.read_bytes(), content_type="application/json")

    async def _renewed(self) -> None:
        while True:
            await asyncio.sleep(_RENEWED)
            self._renew()

    def _renew(self) -> None:
        for service in self._services:
            draft = self._token(service).with_suffix(".part")
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(self.tokens.service_token(service))
            draft.replace(self._token(service))

    def _token(self, service: str) -> Path:
        return self.tokens.folder / f"{service}.token"
