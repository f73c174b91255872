"""Requests to a running server: how many it answers, on so many kept connections, and what that costs its process."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass

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
        named = {"ssl": self.tls, "server_hostname": ""} if self.tls else {}
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


async def kept(server: Server, message: Message, connections: int, seconds: float) -> Cost:
    """On so many kept connections, one request at a time on each. Connections are opened before it counts."""
    ends = [await server.connected() for _ in range(connections)]
    count, before, began = 0, processor(server.pid), time.perf_counter()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        while time.perf_counter() - began < seconds:
            await answered(reader, writer, message())
            count += 1

    await asyncio.gather(*(one(*each) for each in ends))
    found = Cost(count / (time.perf_counter() - began), (processor(server.pid) - before) / count * 1e6)
    for _, writer in ends:
        writer.transport.abort()
    return found


async def new(server: Server, message: Message, seconds: float) -> Cost:
    """With a connection for each request, one after the other."""
    count, before, began = 0, processor(server.pid), time.perf_counter()
    while time.perf_counter() - began < seconds:
        await once(server, message())
        count += 1
    return Cost(count / (time.perf_counter() - began), (processor(server.pid) - before) / count * 1e6)
