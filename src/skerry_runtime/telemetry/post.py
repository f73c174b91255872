"""A thread that posts what is offered to it, in batches, over one HTTP connection that it keeps; it never makes the caller wait."""

from __future__ import annotations

import http.client
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

_BATCH = 512
_EVERY = 0.25
_TIMEOUT = 5.0
_PAUSE = 5.0


class Post:
    """Posts to `endpoint` what `offer` is given. Of what has not been sent at most `limit` items are kept; more is dropped and counted."""

    def __init__(self, endpoint: str, limit: int = 20_000) -> None:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"OTEL_EXPORTER_OTLP_ENDPOINT is {endpoint!r}; expected http://HOST:PORT")
        self._parts = parts
        self._queues: dict[str, tuple[deque[Any], Callable[[Sequence[Any]], bytes]]] = {}
        self._limit = limit
        self._wake, self._idle = threading.Event(), threading.Event()
        self._closing = False
        self._connection: http.client.HTTPConnection | None = None
        self._thread = threading.Thread(target=self._run, name="skerry-otlp", daemon=True)
        self.dropped = 0
        self.sent = 0

    def kind(self, path: str, encode: Callable[[Sequence[Any]], bytes]) -> Callable[[Any], None]:
        """What posts items of one kind to a path of the endpoint, encoded a batch at a time."""
        queue: deque[Any] = deque()
        self._queues[self._parts.path.rstrip("/") + path] = (queue, encode)

        def offer(item: Any) -> None:
            if len(queue) >= self._limit or self._closing:
                self.dropped += 1
                return
            queue.append(item)
            if len(queue) == _BATCH:
                self._wake.set()

        return offer

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def _run(self) -> None:
        while True:
            self._wake.wait(_EVERY)
            self._wake.clear()
            self._idle.clear()
            fine = all([self._send(path, queue, encode) for path, (queue, encode) in self._queues.items()])
            self._idle.set()
            if self._closing:
                break
            if not fine:
                self._pause()
        self._drop_connection()

    def _pause(self) -> None:
        """Nobody was there, or did not want it: waits a while, unless it is closed meanwhile."""
        end = time.monotonic() + _PAUSE
        while not self._closing and time.monotonic() < end:
            self._wake.wait(0.1)

    def _send(self, path: str, queue: deque[Any], encode: Callable[[Sequence[Any]], bytes]) -> bool:
        while queue:
            batch = [queue.popleft() for _ in range(min(_BATCH, len(queue)))]
            try:
                status = self._posted(path, encode(batch))
            except (OSError, http.client.HTTPException):
                self._drop_connection()
                status = 0
            if 200 <= status < 300:
                self.sent += len(batch)
            elif status in (0, 429, 502, 503, 504) and len(queue) + len(batch) <= self._limit and not self._closing:
                queue.extendleft(reversed(batch))
                return False
            else:
                self.dropped += len(batch)
        return True

    def _posted(self, path: str, body: bytes) -> int:
        if self._connection is None:
            made = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
            self._connection = made(self._parts.hostname or "", self._parts.port, timeout=_TIMEOUT)
        self._connection.request("POST", path, body, {"Content-Type": "application/x-protobuf"})
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def flush(self, seconds: float = 2.0) -> bool:
        """Waits, at most so long, until all that was offered has been sent; says whether it was."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._wake.set()
            if not self._anything() and self._idle.wait(0.05) and not self._anything() and self._idle.is_set():
                return True
            time.sleep(0.005)
        return False

    def _anything(self) -> bool:
        return any(queue for queue, _ in self._queues.values())

    def close(self, seconds: float = 2.0) -> None:
        """Sends what is left, at most for so long, and ends the thread."""
        self.flush(seconds)
        self._closing = True
        self._wake.set()
        self._thread.join(seconds + _TIMEOUT)
