"""The ways between services, through which everything goes while there is chaos: relays of bytes that can be made slow, torn, or closed.

Each address in the registry is that of a relay then; what goes through it, HTTP or TLS or gRPC, is none of its business.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from skerry.run.process import listening

_CHUNK = 65_536
_TORN = 0.05  # chance that a piece on its way is the last one


@dataclass(slots=True)
class Road:
    """How the way to one service is. `delay` is in seconds, each way."""

    delay: float = 0.0
    torn: bool = False
    closed: bool = False
    opened: asyncio.Event = field(default_factory=asyncio.Event)


class Roads:
    """All of them. Relays live as long as the addresses behind them."""

    def __init__(self) -> None:
        self._roads: dict[str, Road] = {}
        self._relays: dict[str, tuple[str, asyncio.Task[None]]] = {}
        self._passing: set[asyncio.Task[None]] = set()

    def to(self, service: str) -> Road:
        """The way to a service, to be made worse or better."""
        return self._roads.setdefault(service, Road())

    def heal(self) -> None:
        """All ways are as they should be."""
        for road in self._roads.values():
            road.delay, road.torn, road.closed = 0.0, False, False
            road.opened.set()

    def through(self, addresses: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """The same addresses, each behind a relay."""
        found = {name: [self._relayed(name, url) for url in urls] for name, urls in addresses.items()}
        known = {url for urls in addresses.values() for url in urls}
        for gone in [url for url in self._relays if url not in known]:
            self._relays.pop(gone)[1].cancel()
        return found

    async def close(self) -> None:
        """Ends all relays, and what passes through them."""
        tasks = [*(task for _, task in self._relays.values()), *self._passing]
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _relayed(self, service: str, url: str) -> str:
        if url not in self._relays:
            parts = urlsplit(url)
            own = listening()
            behind = urlunsplit(parts._replace(netloc=f"127.0.0.1:{own.getsockname()[1]}"))
            task = asyncio.create_task(self._relay(own, self.to(service), parts.hostname or "", parts.port or 80))
            self._relays[url] = behind, task
        return self._relays[url][0]

    async def _relay(self, own: Any, road: Road, host: str, port: int) -> None:
        async def passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            self._passing.add(task)
            try:
                await _pass(reader, writer, road, host, port)
            finally:
                self._passing.discard(task)

        async with await asyncio.start_server(passed, sock=own) as server:
            await server.serve_forever()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, road: Road, host: str, port: int) -> None:
    """One connection, from its beginning to its end."""
    try:
        await _open(road)
        try:
            inner, outer = await asyncio.open_connection(host, port)
        except OSError:
            writer.transport.abort()  # nobody is there: whoever calls hears it at once, as he would without a relay
            return
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_carry(reader, outer, road))
                both.create_task(_carry(inner, writer, road))
        finally:
            outer.close()
    except* (OSError, _Torn):
        writer.transport.abort()
    finally:
        writer.close()


class _Torn(Exception):
    """The connection breaks off."""


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, road: Road) -> None:
    while data := await reader.read(_CHUNK):
        if road.delay:
            await asyncio.sleep(road.delay)
        await _open(road)
        if road.torn and random.random() < _TORN:
            raise _Torn
        writer.write(data)
        await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.write_eof()


async def _open(road: Road) -> None:
    """Waits while nothing gets through."""
    while road.closed:
        road.opened.clear()
        await road.opened.wait()
