"""The process that services of ours are forked from: it imports once what all of them need, so that each starts in a moment.

It is the runtime's (`python -m skerry_runtime.service.zygote`); orders and reports are lines of JSON on its standard input and output.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from skerry.run.parts.part import Exit, NotReady
from skerry.run.process import dies_with_parent

_PRELOAD = 120.0  # seconds
_ALLOCATOR = {"MALLOC_ARENA_MAX": "2"}  # else glibc keeps an area of memory for each thread of each service
_STARTED = re.compile(r'"start": "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Child:
    """A service that was forked; `end` is done when it has ended."""

    pid: int
    end: asyncio.Future[Exit]


@dataclass(slots=True)
class _Life:
    """One life of the process, with those whose births and ends it will tell."""

    process: asyncio.subprocess.Process
    births: dict[str, asyncio.Future[int]] = field(default_factory=dict)
    ends: dict[str, asyncio.Future[Exit]] = field(default_factory=dict)


class Zygote:
    """One for a system, which imports `modules` beside what all services need; one that died is started again with the next service."""

    def __init__(self, log: Path, modules: Sequence[str] = ()) -> None:
        self._log, self._modules = log, modules
        self._life: _Life | None = None
        self._reading: asyncio.Task[None] | None = None
        self._starting, self._numbers = asyncio.Lock(), count(1)

    @property
    def pid(self) -> int:
        """Its process; 0 where it does not run."""
        return self._life.process.pid if self._life and self._life.process.returncode is None else 0

    async def start(self) -> None:
        """Starts it; services can be asked for at once, and are forked when it has imported everything."""
        with self._log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "skerry_runtime.service.zygote", *self._modules, stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE, stderr=log, env={**os.environ, "PYTHONUNBUFFERED": "1", **_ALLOCATOR},
                start_new_session=True, preexec_fn=dies_with_parent(),
            )  # fmt: skip
        self._life = _Life(process)
        self._reading = asyncio.create_task(_read(self._life, self._log))

    async def spawn(
        self, name: str, folder: Path, log: Path, environment: Mapping[str, str], module: Sequence[str] = ()
    ) -> Child:
        """Forks the service in a folder, or a module with its arguments.

        Raises:
            NotReady: the fork server has died, or did not answer.
        """
        async with self._starting:
            if not self.pid:
                await self.start()
        assert self._life
        key, loop = f"{name}#{next(self._numbers)}", asyncio.get_running_loop()
        birth = self._life.births[key] = loop.create_future()
        end = self._life.ends[key] = loop.create_future()
        order: dict[str, Any] = {"start": key, "package": str(folder), "env": dict(environment), "stdout": str(log)}
        if module:
            order |= {"module": module[0], "arguments": list(module[1:])}
        with contextlib.suppress(OSError):  # it has just died: its reader says so
            assert self._life.process.stdin
            self._life.process.stdin.write(json.dumps(order).encode() + b"\n")
        try:
            async with asyncio.timeout(_PRELOAD):
                return Child(await birth, end)
        except TimeoutError as error:
            raise NotReady(f"the fork server has not started {name} within {_PRELOAD:g} s; see {self._log}") from error

    async def stop(self) -> None:
        """Ends it, and with it whatever is left of its children."""
        if self._life is None or not self.pid:
            return
        process = self._life.process
        if process.stdin:
            process.stdin.close()
        try:
            async with asyncio.timeout(5.0):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if self._reading:
            await self._reading


async def _read(life: _Life, log: Path) -> None:
    """Takes its reports until it ends; then all its services have ended with it."""
    assert life.process.stdout
    while line := await life.process.stdout.readline():
        with contextlib.suppress(ValueError):
            _take(life, json.loads(line))
    await life.process.wait()
    for birth in life.births.values():
        if not birth.done():
            birth.set_exception(NotReady(f"the fork server has died; see {log}"))
    for end in life.ends.values():
        if not end.done():
            end.set_result(Exit(-signal.SIGKILL))


def _take(life: _Life, report: Mapping[str, Any]) -> None:
    if "born" in report:
        _born(life.births.pop(report["born"]), int(report["pid"]))
    elif "died" in report:
        end = life.ends.pop(report["died"], None)
        if end and not end.done():
            end.set_result(Exit(int(report["code"])))
    elif "failed" in report and (name := _STARTED.search(report["failed"])):
        birth = life.births.pop(name[1], None)
        if birth and not birth.done():
            birth.set_exception(NotReady(f"the fork server can't fork: {report.get('why')}"))


def _born(birth: asyncio.Future[int], pid: int) -> None:
    if not birth.done():
        birth.set_result(pid)
    else:  # nobody waits for it any more
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
