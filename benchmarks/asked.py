"""Requests to a running server: how many it answers, on so many kept connections, and what that costs its process."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.measure import processor

Message = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Server:
    """A process that listens on the loopback interface; `tls` where it wants that."""

    pid: int
    port: int
    tls: ssl.SSLContext | None = None

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A new connection."""
        named: dict[str, Any] = {"ssl": self.tls, "server_hostname": ""} if self.tls else {}
        return await asyncio.open_connection("127.0.0.1", self.port, **named)


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests a second, and microseconds of the server's processor for each."""

    rate: float
    cpu: float


def message(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request of HTTP/1.1."""
    length = {"Content-Length": str(len(body))} if body else {}
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: x",
        *(f"{name}: {value}" for name, value in (headers | length).items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes) -> bytes:
    """The body of the answer.

    Raises:
        RuntimeError: it is no success; the text is the whole answer.
    """
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    body = await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or b"0"))
    if not head.startswith(b"HTTP/1.1 2"):
        raise RuntimeError((head + body).decode())
    return body


async def once(server: Server, message: bytes) -> bytes:
    """The answer to one request on a connection of its own."""
    reader, writer = await server.connected()
    try:
        return await answered(reader, writer, message)
    finally:
        writer.transport.abort()


@dataclass(slots=True)
class Spent:
    """What a number of requests took: seconds by the clock, and of the server's processor."""

    count: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    @property
    def cost(self) -> Cost:
        """For each."""
        return Cost(self.count / self.wall, self.cpu / self.count * 1e6)


class Kept:
    """Connections that are kept, with one request at a time on each."""

    def __init__(self, server: Server, message: Message) -> None:
        self._server, self._message = server, message
        self._ends: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def open(self, connections: int) -> Kept:
        """Opens so many."""
        self._ends = [await self._server.connected() for _ in range(connections)]
        return self

    async def ask(self, seconds: float, spent: Spent) -> None:
        """Asks for so long, and adds up what it took."""
        before, began = processor(self._server.pid), time.perf_counter()

        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while time.perf_counter() - began < seconds:
                await answered(reader, writer, self._message())
                spent.count += 1

        await asyncio.gather(*(one(*each) for each in self._ends))
        spent.wall += time.perf_counter() - began
        spent.cpu += processor(self._server.pid) - before

    def close(self) -> None:
        """Lets go of them."""
        for _, writer in self._ends:
            writer.transport.abort()


async def new(server: Server, message: Message, seconds: float) -> Cost:
    """With a connection for each request, one after the other."""
    spent, before, began = Spent(), processor(server.pid), time.perf_counter()
    while time.perf_counter() - began < seconds:
        await once(server, message())
        spent.count += 1
    spent.wall, spent.cpu = time.perf_counter() - began, processor(server.pid) - before
    return spent.cost
