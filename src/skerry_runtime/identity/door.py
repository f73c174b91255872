"""The door of a server: who connects shows a certificate first, and only then is there a connection; who is refused is logged."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from time import time
from typing import Any

from skerry_runtime.identity.contexts import reason
from skerry_runtime.identity.files import IdentityError
from skerry_runtime.identity.identity import Identity
from skerry_runtime.identity.peer import Peer
from skerry_runtime.identity.spiffe import certified

log = logging.getLogger("skerry.identity")
_PATIENCE = 5.0  # seconds that a handshake may take
_PAUSE = 0.2  # seconds, where no connection can be taken: there are no descriptors left


class Door:
    """Takes the connections of a listening socket, which is not blocking. `within` makes the protocol of one; `spoken` is what both
    ends have to agree on (ALPN), '' for HTTP/1, which needs no agreement.

    Every connection is opened with the certificate of its moment, which is why no TLS server of the event loop stands here.
    """

    def __init__(
        self, listening: socket.socket, identity: Identity, within: Callable[[], asyncio.Protocol], spoken: str = ""
    ) -> None:
        self._listening, self._identity, self._within, self._spoken = listening, identity, within, spoken
        self._taking: asyncio.Task[None] | None = None
        self._handshakes: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """From now on."""
        self._taking = asyncio.get_running_loop().create_task(self._take())

    async def close(self) -> None:
        """Takes nobody any more; open connections go on."""
        if self._taking:
            self._taking.cancel()
            with suppress(asyncio.CancelledError):
                await self._taking
        for each in self._handshakes:
            each.cancel()
        await asyncio.gather(*self._handshakes, return_exceptions=True)

    async def _take(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connected, address = await loop.sock_accept(self._listening)
            except OSError as error:
                log.error("no connection can be taken: %s", error.strerror or error)
                await asyncio.sleep(_PAUSE)
                continue
            task = loop.create_task(self._admit(connected, address))
            self._handshakes.add(task)
            task.add_done_callback(self._handshakes.discard)

    async def _admit(self, connected: socket.socket, address: Any) -> None:
        connected.setblocking(False)
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                self._within, connected, ssl=self._identity.server(self._spoken), ssl_handshake_timeout=_PATIENCE
            )
        except (OSError, IdentityError) as error:
            connected.close()
            _refused(address, error)
        except asyncio.CancelledError:
            connected.close()
            raise


def peer_of(transport: asyncio.BaseTransport) -> Peer:
    """Who is at the other end of a connection that a door has let in."""
    certificate = transport.get_extra_info("ssl_object").getpeercert()
    found, now = certified(certificate), time()
    until = float(ssl.cert_time_to_seconds(certificate["notAfter"]))
    return Peer(str(found), found.service, now + (until - now) / 2, until)


def _refused(address: Any, error: Exception) -> None:
    """For the log, and for whoever listens to it: `extra` has the fields."""
    who, port, *_ = address
    said = reason(error)
    told = {
        "event": "handshake-refused",
        "peer": f"{who}:{port}",
        "peer_address": who,
        "peer_port": port,
        "reason": said,
    }
    log.warning("refused a handshake of %s:%s: %s", who, port, said, extra=told)
