"""A part that is a program of its own: a server from a wheel, or a service in another language."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from skerry.run.parts.part import Exit, Missing, Part
from skerry.run.process import Program, program


class ProgramPart(Part):
    """Subclasses say what is started (`command`) and when it is ready (`wait`)."""

    def __init__(self, name: str, log: Path, folder: Path | None = None, user: str = "") -> None:
        self.name, self._log, self._folder, self._user = name, log, folder, user
        self._program: Program | None = None
        self._watch: asyncio.Task[Exit] | None = None

    def command(self) -> tuple[Sequence[str], Mapping[str, str]]:
        """The words of the command, and what is added to the environment.

        Raises:
            Missing: the program is not installed.
        """
        raise NotImplementedError

    async def wait(self, alive: asyncio.Task[Exit]) -> None:
        """Returns once it is ready."""
        raise NotImplementedError

    async def start(self) -> None:
        """Starts it and waits."""
        command, environment = await asyncio.to_thread(self.command)
        try:
            self._program = await program(
                self.name, command, self._log, folder=self._folder, environment=environment, user=self._user
            )
        except (FileNotFoundError, PermissionError, NotADirectoryError) as error:
            raise Missing(f"`{error.filename or command[0]}` can't be started: {error.strerror}") from error
        self._watch = asyncio.create_task(_end(self._program))
        try:
            await self.wait(self._watch)
        except BaseException:
            await self._program.stop(1.0)
            raise

    async def stop(self) -> None:
        """Stops it."""
        if self._program:
            await self._program.stop()

    async def ended(self) -> Exit:
        """Waits for its end."""
        assert self._watch is not None
        return await asyncio.shield(self._watch)

    @property
    def pid(self) -> int:
        """Its process."""
        return self._program.pid if self._program and self._program.alive else 0


async def _end(started: Program) -> Exit:
    return Exit(await started.end())
