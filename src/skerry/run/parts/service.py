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
from skerry.run.parts.part import Exit, NotReady, Part, answers
from skerry.run.parts.zygote import Zygote

_PATIENCE = 30.0  # seconds until it is ready


class Service(Part):
    """One replica of one service. `environment` is all its configuration."""

    def __init__(
        self, member: Member, root: Path, log: Path, environment: Mapping[str, str], instance: str, zygote: Zygote
    ) -> None:
        self.name, self.service = instance, member.name
        self._member, self._log, self._zygote = member, log, zygote
        self._folder = (root / member.folder).resolve()
        self._environment = {**environment, "SKERRY_INSTANCE": instance}
        self._ready = log.with_suffix(".ready")
        self._pid = 0

    async def start(self) -> None:
        """Forks it and waits until it is ready."""
        self._ready.unlink(missing_ok=True)
        own = {"SKERRY_PORT": "0", "SKERRY_READY": str(self._ready)}
        self._pid = await self._zygote.spawn(self.name, self._folder, self._log, {**self._environment, **own})
        try:
            self.url = f"http://127.0.0.1:{await self._port()}"
            await answers(f"{self.url}/ready", _PATIENCE, self._zygote.end_of(self.name))
        except BaseException:
            self._kill(signal.SIGKILL)
            raise

    async def stop(self) -> None:
        """Lets it finish what it does, for some seconds."""
        if not self.pid:
            return
        self._kill(signal.SIGTERM)
        try:
            async with asyncio.timeout(15.0):
                await self.ended()
        except TimeoutError:
            self._kill(signal.SIGKILL)
            await self.ended()

    async def ended(self) -> Exit:
        """Waits for its end."""
        found = await self._zygote.ended(self.name)
        self._pid = 0
        return found

    @property
    def pid(self) -> int:
        """Its process."""
        return self._pid

    async def _port(self) -> int:
        """The port that it has chosen."""
        until, end = monotonic() + _PATIENCE, self._zygote.end_of(self.name)
        while monotonic() < until:
            if end.done():
                raise NotReady(f"{end.result()}; see {self._log}")
            with contextlib.suppress(OSError, ValueError):
                return int(self._ready.read_text())
            await asyncio.sleep(0.01)
        raise NotReady(f"it listens on no port after {_PATIENCE:g} s; see {self._log}")

    def _kill(self, what: signal.Signals) -> None:
        if self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, what)
