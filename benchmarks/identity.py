"""What certificates cost between services: a service of the shop without and with mTLS, the same requests.

`python -m benchmarks identity`. Medians of five rounds of three seconds in which both take turns: requests a second on 16 kept connections,
and processor time of the service for each; then new connections, one request on each, and processor time of service and caller for one.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import processor
from skerry_runtime.identity import contexts
from skerry_runtime.identity.authority import Authority
from skerry_runtime.identity.files import Files
from skerry_runtime.identity.spiffe import SpiffeId

CONNECTIONS, ROUNDS, SECONDS = 16, 5, 3.0
SERVICE = Path(__file__).parents[1] / "examples/shop/services/catalog-service"
REQUEST = b"GET /v1/categories HTTP/1.1\r\nHost: x\r\n\r\n"
MEANT = SpiffeId("shop.local", "shop", "catalog-service")


@dataclass(frozen=True, slots=True)
class Way:
    """A running service, and how it is reached."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    tls: ssl.SSLContext | None

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        named: dict[str, Any] = {"ssl": self.tls, "server_hostname": ""} if self.tls else {}
        return await asyncio.open_connection("127.0.0.1", self.port, **named)


def _memory(pid: int) -> float:
    """MB in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def _asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(REQUEST)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode())
    await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]))


async def _kept(way: Way, seconds: float) -> tuple[float, float]:
    """Requests a second, and milliseconds of the service's processor for each."""
    until, count = time.monotonic() + seconds, 0

    async def one() -> None:
        nonlocal count
        reader, writer = await way.connected()
        while time.monotonic() < until:
            await _asked(reader, writer)
            count += 1
        writer.close()

    before, began = processor(way.process.pid), time.monotonic()
    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return count / (time.monotonic() - began), (processor(way.process.pid) - before) / count * 1000


async def _new(way: Way, seconds: float) -> tuple[float, float, float]:
    """Milliseconds for a connection and a request on it; of them on the service's processor, and on the caller's."""
    until, count = time.monotonic() + seconds, 0
    before, own, began = processor(way.process.pid), time.process_time(), time.monotonic()
    while time.monotonic() < until:
        reader, writer = await way.connected()
        await _asked(reader, writer)
        writer.transport.abort()
        count += 1
    spent = (time.monotonic() - began, processor(way.process.pid) - before, time.process_time() - own)
    return spent[0] / count * 1000, spent[1] / count * 1000, spent[2] / count * 1000


def _started(folder: Path, name: str, identity: Path | None, tls: ssl.SSLContext | None) -> Way:
    ready = folder / f"{name}.port"
    told = {
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/{name}.db", "SKERRY_BUS": f"sqlite:///{folder}/{name}-bus.db",
        "SKERRY_PORT": "0", "SKERRY_READY": str(ready), "SKERRY_TRUST": "off", **({"SKERRY_IDENTITY": str(identity)} if identity else {}),
    }  # fmt: skip
    command = [sys.executable, "-m", "skerry_runtime.service", str(SERVICE)]
    process = subprocess.Popen(command, env={**os.environ, **told}, stderr=subprocess.DEVNULL)
    while not ready.exists():
        if process.poll() is not None:
            raise RuntimeError(f"the service ended with {process.returncode}")
        time.sleep(0.05)
    return Way(name, process, int(ready.read_text()), tls)


async def _measured(ways: list[Way]) -> None:
    kept: dict[str, list[tuple[float, float]]] = {}
    new: dict[str, list[tuple[float, float, float]]] = {}
    for way in ways:
        await _kept(way, 0.5)
    for _ in range(ROUNDS):
        for way in ways:
            kept.setdefault(way.name, []).append(await _kept(way, SECONDS))
            new.setdefault(way.name, []).append(await _new(way, SECONDS / 2))
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {CONNECTIONS} kept connections")
    print("          requests/s   CPU ms each   new connection: ms   CPU ms service   CPU ms caller       MB")
    for way in ways:
        rate, spent = (statistics.median(each[at] for each in kept[way.name]) for at in range(2))
        took, theirs, ours = (statistics.median(each[at] for each in new[way.name]) for at in range(3))
        memory = _memory(way.process.pid)
        print(f"{way.name:8} {rate:11.0f} {spent:13.3f} {took:20.2f} {theirs:16.2f} {ours:15.2f} {memory:8.0f}")
    print(f"kept, with mTLS of plain: {_share(kept):.2f} of the requests")


def _share(kept: dict[str, list[tuple[float, float]]]) -> float:
    return statistics.median(with_[0] / plain[0] for with_, plain in zip(kept["mTLS"], kept["plain"], strict=True))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, ways = Path(name), list[Way]()
        Authority(folder / "identity", MEANT.trust, MEANT.namespace).issue(["catalog-service", "order-service"])
        tls = contexts.client(Files.within(folder / "identity" / "order-service"), MEANT)
        try:
            ways.append(_started(folder, "plain", None, None))
            ways.append(_started(folder, "mTLS", folder / "identity" / "catalog-service", tls))
            asyncio.run(_measured(ways))
        finally:
            for each in ways:
                each.process.kill()
                each.process.wait()


if __name__ == "__main__":
    main()
