"""Requests per second of a service of the runtime against bare FastAPI with the same store access: medians of five rounds.

`python -m benchmarks.service [seconds]`. Four servers, taking turns in every round, each a process with uvloop and httptools:
- `ours`: the runtime with everything it promises. A POST looks for its key, then stores the order, the answer, and an event.
- `bare`: FastAPI and pydantic, nothing else, with the same access to the same store.
- `order`: the same, but a POST stores the order alone: what the promises cost.
- `plain`: that as one would write it with SQLAlchemy's asyncio extension and aiosqlite.
The load is 16 kept connections on the same machine, so the processor time of the server for a request says more than requests per second.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from benchmarks.measure import processor
from benchmarks.service_apps import BODY, KINDS

CONNECTIONS = 16
ROUNDS = 5
TURNS = 8


class _Server:
    def __init__(self, kind: str, folder: Path) -> None:
        ready = folder / f"{kind}.port"
        surroundings = {
            **os.environ,
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/{kind}.db",
            "SKERRY_READY": str(ready),
        }
        arguments = [sys.executable, "-m", "benchmarks.service_apps", kind]
        self.process = subprocess.Popen(arguments, env={**surroundings, "SKERRY_PORT": "0"}, stderr=subprocess.DEVNULL)
        while not ready.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"{kind} did not start")
            time.sleep(0.05)
        self.port = int(ready.read_text())

    def cpu(self) -> float:
        """Seconds of processor time."""
        return processor(self.process.pid)


async def _load(port: int, post: bool, seconds: float, path: str) -> tuple[int, int]:
    until, counts = time.monotonic() + seconds, [0, 0]

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < until:
            writer.write(_request(post, path))
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            counts[head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201"))] += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return counts[1], counts[0]


def _request(post: bool, path: str) -> bytes:
    if not post:
        return f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    head = f"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nIdempotency-Key: {uuid4()}\r\n"
    return f"{head}Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY


async def _made(port: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_request(True, ""))
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    found = json.loads(await reader.readexactly(length))
    writer.close()
    return f"/v1/orders/{found['id']}"


def _measured(server: _Server, post: bool, seconds: float, path: str) -> tuple[int, float, float]:
    """Requests, seconds, and seconds of the server's processor time."""
    before, began = server.cpu(), time.monotonic()
    good, bad = asyncio.run(_load(server.port, post, seconds, path))
    if bad:
        raise RuntimeError(f"{bad} requests failed")
    return good, time.monotonic() - began, server.cpu() - before


def _round(
    servers: dict[str, _Server], post: bool, seconds: float, paths: dict[str, str]
) -> dict[str, tuple[float, float]]:
    """Requests per second and milliseconds of processor time for each; turns are short, so that all see the same machine."""
    sums = {kind: (0, 0.0, 0.0) for kind in servers}
    for _ in range(TURNS):
        for kind, server in servers.items():
            measured = _measured(server, post, seconds / TURNS, paths[kind])
            sums[kind] = (sums[kind][0] + measured[0], sums[kind][1] + measured[1], sums[kind][2] + measured[2])
    return {kind: (good / wall, cpu / good * 1000) for kind, (good, wall, cpu) in sums.items()}


def main(seconds: float = 3.0) -> None:
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        servers = {kind: _Server(kind, Path(folder)) for kind in KINDS}
        try:
            paths = {kind: asyncio.run(_made(server.port)) for kind, server in servers.items()}
            for kind, server in servers.items():
                _measured(server, False, 0.5, paths[kind])
                _measured(server, True, 0.5, paths[kind])
            for _ in range(ROUNDS):
                for what, post in (("GET", False), ("POST", True)):
                    for kind, measured in _round(servers, post, seconds, paths).items():
                        found.setdefault((what, kind), []).append(measured)
        finally:
            for server in servers.values():
                server.process.kill()
    print(
        f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {CONNECTIONS} connections, {seconds:g} s a round"
    )
    print("         requests/s   CPU ms   of bare: requests/s (each round)          CPU")
    for (what, kind), rounds in found.items():
        bare = found[what, "bare"]
        rates = [a[0] / b[0] for a, b in zip(rounds, bare, strict=True)]
        cpu = statistics.median(b[1] / a[1] for a, b in zip(rounds, bare, strict=True))
        said = " ".join(f"{each:.2f}" for each in sorted(rates))
        rate, ms = (statistics.median(each[at] for each in rounds) for at in (0, 1))
        print(f"{what:4} {kind:6} {rate:8.0f} {ms:8.3f}   {statistics.median(rates):.2f} ({said})   {cpu:.2f}")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
