"""What the supervisor knows of a part: it can be started, is ready at some point, tells its addresses, can die, can be stopped."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

_POLL = 0.03  # seconds


class NotReady(Exception):
    """A part was started, but is not ready within its time; says what was waited for."""


class Missing(Exception):
    """Something that a part needs is not installed; the message names the command that installs it."""


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended: its exit code, negative for a signal."""

    code: int

    def __str__(self) -> str:
        return f"killed by signal {-self.code}" if self.code < 0 else f"ended with {self.code}"


class Part(ABC):
    """One process of the system."""

    name: str
    url: str = ""

    @abstractmethod
    async def start(self) -> None:
        """Starts it; returns once it is ready.

        Raises:
            Missing, NotReady, OSError: it isn't.
        """

    @abstractmethod
    async def stop(self) -> None:
        """Stops it, gently first."""

    @abstractmethod
    async def ended(self) -> Exit:
        """Waits until it ends."""

    @property
    @abstractmethod
    def pid(self) -> int:
        """Its process; 0 where it does not run."""


async def answers(url: str, seconds: float, alive: asyncio.Future[Exit] | None = None, status: int = 200) -> None:
    """Waits until an HTTP server answers with this status.

    Raises:
        NotReady: it does not within so many seconds, or its process has ended (`alive` is done).
    """
    until, last = monotonic() + seconds, "nothing listens there"
    while monotonic() < until:
        if alive is not None and alive.done():
            raise NotReady(str(alive.result()))
        try:
            async with asyncio.timeout(2.0):
                found = await _get(url)
            if found == status or (status == 0 and found):
                return
            last = f"it answers {found}"
        except (OSError, TimeoutError, ValueError) as error:
            last = str(error) or type(error).__name__
        await asyncio.sleep(_POLL)
    raise NotReady(f"{url} is not ready after {seconds:g} s: {last}")


async def listens(host: str, port: int, seconds: float, alive: asyncio.Future[Exit] | None = None) -> None:
    """Waits until something accepts connections.

    Raises:
        NotReady: nothing does, or its process has ended.
    """
    until = monotonic() + seconds
    while monotonic() < until:
        if alive is not None and alive.done():
            raise NotReady(str(alive.result()))
        try:
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(_POLL)
    raise NotReady(f"nothing listens on {host}:{port} after {seconds:g} s")


async def _get(url: str) -> int:
    """The status of a GET, with nothing but a socket: a client library would cost the start of the command."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        head = f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode())
        await writer.drain()
        line = (await reader.readline()).split()
        return int(line[1]) if len(line) > 1 else 0
    finally:
        writer.close()


Environment = Mapping[str, str]
