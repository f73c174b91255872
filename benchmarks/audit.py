"""How many records the audit log takes in a second, beside what the disk can do: a loop of `write` and `fdatasync` of a record's size.

`python -m benchmarks audit`; both in the same folder and the same run. What the log is of a request: `python -m benchmarks overheads`.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from benchmarks.limits import RECORD, flushed
from benchmarks.measure import table
from skerry_runtime.audit import AuditLog, Entry
from skerry_runtime.audit.chain import Chain
from skerry_runtime.operations import Call


def main(seconds: float = 2.0) -> None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("SKERRY_BENCH_DIR")) as name:
        _records(Path(name), seconds)


def _records(folder: Path, seconds: float) -> None:
    limit = 1e6 / statistics.median(took for took, _ in flushed(folder / "flushed", seconds / 2))
    print(f"physical limit: {limit:,.0f} fdatasync/s after {RECORD} bytes each")
    rows = []
    for writers in (1, 16, 64):
        chain = Chain(folder / f"log{writers}", "bench", "bench")
        log = AuditLog(chain)
        log.start()
        rate = asyncio.run(_appended(log, writers, seconds))
        log.stop()
        rows.append((f"{writers} at once", f"{rate:,.0f}", f"{rate / limit:.1f}"))
    print(table(("requests that wait", "records/s", "per fdatasync of the limit"), rows), end="\n\n")


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
