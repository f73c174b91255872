"""The process that services of ours are forked from: it imports once what all of them need, so that each starts in a moment.

It is the runtime's (`python -m skerry_runtime.service.zygote`); orders and reports are lines of JSON on its standard input and output.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from skerry.run.parts.part import Exit, NotReady
from skerry.run.process import dies_with_parent

_PRELOAD = 60.0  # seconds


class Zygote:
    """One for a system; started with the first service."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._pids: dict[str, asyncio.Future[int]] = {}
        self._ends: dict[str, asyncio.Future[Exit]] = {}
        self._starting = asyncio.Lock()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid if self._process else 0

    async def start(self) -> None:
        """Starts it; services can be asked for at once, and are forked when it has imported everything."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "skerry_runtime.service.zygote", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=log, env={**os.environ, "PYTHONUNBUFFERED": "1"}, start_new_session=True, preexec_fn=dies_with_parent(),
            )  # fmt: skip
        self._reading = asyncio.create_task(self._read())

    async def spawn(self, name: str, folder: Path, log: Path, environment: Mapping[str, str]) -> int:
        """Forks a service; its process id.

        Raises:
            NotReady: the zygote has died, or did not answer.
        """
        async with self._starting:  # it may have died: then the next service brings it back
            if self._process is None or self._process.returncode is not None:
                await self.start()
        loop = asyncio.get_running_loop()
        pid: asyncio.Future[int] = loop.create_future()
        self._pids[name], self._ends[name] = pid, loop.create_future()
        self._send({"start": name, "package": str(folder), "env": dict(environment), "stdout": str(log)})
        try:
            async with asyncio.timeout(_PRELOAD):
                return await pid
        except TimeoutError as error:
            raise NotReady(f"the fork-server has not started {name} within {_PRELOAD:g} s; see {self._log}") from error

    async def ended(self, name: str) -> Exit:
        """Waits for the end of a service."""
        return await asyncio.shield(self._ends[name])

    def end_of(self, name: str) -> asyncio.Future[Exit]:
        """Is done when the service has ended."""
        return self._ends[name]

    async def stop(self) -> None:
        """Ends it, and with it whatever is left of its children."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            async with asyncio.timeout(5.0):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _send(self, order: Mapping[str, Any]) -> None:
        if self._process is None or self._process.stdin is None or self._process.returncode is not None:
            raise NotReady(f"the fork-server has died; see {self._log}")
        self._process.stdin.write(json.dumps(order).encode() + b"\n")

    async def _read(self) -> None:
        """Takes its reports until it ends; then all its services have ended."""
        assert self._process and self._process.stdout
        while line := await self._process.stdout.readline():
            with contextlib.suppress(ValueError):
                self._take(json.loads(line))
        for name, end in self._ends.items():
            if not end.done():
                end.set_result(Exit(-9))
            if not self._pids[name].done():
                self._pids[name].set_exception(NotReady(f"the fork-server has died; see {self._log}"))

    def _take(self, report: Mapping[str, Any]) -> None:
        if name := report.get("born"):
            if not self._pids[name].done():
                self._pids[name].set_result(int(report["pid"]))
        elif (name := report.get("died")) and name in self._ends and not self._ends[name].done():
            self._ends[name].set_result(Exit(int(report["code"])))
