"""Requests per second through each gateway beside a direct call: medians of five rounds in one run.

`python -m benchmarks.gateway [seconds]`. Behind all of them stands the same service, which answers at once with 330 bytes; each gateway
is a process of its own with the configuration of the shop; they take turns in every round. The load is 16 kept connections on the same
machine, so the processor time of the gateway for a request says more than requests per second. Traces are off.
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

from benchmarks.measure import processor
from skerry.generate.gateway import gateway
from skerry.generate.generator import Asked
from skerry.model.load import load
from skerry.run.parts.envoy import Envoy, installed
from skerry.run.parts.gateway import Gateway
from skerry.run.parts.program import ProgramPart
from skerry.run.place import Place

CONNECTIONS = 16
ROUNDS = 5
PATH = "/v2/orders/0defdaa0-d49e-5461-a7dd-63aec21be185"
BODY = json.dumps({"id": "0defdaa0-d49e-5461-a7dd-63aec21be185", "items": [{"price": "1.00"}] * 14}).encode()
SHOP = Path(__file__).parents[1] / "examples" / "shop"
SERVICE = f"""
import asyncio, uvloop
ANSWER = b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: {len(BODY)}\\r\\n\\r\\n" + {BODY!r}
class Service(asyncio.Protocol):
    def connection_made(self, transport): self.transport, self.got = transport, b""
    def data_received(self, data):
        self.got += data
        while b"\\r\\n\\r\\n" in self.got:
            _, _, self.got = self.got.partition(b"\\r\\n\\r\\n")
            self.transport.write(ANSWER)
async def main():
    server = await asyncio.get_running_loop().create_server(Service, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
uvloop.run(main())
"""


def _memory(pid: int) -> float:
    """MB in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def _load(port: int, seconds: float) -> list[float]:
    """How long each request took, in seconds."""
    until, took = time.monotonic() + seconds, []
    request = f"GET {PATH} HTTP/1.1\r\nHost: x\r\n\r\n".encode()

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (began := time.monotonic()) < until:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode())
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            took.append(time.monotonic() - began)
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return took


async def _rounds(ports: dict[str, int], pids: dict[str, int], seconds: float) -> dict[str, list[tuple[float, ...]]]:
    found: dict[str, list[tuple[float, ...]]] = {}
    for port in ports.values():
        await _load(port, 0.5)
    for _ in range(ROUNDS):
        for name, port in ports.items():
            before, began = processor(pids[name]), time.monotonic()
            took = sorted(await _load(port, seconds))
            rate = len(took) / (time.monotonic() - began)
            spent = (processor(pids[name]) - before) / len(took) * 1000
            found.setdefault(name, []).append(
                (rate, spent, took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000)
            )
    return found


async def _measured(folder: Path, service: subprocess.Popen[str], seconds: float) -> None:
    assert service.stdout is not None
    port = int(service.stdout.readline())
    (tree,) = gateway(load(SHOP).system, Asked()).trees
    for name, text in tree.files.items():
        # without the limit of 120 requests a second that the shop has
        unlimited = text.replace('"limit": 7200', '"limit": 999999999').replace(": 7200", ": 999999999")
        (folder / name).write_text(unlimited)
    parts: dict[str, ProgramPart] = {}
    for name in ("python", "envoy") if installed() else ("python",):
        place = Place(folder / name)
        place.make()
        place.register({"order-service": [f"http://127.0.0.1:{port}"]})
        made = (
            Envoy(folder / "envoy.json", place, 0, "")
            if name == "envoy"
            else Gateway(folder / "gateway.json", place, 0, "")
        )
        began = time.monotonic()
        await made.start()
        print(f"{name} is ready after {time.monotonic() - began:.2f} s, with {_memory(made.pid):.0f} MB")
        parts[name] = made
    try:
        ports = {"direct": port, **{name: int(part.url.rpartition(":")[2]) for name, part in parts.items()}}
        pids = {"direct": service.pid, **{name: part.pid for name, part in parts.items()}}
        _print(await _rounds(ports, pids, seconds), pids, seconds)
    finally:
        for part in parts.values():
            await part.stop()


def _print(found: dict[str, list[tuple[float, ...]]], pids: dict[str, int], seconds: float) -> None:
    print(
        f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {CONNECTIONS} connections, {seconds:g} s a round"
    )
    print("         requests/s   of direct (each round)                CPU ms   p50 ms   p99 ms       MB")
    for name, rounds in found.items():
        ratios = sorted(each[0] / direct[0] for each, direct in zip(rounds, found["direct"], strict=True))
        rate, spent, half, most = (statistics.median(each[at] for each in rounds) for at in range(4))
        said = " ".join(f"{each:.2f}" for each in ratios)
        times = f"{spent:8.3f} {half:8.2f} {most:8.2f} {_memory(pids[name]):8.0f}"
        print(f"{name:8} {rate:10.0f}   {statistics.median(ratios):.2f} ({said})    {times}")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    service = subprocess.Popen([sys.executable, "-c", SERVICE], stdout=subprocess.PIPE, text=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_measured(Path(folder), service, seconds))
    finally:
        service.kill()


if __name__ == "__main__":
    main()
