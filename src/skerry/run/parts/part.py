"""What the supervisor knows of a part: it can be started, is ready at some point, tells its addresses, can die, can be stopped."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from types import MappingProxyType
from urllib.parse import urlsplit

_POLL = 0.03  # seconds
_LONGEST = 65_536  # bytes of an answer about health


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
    """One process of the system. `waits` says what it waits for while it starts; `further` are its other addresses, by their faces.

    `plain` is where it is asked how it is, and by the operator, if that is not at its `url`: there it may want a certificate.
    """

    name: str
    url: str = ""
    plain: str = ""
    waits: str = ""
    further: Mapping[str, str] = MappingProxyType({})

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

    async def well(self) -> str:
        """Why a part that was ready is not ready now; '' if it is, or if nobody can know."""
        return ""

    @property
    @abstractmethod
    def pid(self) -> int:
        """Its process; 0 where it does not run."""


async def answers(url: str, seconds: float, alive: asyncio.Future[Exit], part: Part | None = None) -> None:
    """Waits until an HTTP server answers with 200; `part.waits` says meanwhile what it lacks.

    Raises:
        NotReady: it does not within so many seconds, or its process has ended (`alive` is done).
    """
    until, lacks = monotonic() + seconds, "it does not answer"
    while monotonic() < until:
        if alive.done():
            raise NotReady(str(alive.result()))
        lacks = await unwell(url)
        if part is not None:
            part.waits = lacks
        if not lacks:
            return
        await asyncio.sleep(_POLL)
    raise NotReady(f"it is not ready after {seconds:g} s: {lacks}")


async def unwell(url: str) -> str:
    """What an HTTP server says that it lacks; '' if it answers with 200."""
    try:
        async with asyncio.timeout(3.0):
            status, body = await _get(url)
    except (OSError, TimeoutError, ValueError) as error:
        return str(error) or "it does not answer"
    return "" if status == 200 else _lacks(body) or f"it answers {status}"


def _lacks(body: bytes) -> str:
    """The checks that fail, of an answer like `application/health+json`."""
    try:
        checks = json.loads(body)["checks"].items()
        failing = [f"{name}: {check.get('output', 'fails')}" for name, check in checks if check["status"] != "pass"]
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""
    return "; ".join(failing)


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


async def _get(url: str) -> tuple[int, bytes]:
    """Status and body of a GET, with nothing but a socket: a client library would cost the start of the command."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        head = f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode())
        await writer.drain()
        first, _, body = (await reader.read(_LONGEST)).partition(b"\r\n\r\n")
        words = first.split(maxsplit=2)
        return (int(words[1]) if len(words) > 1 else 0), body
    finally:
        writer.close()
