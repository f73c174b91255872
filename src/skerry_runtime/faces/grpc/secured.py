"""gRPC behind certificates: the door of REST stands before it too, since gRPC's own TLS does not say whom it has refused, and why.

Behind the door a connection goes on in the clear, over a Unix socket in a folder that only this user can open, under a name of its own:
by that a call tells whose it is.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from time import time

from skerry_runtime.identity import Door, Identity, Peer, peer_of

_LONGEST = 600.0  # seconds
_SPOKEN = "h2"  # what is agreed on in the handshake (ALPN): clients of gRPC insist on it
_CHUNK = 65_536  # bytes


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is at the other end of a connection, and from which address."""

    peer: Peer
    address: str


class Entrance:
    """The way of one server: a listening socket that is not blocking, the door, and the socket within at which the server listens."""

    def __init__(self, listening: socket.socket, identity: Identity) -> None:
        self._listening, self._folder, self._names = listening, Path(mkdtemp(prefix="skerry-grpc-")), count()
        self._guests: dict[str, Guest] = {}
        self._passing: set[asyncio.Task[None]] = set()
        self._door = Door(listening, identity, self._protocol, _SPOKEN)

    @property
    def within(self) -> str:
        """Where the server has to listen, as gRPC writes it."""
        return f"unix:{self._folder / 'server'}"

    def open(self) -> None:
        """Takes connections from now on."""
        self._door.open()

    def guest(self, name: str) -> Guest | None:
        """Whose connection it is that gRPC calls so; None for one that did not come through the door, or has ended."""
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

    def _protocol(self) -> asyncio.Protocol:
        reader = asyncio.StreamReader()
        return asyncio.StreamReaderProtocol(reader, self._let_in)

    def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._pass(reader, writer))
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carries a connection until either end has closed it."""
        address, name = writer.get_extra_info("peername")[0], f"{next(self._names)}"
        self._guests[name] = Guest(peer_of(writer.transport), address)
        try:
            with suppress(OSError):
                near, to = await self._led(name)
                both = [asyncio.ensure_future(each) for each in (_copied(reader, to), _copied(near, writer))]
                try:
                    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for each in both:
                        each.cancel()
                    to.close()
        finally:
            del self._guests[name]
            writer.close()

    async def _led(self, name: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to the server, which knows it by this name."""
        path = self._folder / name
        found = socket.socket(socket.AF_UNIX)
        try:
            found.setblocking(False)
            found.bind(str(path))
            path.unlink()  # the name stays with the connection
            await asyncio.get_running_loop().sock_connect(found, str(self._folder / "server"))
            return await asyncio.open_unix_connection(sock=found)
        except BaseException:
            found.close()
            raise


def lasting(identity: Identity) -> int:
    """How long a connection is kept, in milliseconds: who comes back shows the certificate that it has then."""
    return int(1000 * max(1.0, min(_LONGEST, (identity.until - time()) / 4)))


async def _copied(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(_CHUNK):
            target.write(data)
            await target.drain()
