"""Requests per second of one service over REST and over gRPC: medians of five rounds in one run.

`python -m benchmarks faces`. The warehouse of the shop runs as a process of its own, on SQLite. The faces take turns in every round; each
is asked by 16 callers at a time on the same machine, so the processor time of the server for a request says more than requests per
second (a caller of gRPC in Python takes as much of it as the server does). A call of either kind is one operation, with all that is
promised of it; each movement is of another product, so that none waits for another. Beside them stands a server of gRPC that does nothing.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import grpc

from benchmarks.measure import processor
from skerry_runtime.faces.grpc.testing import Spoken

CALLERS = 16
ROUNDS = 5
SECONDS = 3.0
SOURCE = Path(__file__).parents[1] / "examples/shop/services/inventory-service/src"
PACKAGE = SOURCE / "inventory_service"
NAME = "shop.inventory.v1.InventoryService"
Ask = Callable[[], Awaitable[None]]


class _Server:
    def __init__(self, folder: Path) -> None:
        ready = folder / "ready"
        told = {
            **os.environ, "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/a.db", "SKERRY_PORT": "0", "SKERRY_GRPC_PORT": "0",
            "SKERRY_TRUST": "off",
            "SKERRY_READY": str(ready), "PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}:{SOURCE}",
        }  # fmt: skip
        command = [sys.executable, "-m", "inventory_service"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, env=told, cwd=folder, stderr=quiet, stdout=quiet)
        while not ready.exists():
            if self.process.poll() is not None:
                raise RuntimeError("the service did not start")
            time.sleep(0.05)
        rest, spoken = ready.read_text().splitlines()
        self.rest, self.grpc = int(rest), int(spoken.split()[1])


async def _asked(ask: Ask) -> int:
    """How often it was answered in the time."""
    until, count = time.monotonic() + SECONDS, 0

    async def one() -> None:
        nonlocal count
        while time.monotonic() < until:
            await ask()
            count += 1

    await asyncio.gather(*(one() for _ in range(CALLERS)))
    return count


async def _measured(server: _Server, bare: subprocess.Popen[str]) -> dict[str, list[tuple[float, float]]]:
    product, warehouse = str(uuid4()), str(uuid4())
    move = {"warehouseId": warehouse, "quantity": 1}
    base = f"http://127.0.0.1:{server.rest}/v1/items"
    found: dict[str, list[tuple[float, float]]] = {}
    with Spoken(port=server.grpc, folder=PACKAGE) as spoken:
        spoken.call("v1", "move", {"productId": product, **move}, str(uuid4()))
        reading = spoken.request("v1", "stock", {"productId": product})
        async with (
            aiohttp.ClientSession(raise_for_status=True) as session,
            grpc.aio.insecure_channel(f"127.0.0.1:{server.grpc}") as channel,
            grpc.aio.insecure_channel(f"127.0.0.1:{bare.stdout.readline().strip()}") as nowhere,
        ):
            nothing = nowhere.unary_unary("/bare/Nothing")
            stock, moved = channel.unary_unary(f"/{NAME}/Stock"), channel.unary_unary(f"/{NAME}/Move")

            async def get() -> None:
                async with session.get(f"{base}/{product}") as answer:
                    await answer.read()

            async def post() -> None:
                told = {"Idempotency-Key": str(uuid4())}
                async with session.post(f"{base}/{uuid4()}/movements", json=move, headers=told) as answer:
                    await answer.read()

            async def call_stock() -> None:
                await stock(reading)

            async def call_nothing() -> None:
                await nothing(reading)

            async def call_move() -> None:
                writing = spoken.request("v1", "move", {"productId": str(uuid4()), **move})
                await moved(writing, metadata=(("idempotency-key", str(uuid4())),))

            kinds: dict[str, Any] = {
                "stock over REST": get, "stock over gRPC": call_stock, "nothing over gRPC": call_nothing, "move over REST": post,
                "move over gRPC": call_move,
            }  # fmt: skip
            for _ in range(ROUNDS):
                for name, ask in kinds.items():
                    pid = (bare if ask is call_nothing else server.process).pid
                    before = processor(pid)
                    count = await _asked(ask)
                    found.setdefault(name, []).append((count / SECONDS, (processor(pid) - before) * 1000 / count))
    return found


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        server = _Server(Path(folder))
        bare = subprocess.Popen([sys.executable, "-m", "benchmarks.faces_bare"], stdout=subprocess.PIPE, text=True)
        try:
            found = asyncio.run(_measured(server, bare))
        finally:
            for each in (server.process, bare):
                each.kill()
                each.wait()
    print("| | requests/s | server, ms for each |\n| --- | --- | --- |")
    for name, rounds in found.items():
        rate, cpu = (statistics.median(each[at] for each in rounds) for at in (0, 1))
        print(f"| {name} | {rate:.0f} | {cpu:.3f} |")


if __name__ == "__main__":
    main()
