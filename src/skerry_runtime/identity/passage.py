"""The door before a server that has TLS of its own: gRPC's does not say whom it has refused, and why.

Behind the door a connection goes on in the clear, over a Unix socket in a folder that only this user can open, under a name of its own:
by that the server tells whose it is.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from skerry_runtime.identity.door import Door, peer_of
from skerry_runtime.identity.identity import Identity
from skerry_runtime.identity.peer import Peer

log = logging.getLogger("skerry.identity")


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is at the other end of a connection, and from which address."""

    peer: Peer
    address: str


class Passage:
    """The way of one server: a listening socket that is not blocking, the door, and the socket within at which the server listens.

    `spoken` is what both ends agree on in the handshake (ALPN).
    """

    def __init__(self, listening: socket.socket, identity: Identity, spoken: str) -> None:
        self._listening, self._folder, self._names = listening, Path(mkdtemp(prefix="skerry-")), count()
        self._guests: dict[str, Guest] = {}
        self._passing: set[asyncio.Task[None]] = set()
        self._door = Door(listening, identity, self._outer, spoken)

    @property
    def within(self) -> str:
        """Where the server has to listen."""
        return f"unix:{self._folder / 'server'}"

    def open(self) -> None:
        """Takes connections from now on."""
        self._door.open()

    def guest(self, name: str) -> Guest | None:
        """Whose connection it is that the server calls so; None for one that did not come through the door, or has ended."""
        return self._guests.get(name.rpartition("/")[2])

    async def shut(self) -> None:
        """Takes nobody any more; open connections go on."""
        await self._door.close()
        self._listening.close()

    async def close(self) -> None:
        """Ends the connections that are left."""
        for each in self._passing:
            each.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)
        rmtree(self._folder, ignore_errors=True)

    def _outer(self) -> asyncio.Protocol:
        return _Outer(self._let_in)

    def _let_in(self, outer: _Outer) -> None:
        task = asyncio.get_running_loop().create_task(self._pass(outer))
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)

    async def _pass(self, outer: _Outer) -> None:
        """Carries a connection until either end has closed it."""
        name = f"{next(self._names)}"
        address, *_ = outer.transport.get_extra_info("peername") or ("",)  # nobody knows that of one already gone
        self._guests[name] = Guest(peer_of(outer.transport), address)
        try:
            await self._led(outer, name)
            await outer.ended.wait()
        except OSError as error:
            log.error("a connection of %s can't be served: %s", self._guests[name].address, error)
        finally:
            del self._guests[name]
            for each in filter(None, (outer, outer.far)):
                each.transport.close()

    async def _led(self, outer: _Outer, name: str) -> None:
        """A connection to the server, which knows it by this name."""
        path, loop = self._folder / name, asyncio.get_running_loop()
        found = socket.socket(socket.AF_UNIX)
        try:
            found.setblocking(False)
            found.bind(str(path))
            path.unlink()  # the name stays with the connection
            await loop.sock_connect(found, str(self._folder / "server"))
            await loop.create_unix_connection(lambda: _End(outer), sock=found)
        except BaseException:
            found.close()
            raise


class _End(asyncio.Protocol):
    """One end of a passage: what comes in here goes out at the other, no faster than that one takes it."""

    transport: Any  # one of asyncio, or of uvloop, whose are no subclasses of those

    def __init__(self, far: _End | None = None) -> None:
        self.far = far

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """This end, the second, is there as well: the other may go on."""
        assert self.far
        self.transport, self.far.far = transport, self
        self.far.transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        """Some of what is carried."""
        if self.far:
            self.far.transport.write(data)

    def pause_writing(self) -> None:
        """This end takes no more for now."""
        if self.far:
            self.far.transport.pause_reading()

    def resume_writing(self) -> None:
        """It takes more."""
        if self.far:
            self.far.transport.resume_reading()

    def connection_lost(self, error: Exception | None) -> None:
        """It is closed, so the other is as well, once it has written what it had to."""
        if self.far:
            self.far.transport.close()


class _Outer(_End):
    """The end at the door."""

    def __init__(self, opened: Callable[[_Outer], None]) -> None:
        super().__init__()
        self._opened, self.ended = opened, asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody was let in; nothing is read before there is a way on."""
        self.transport = transport
        self.transport.pause_reading()
        self._opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        """He has gone, or was left."""
        super().connection_lost(error)
        self.ended.set()
