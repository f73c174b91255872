"""How long ten services take to start, forked from one process, against ten processes of their own; the whole shop: how soon, how large.

`python -m benchmarks running`. Medians of five rounds in which the ways take turns; ready is who answers `/ready` (or `/`) with 200.
- `forked`: as `skerry run` starts them, the start of the process that they are forked from included.
- `alone`: the same service, each as `python -m customer_service`, which is uvicorn with its imports.
- `bare`: `uvicorn` with a FastAPI application of one route, and nothing else of ours.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

from benchmarks.measure import PYTHON, family, proportional, table
from skerry.run import control
from skerry.run.fleet import Member
from skerry.run.parts.part import Exit, answers
from skerry.run.parts.service import Service
from skerry.run.parts.zygote import Zygote
from skerry.run.place import Place
from skerry.run.process import free_port

SHOP = Path(__file__).parents[1] / "examples" / "shop"
COUNT, ROUNDS, PATIENCE = 10, 5, 120.0
_BARE = (
    "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\nasync def root() -> dict[str, str]:\n    return {}\n"
)
Way = Callable[[Path], Coroutine[None, None, float]]


def main() -> None:
    """Starts, and the shop."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        copy = shutil.ignore_patterns(".skerry", "__pycache__")
        shutil.copytree(SHOP, root / "shop", ignore=copy)
        (root / "bare.py").write_text(_BARE)
        ways: dict[str, Way] = {"forked": _forked, "alone": _alone, "bare": _bare}
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, way in ways.items():
                taken[name].append(asyncio.run(way(root)))
        middle = {name: statistics.median(found) for name, found in taken.items()}
        rows = [
            [f"{COUNT} {name}", f"{middle[name]:.2f} s", f"{min(found):.2f}–{max(found):.2f}", f"{middle['forked'] / middle[name]:.2f}"]
            for name, found in taken.items()
        ]  # fmt: skip
        print(table(("started", "median", "range", "forked takes"), rows), end="\n\n")
        print(_shop(root))


async def _forked(root: Path) -> float:
    began = time.perf_counter()
    zygote = Zygote(root / "zygote.log")
    await zygote.start()
    member = Member(name="customer-service", folder="services/customer-service", package="customer_service")
    parts = [
        Service(member, root / "shop", root / f"{at}.log", _told(root, at), f"c{at}", zygote) for at in range(COUNT)
    ]
    await asyncio.gather(*(part.start() for part in parts))
    taken = time.perf_counter() - began
    await asyncio.gather(*(part.stop() for part in parts))
    await zygote.stop()
    return taken


async def _alone(root: Path) -> float:
    source = root / "shop" / "services" / "customer-service" / "src"
    return await _processes(root, [PYTHON, "-m", "customer_service"], {"PYTHONPATH": str(source)}, "/ready")


async def _bare(root: Path) -> float:
    return await _processes(root, [PYTHON, "-m", "uvicorn", "bare:app", "--port", "{port}"], {}, "/")


async def _processes(root: Path, command: list[str], more: dict[str, str], path: str) -> float:
    ports = [free_port() for _ in range(COUNT)]
    began = time.perf_counter()
    started = [
        subprocess.Popen(
            [word.replace("{port}", str(port)) for word in command], cwd=root, stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, env={**os.environ, **_told(root, at), **more, "SKERRY_PORT": str(port)},
        )
        for at, port in enumerate(ports)
    ]  # fmt: skip
    try:
        never: asyncio.Future[Exit] = asyncio.get_running_loop().create_future()
        await asyncio.gather(*(answers(f"http://127.0.0.1:{port}{path}", PATIENCE, never) for port in ports))
        return time.perf_counter() - began
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait()


def _told(root: Path, at: int) -> dict[str, str]:
    """A database of its own that is there already, so that no round has to make its tables."""
    return {"DATABASE_URL": f"sqlite+aiosqlite:///{root}/{at}.db", "SKERRY_INSTANCE": f"c{at}", "SKERRY_TRUST": "off"}


def _shop(root: Path) -> str:
    """The whole shop: seconds until all of it is ready, and its memory then."""
    rows = []
    for bus, gateway in (("sqlite", "python"), ("nats", "python"), ("nats", "envoy")):
        options = ("--bus", bus, "--gateway", gateway)
        seconds, memory = zip(*(_life(root / "shop", options) for _ in range(ROUNDS)), strict=True)
        taken = f"{min(seconds):.1f}–{max(seconds):.1f}"
        rows.append(
            [
                f"{bus}, {gateway}",
                f"{statistics.median(seconds):.1f} s",
                taken,
                f"{statistics.median(memory) / 1e6:.0f} MB",
            ]
        )
    return table(("the shop: bus, gateway", "ready after", "range", "memory (PSS)"), rows)


def _life(shop: Path, options: tuple[str, ...]) -> tuple[float, int]:
    began, place = time.perf_counter(), Place.of(shop)
    command = [sys.executable, "-m", "skerry", "run", str(shop), "--quiet", "--fresh", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not _ready(place):
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise SystemExit(f"{' '.join(command)} did not become ready")
                time.sleep(0.05)
            seconds = time.perf_counter() - began
            return seconds, sum(map(proportional, family(process.pid)))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def _ready(place: Place) -> bool:
    try:
        parts = control.ask(place.control, {"ask": "ps"})["parts"]
    except (control.NotRunning, OSError, KeyError):
        return False
    return any(each["name"] == "gateway" for each in parts) and all(each["state"] == "ready" for each in parts)
