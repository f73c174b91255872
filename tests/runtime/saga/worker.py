"""A process that runs sagas, and begins some: `python worker.py JSON`. It lives until it is killed, or until its parent is gone."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from simulated import Behaviour, Simulated  # a script knows no package

from skerry_runtime.saga import Engine, Saga
from skerry_runtime.saga.dbos import Dbos
from skerry_runtime.saga.journal import Journal


def engine(given: dict[str, Any], saga: Saga) -> Engine:
    make = Dbos if given["store"].startswith("postgresql:") else Journal
    return make(given["store"], [saga], name=given["name"], lease=given["lease"], recoveries=given["recoveries"])


async def main(given: dict[str, Any]) -> None:
    services = Simulated(Path(given["services"]), given["name"], Behaviour(**given["behaviour"]))
    runs = engine(given, services.saga(given["waits"]))
    work = asyncio.create_task(runs.run())
    submit = asyncio.create_task(_submit(runs, given))
    parent = os.getppid()
    while not work.done() and os.getppid() == parent:
        await asyncio.sleep(0.1)
    submit.cancel()
    await work


async def _submit(runs: Engine, given: dict[str, Any]) -> None:
    """Begins sagas, and hands on events as a broker does: again and again, each with its identifier."""
    for one in given["submit"]:
        await runs.begin("order", one, {"id": one})
        with Path(given["accepted"]).open("a") as file:
            file.write(one + "\n")
        await asyncio.sleep(0.01)
    for one in given["events"] * 2:
        await runs.signal("Answered", one, {"id": one}, event=f"event {one}")
        with Path(given["heard"]).open("a") as file:
            file.write(one + "\n")
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
