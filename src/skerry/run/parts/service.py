"""A service of ours: forked from the zygote, on a port that it chooses, ready when it says so."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from skerry.run.fleet import Member
from skerry.run.parts.part import Exit, NotReady, Part, answers, unwell
from skerry.run.parts.zygote import Child, Zygote

_PATIENCE = 60.0  # seconds until it is ready
_DRAIN = 12.0  # seconds that it has to end; its requests have ten


class Service(Part):
    """One replica of one service. `environment` is all its configuration.

    `service` is what callers find it under. One that takes another's place runs beside it for a moment, so each `life` of a replica
    has a name of its own: two processes of one name would both hold its leases.
    """

    def __init__(
        self,
        member: Member,
        root: Path,
        log: Path,
        environment: Mapping[str, str],
        instance: str,
        zygote: Zygote,
        *,
        service: str = "",
        life: int = 0,
    ) -> None:
        self.name, self.service = instance, service or member.name
        self._member, self._log, self._zygote = member, log, zygote
        self._folder = (root / member.folder).resolve()
        own = f"{instance}-r{life}" if life else instance
        self._environment = {**environment, "SKERRY_INSTANCE": own}
        self._ready = log.with_name(f"{own}.ready")
        self._child: Child | None = None

    async def start(self) -> None:
        """Forks it and waits until it is ready."""
        self._ready.unlink(missing_ok=True)
        own = {"SKERRY_PORT": "0", "SKERRY_GRPC_PORT": "0", "SKERRY_READY": str(self._ready)}
        self._child = await self._zygote.spawn(self.name, self._folder, self._log, {**self._environment, **own})
        try:
            port, *lines = await self._ports(self._child.end)
            further = dict(map(str.split, lines))
            plain = further.pop("plain", "")
            self.url = f"{'https' if plain else 'http'}://127.0.0.1:{port}"
            self.plain = f"http://127.0.0.1:{plain}" if plain else self.url
            self.further = {name: f"http://127.0.0.1:{number}" for name, number in further.items()}
            await answers(f"{self.plain}/ready", _PATIENCE, self._child.end, self)
        except BaseException:
            self._kill(signal.SIGKILL)
            raise

    async def stop(self) -> None:
        """Lets it finish what it does, for some seconds."""
        if not self.pid:
            return
        self._kill(signal.SIGTERM)
        self._kill(signal.SIGCONT)  # one that was frozen would not hear it
        try:
            async with asyncio.timeout(_DRAIN):
                await self.ended()
        except TimeoutError:
            self._kill(signal.SIGKILL)
            await self.ended()

    async def ended(self) -> Exit:
        """Waits for its end."""
        assert self._child is not None
        return await asyncio.shield(self._child.end)

    async def well(self) -> str:
        """Why it is not ready now."""
        return await unwell(f"{self.plain}/ready")

    @property
    def pid(self) -> int:
        """Its process."""
        return self._child.pid if self._child and not self._child.end.done() else 0

    async def _ports(self, end: asyncio.Future[Exit]) -> list[str]:
        """The port that it has chosen, and a line `NAME PORT` for each further one."""
        until = monotonic() + _PATIENCE
        while monotonic() < until:
            if end.done():
                raise NotReady(str(end.result()))
            with contextlib.suppress(OSError):
                return self._ready.read_text().splitlines()
            await asyncio.sleep(0.01)
        raise NotReady(f"it listens on no port after {_PATIENCE:g} s")

    def _kill(self, what: signal.Signals) -> None:
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, what)
