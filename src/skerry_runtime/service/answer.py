"""An answer, ready to be sent, stored, and sent again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers that belong to it, and body; an ASGI application that sends them."""

    status: int
    headers: Headers
    body: bytes = b""

    def with_headers(self, *headers: tuple[str, str]) -> Answer:
        """The same with further headers."""
        return replace(self, headers=(*self.headers, *headers))

    def header(self, name: str) -> str:
        """The value of a header, '' where it is missing."""
        return next((value for known, value in self.headers if known == name), "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in self.headers]
        if self.status not in (204, 304):
            headers.append((b"content-length", str(len(self.body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


class Reply(Response):
    """An answer, as FastAPI wants it."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.status_code, self.background = answer, answer.status, None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        await self.answer(scope, receive, send)
