"""HTTP/1.1 as bytes on a socket: what a client library would not send has to be sent here."""

from __future__ import annotations

import contextlib
import json
import re
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Headers = dict[str, str] | list[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(url: str, method: str, path: str, headers: Headers = (), body: bytes = b"") -> Answer:  # type: ignore[assignment]
    """One request on a connection of its own."""
    given = list(headers.items()) if isinstance(headers, dict) else list(headers)
    if body and not any(name.lower() in ("content-length", "transfer-encoding") for name, _ in given):
        given.append(("Content-Length", str(len(body))))
    given = [("Host", "shop.example"), ("Connection", "close"), *given]
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in given) + "\r\n"
    return raw(url, head.encode("latin-1") + body)


def raw(url: str, data: bytes) -> Answer:
    """Sends these bytes, and reads the answer, which may end with the connection."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        with contextlib.suppress(OSError):  # it may answer and close before it has read all
            connection.sendall(data)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while not _whole(received) and (chunk := connection.recv(65_536)):
                received += chunk
    return _answer(received)


def chunked(size: int) -> bytes:
    """A body of so many bytes, in chunks that don't say how many there will be."""
    piece = b"x" * 16_384
    whole, rest = divmod(size, len(piece))
    pieces = [piece] * whole + ([piece[:rest]] if rest else [])
    return b"".join(f"{len(each):x}\r\n".encode() + each + b"\r\n" for each in pieces) + b"0\r\n\r\n"


def _whole(received: bytes) -> bool:
    """Whether an answer that says how long it is has come."""
    head, found, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *(\d+)", head.lower())
    return bool(found and length) and len(body) >= int(length[1] if length else 0)


def _answer(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    if not head:
        raise ConnectionError("closed without an answer")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    if any(name.lower() == "transfer-encoding" and value == "chunked" for name, value in headers):
        body = _joined(body)
    return Answer(int(first.split()[1]), headers, body)


def _joined(body: bytes) -> bytes:
    found = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        if not length:
            break
        found, body = found + body[:length], body[length + 2 :]
    return found
