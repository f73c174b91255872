"""The socket by which other commands ask a running system: one JSON object a line, one answer each."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

Object = dict[str, Any]
Handler = Callable[[Object], Awaitable[Object]]
_LONGEST = 16 * 1024 * 1024


class NotRunning(Exception):
    """No such system runs."""


async def serve(path: Path, handler: Handler) -> asyncio.Server:
    """Answers on the socket; only its owner can open it."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
            while line := await reader.readline():
                writer.write(json.dumps(await _answer(handler, line)).encode() + b"\n")
                await writer.drain()
        writer.close()

    path.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(connected, path, limit=_LONGEST)
    path.chmod(0o600)
    return server


async def _answer(handler: Handler, line: bytes) -> Object:
    try:
        asked = json.loads(line)
    except ValueError as error:
        return {"error": f"this is no JSON: {error}"}
    try:
        return await handler(asked)
    except Exception as error:  # the asker is told; the system goes on
        return {"error": f"{error}" or type(error).__name__}


def ask(path: Path, asked: Object, timeout: float = 120.0) -> Object:
    """Asks a running system.

    Raises:
        NotRunning: nobody answers there.
    """
    with socket.socket(socket.AF_UNIX) as channel:
        channel.settimeout(timeout)
        try:
            channel.connect(str(path))
            channel.sendall(json.dumps(asked).encode() + b"\n")
            with channel.makefile("rb") as stream:
                line = stream.readline()
        except (FileNotFoundError, ConnectionError) as error:
            raise NotRunning("nothing runs here: start it with `skerry run`") from error
    if not line:
        raise NotRunning("the system ended while it was asked")
    found: Object = json.loads(line)
    return found
