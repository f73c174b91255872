"""Runs the service of these tests as a process of its own, and talks HTTP to it."""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

FOLDER = Path(__file__).with_name("orders")
LIMIT = 120.0  # seconds: a slow, loaded machine
CUSTOMER = "6bac0e8a-888e-5862-8e3f-57f4e52d3ea9"
ITEM = {"productId": CUSTOMER, "quantity": 2, "price": {"amount": "1.50", "currency": "EUR"}}
ORDER: dict[str, Any] = {"customerId": CUSTOMER, "items": [ITEM], "shipTo": {"street": "s", "city": "c"}}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        """The kind of a problem."""
        assert self.headers["content-type"] == "application/problem+json", self
        assert self.json["status"] == self.status
        return str(self.json["type"]).rpartition("/")[2]


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    port: int
    log: Path
    url: str = ""
    plain: int = 0  # the port of a listener for whoever has no certificate
    _kept: dict[str, Any] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, /, **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("content-type", "application/json")
        connection.request(method, path, data, sent)
        answer = connection.getresponse()
        found = Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()
        return found

    def place(self, key: str = "", /, **more: Any) -> Reply:
        return self.ask("POST", "/v2/orders", {**ORDER, **more}, idempotency_key=key or str(uuid4()))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LIMIT)


@contextlib.contextmanager
def running(url: str, folder: Path, **environment: str) -> Iterator[Running]:
    process = spawn(url, folder, **environment)
    try:
        yield process
    finally:
        process.process.kill()
        process.process.wait(LIMIT)


def spawn(url: str, folder: Path, **environment: str) -> Running:
    """Starts it, and waits until it is ready."""
    return begin(url, folder, **environment)()


def begin(url: str, folder: Path, **environment: str) -> Callable[[], Running]:
    """Starts it; what is returned waits until it is ready. It dies with the thread that calls this."""
    name = uuid4().hex
    ready, log = folder / f"{name}.port", folder / f"{name}.log"
    surroundings = {**os.environ, "DATABASE_URL": url, "SKERRY_PORT": "0", "SKERRY_READY": str(ready), **environment}
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "skerry_runtime.service", str(FOLDER)],
            env=surroundings, stderr=stderr, stdout=stderr, preexec_fn=_dies_with_parent,  # noqa: PLW1509 - one call of the C library
        )  # fmt: skip

    def waited() -> Running:
        until = time.monotonic() + LIMIT
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                raise RuntimeError(f"exit {process.wait()}: {log.read_text()}")
            time.sleep(0.02)
        port, *lines = ready.read_text().splitlines()
        further = dict(map(str.split, lines))
        return Running(process, int(port), log, url, int(further.get("plain", 0)))

    return waited


def _dies_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
