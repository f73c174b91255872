"""Programs that are started, watched and stopped: each dies with its parent, whatever happens to it."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PDEATHSIG = 1  # prctl(2): PR_SET_PDEATHSIG


@dataclass(slots=True)
class Program:
    """A program that runs, in a session of its own, so that all of it can be stopped."""

    name: str
    process: asyncio.subprocess.Process

    @property
    def pid(self) -> int:
        """Its process."""
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process.returncode is None

    async def end(self) -> int:
        """Waits for its exit code (negative for a signal), and ends what it may have left of its session."""
        code = await self.process.wait()
        _signal(self.pid, signal.SIGKILL)
        return code

    async def stop(self, patience: float = 10.0) -> None:
        """Asks it to stop, and kills it after `patience` seconds."""
        if not self.alive:
            return
        for each in (signal.SIGTERM, signal.SIGCONT):  # one that was frozen would not hear it
            _signal(self.pid, each)
        try:
            async with asyncio.timeout(patience):
                await self.process.wait()
        except TimeoutError:
            _signal(self.pid, signal.SIGKILL)
            await self.process.wait()


async def program(
    name: str,
    command: Sequence[str],
    log: Path,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    user: str = "",
) -> Program:
    """Starts a program whose output goes into `log`.

    Raises:
        OSError: it can't be started.
    """
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder,
            env={**os.environ, **(environment or {})}, start_new_session=True, preexec_fn=dies_with_parent(),
            user=user or None, group=user or None, extra_groups=[] if user else None,
        )  # fmt: skip
    return Program(name, process)


def dies_with_parent() -> Callable[[], None] | None:
    """What a child does before it becomes another program: on Linux it asks to be killed when its parent ends."""
    if not sys.platform.startswith("linux"):
        return None
    libc, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def asked() -> None:
        libc.prctl(_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return asked


def alive(pid: int) -> bool:
    """Whether a process runs. A zombie does not: it only waits until its parent, or who has inherited it, takes note of its end."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it is somebody else's
    if not sys.platform.startswith("linux"):
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def listening() -> socket.socket:
    """A socket that listens on such a port, so that nobody else gets it."""
    return socket.create_server(("127.0.0.1", 0))


def _signal(pid: int, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, what)
