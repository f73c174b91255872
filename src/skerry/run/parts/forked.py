"""A program in Python that is forked from the fork server rather than started: it shares what it imports with the services."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from pathlib import Path

from skerry.run.parts.part import Exit, Part
from skerry.run.parts.program import ProgramPart
from skerry.run.parts.zygote import Child, Zygote

_DRAIN = 12.0  # seconds that it has to end


class Forked(Part):
    """Of a part whose command is `python -m MODULE …`: its command, and how one knows that it is ready, stay its own."""

    def __init__(self, program: ProgramPart, log: Path, zygote: Zygote) -> None:
        self._program, self._log, self._zygote = program, log, zygote
        self.name = program.name
        self._child: Child | None = None
        self.service = ""  # under which others find it, where they do

    async def start(self) -> None:
        """Forks it and waits until it is ready."""
        (_, _, module, *arguments), environment = self._program.command()
        words = (f"{module}.__main__", *arguments)
        self._child = await self._zygote.spawn(self.name, Path.cwd(), self._log, environment, words)
        alive = asyncio.create_task(_end(self._child))
        try:
            await self._program.wait(alive)
            self.url = self._program.url
        except BaseException:
            self._kill(signal.SIGKILL)
            raise
        finally:
            alive.cancel()

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
        return await _end(self._child)

    @property
    def pid(self) -> int:
        """Its process."""
        return self._child.pid if self._child and not self._child.end.done() else 0

    def _kill(self, what: signal.Signals) -> None:
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, what)


async def _end(child: Child) -> Exit:
    return await asyncio.shield(child.end)
