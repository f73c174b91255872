"""Made `version_1.sql` with the library as it was when the file of the journal had version 1: `python version_1.py > version_1.sql`."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from pathlib import Path

from skerry_runtime import Refused
from skerry_runtime.saga import Await, Saga, Step, Turn
from skerry_runtime.saga.journal import Journal


async def made(path: Path) -> None:
    async def good(turn: Turn) -> dict[str, str]:
        return {"by": turn.key}

    async def refused(turn: Turn) -> dict[str, str]:
        raise Refused("unknown address")

    async def hangs(turn: Turn) -> dict[str, str]:
        await asyncio.sleep(3600)
        return {}

    steps = (Step("reserve", good, good), Step("ship", good))
    year = 365 * 86_400.0
    sagas = [
        Saga("ends", 1, steps, year, lambda start: ""),
        Saga("parks", 1, (*steps, Step("notify", refused)), year, lambda start: ""),
        Saga("hangs", 1, (steps[0], Step("pay", hangs, good, timeout=7200.0), steps[1]), 1000 * year, lambda start: ""),
        Saga(
            "waits", 1, (Await("paid", "Paid", "", "id", 900 * year), steps[1]), 1000 * year, lambda start: start["id"]
        ),
    ]
    journal = Journal(path, sagas, name="one")
    work = asyncio.create_task(journal.run())
    for saga in sagas:
        await journal.begin(saga.name, saga.name, {"id": saga.name})
    await journal.signal("Paid", "somebody else", {})
    await asyncio.sleep(6.0)
    await journal.close()
    await work


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(made(Path(folder) / "sagas.db"))
        with sqlite3.connect(Path(folder) / "sagas.db") as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            sys.stdout.write("\n".join([*connection.iterdump(), f"PRAGMA user_version = {version};"]) + "\n")
