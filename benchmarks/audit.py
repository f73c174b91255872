"""What the audit log and encryption at rest cost: records per second beside what the disk can do, and their share of a request.

`python -m benchmarks audit`. The physical limit is a loop of `write` and `fdatasync` of a record's size in the same folder, measured in
the same run. The share is that of the clinic's patient service, four times: with all of it, without encryption, without the log, and with
neither. The load is 16 kept connections on the same machine, so processor time says more than requests per second.
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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from uuid import uuid4

from benchmarks.measure import table
from skerry.run import keyring
from skerry.workbench.prepare import prepare
from skerry_runtime.audit import AuditLog, Entry
from skerry_runtime.audit.chain import Chain
from skerry_runtime.operations import Call

CONNECTIONS, ROUNDS = 16, 5
ROOT = Path(__file__).parents[1]
PERSON = {
    "name": "Ada", "born": "1815-12-10", "ssn": "123-45-6789",
    "address": {"street": "s", "city": "c", "postcode": "p", "state": "LN"},
}  # fmt: skip
WAYS = {
    "both": (True, True),
    "audit alone": (True, False),
    "encryption alone": (False, True),
    "neither": (False, False),
}


def main(seconds: float = 2.0) -> None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("SKERRY_BENCH_DIR")) as name:
        folder = Path(name)
        _records(folder, seconds)
        _requests(folder, seconds)


def _records(folder: Path, seconds: float) -> None:
    size = 500
    limit = _physical(folder / "physical", size, seconds)
    print(f"physical limit: {limit:,.0f} fdatasync/s after {size} bytes each")
    rows = []
    for writers in (1, 16, 64):
        chain = Chain(folder / f"log{writers}", "bench", "bench")
        log = AuditLog(chain)
        log.start()
        rate = asyncio.run(_appended(log, writers, seconds))
        log.stop()
        rows.append((f"{writers} at once", f"{rate:,.0f}", f"{rate / limit:.1f}"))
    print(table(("requests that wait", "records/s", "per fdatasync of the limit"), rows), end="\n\n")


def _physical(path: Path, size: int, seconds: float) -> float:
    file, data, count = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), b"x" * size, 0
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        os.write(file, data)
        os.fdatasync(file)
        count += 1
    os.close(file)
    return count / (time.perf_counter() - began)


async def _appended(log: AuditLog, writers: int, seconds: float) -> float:
    entry = Entry(
        "get", 200, call=Call(caller="desk", roles=("front-desk",)), reads={"Patient": [str(uuid4())]}, tags=("phi",)
    )
    until, counts = time.perf_counter() + seconds, [0] * writers

    async def one(at: int) -> None:
        while time.perf_counter() < until:
            await log.append(entry)
            counts[at] += 1

    began = time.perf_counter()
    await asyncio.gather(*(one(at) for at in range(writers)))
    return sum(counts) / (time.perf_counter() - began)


class _Server:
    def __init__(self, clinic: Path, folder: Path, *, audit: bool, encrypt: bool) -> None:
        folder.mkdir()
        service = copytree(clinic / "services" / "patient-service", folder / "service")
        path = next(service.glob("src/*/service.json"))
        said = json.loads(path.read_text())
        said["audit"]["log"] = "all" if audit else "none"
        path.write_text(json.dumps(said))
        ready, keys = folder / "port", keyring.kept(folder / "keys.json") if encrypt else "off"
        told = {
            **os.environ, "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/p.db", "SKERRY_READY": str(ready), "SKERRY_PORT": "0",
            "SKERRY_KEYS": str(keys), "SKERRY_AUDIT": str(folder / "audit"),
        }  # fmt: skip
        command = [sys.executable, "-m", "skerry_runtime.service", str(service)]
        self.process = subprocess.Popen(command, env=told, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        while not ready.exists() or not ready.read_text().strip():
            if self.process.poll() is not None:
                raise RuntimeError("the service did not start")
            time.sleep(0.05)
        self.port = int(ready.read_text())
        self.key = asyncio.run(_load(self.port, 0, ""))[1]

    def measured(self, post: bool, seconds: float) -> tuple[float, float]:
        """Requests per second, and milliseconds of processor time for each."""
        before, began = self._cpu(), time.monotonic()
        count, _ = asyncio.run(_load(self.port, seconds, "" if post else f"/v1/patients/{self.key}"))
        return count / (time.monotonic() - began), (self._cpu() - before) / count * 1000

    def _cpu(self) -> float:
        parts = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


async def _load(port: int, seconds: float, path: str) -> tuple[int, str]:
    """GETs of the path, or POSTs without one, for so long (0: one); how many, and the last id."""
    until, count, key = time.monotonic() + seconds, 0, ""

    async def one() -> None:
        nonlocal count, key
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while True:
            writer.write(_request(path))
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
            if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
                raise RuntimeError(body.decode())
            count, key = count + 1, json.loads(body)["id"]
            if time.monotonic() >= until:
                break
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS if seconds else 1)))
    return count, key


def _request(path: str) -> bytes:
    if path:
        return f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    body = json.dumps(PERSON).encode()
    head = f"POST /v1/patients HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nIdempotency-Key: {uuid4()}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def _servers(folder: Path) -> Iterator[dict[str, _Server]]:
    clinic = copytree(ROOT / "examples" / "clinic", folder / "clinic")
    prepare(clinic)
    found: dict[str, _Server] = {}
    try:
        for name, (audit, encrypt) in WAYS.items():
            found[name] = _Server(clinic, folder / name.replace(" ", "-"), audit=audit, encrypt=encrypt)
        yield found
    finally:
        for each in found.values():
            each.process.kill()
            each.process.wait()


def _requests(folder: Path, seconds: float) -> None:
    rows = []
    with _servers(folder) as servers:
        for what, post in (("GET", False), ("POST", True)):
            rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in servers}
            for _ in range(ROUNDS):
                for name, server in servers.items():
                    rounds[name].append(server.measured(post, seconds / 2))
            bare = statistics.median(cpu for _, cpu in rounds["neither"])
            for name, several in rounds.items():
                rate, cpu = (statistics.median(each) for each in zip(*several, strict=True))
                rows.append((f"{what}, {name}", f"{rate:,.0f}", f"{cpu:.2f}", f"{(cpu - bare) / cpu:.0%}"))
    print(table(("request", "requests/s", "CPU ms", "share"), rows))
