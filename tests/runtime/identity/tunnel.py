"""A way through TLS for clients that know names of hosts alone: they speak plainly, and what they say is shown a certificate for."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from pathlib import Path

from tests.runtime.gateway.stage import Loop

from skerry_runtime.identity import SpiffeId, contexts
from skerry_runtime.identity.files import Files


class Tunnel:
    """Takes plain connections, and opens each with the certificate in `shown`, or with none; `spoken` is agreed on (ALPN).

    `meant` is the SPIFFE ID of whoever has to be at the other end.
    """

    def __init__(self, loop: Loop, port: int, shown: Path | None, meant: str, spoken: str = "h2") -> None:
        self._loop, self._port = loop, port
        self._context = contexts.client(Files.within(shown), SpiffeId.of(meant)) if shown else _nobody()
        if spoken:
            self._context.set_alpn_protocols([spoken])
        self.serials: list[str] = []
        self._open: set[asyncio.StreamWriter] = set()

    def __enter__(self) -> int:
        self._server = self._loop.call(asyncio.start_server(self._carry, "127.0.0.1", 0))
        return int(self._server.sockets[0].getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._loop.call(self._closed())

    async def _closed(self) -> None:
        self._server.close()
        for each in self._open:
            each.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            far, to = await asyncio.open_connection("127.0.0.1", self._port, ssl=self._context, server_hostname="")
            self._open.update((writer, to))
            self.serials.append(to.get_extra_info("peercert").get("serialNumber", ""))
            await asyncio.gather(_copied(reader, to), _copied(far, writer))
        writer.close()


async def _copied(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65_536):
            target.write(data)
            await target.drain()
    target.close()


def _nobody() -> ssl.SSLContext:
    """For a client that shows no certificate, and speaks to anybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
