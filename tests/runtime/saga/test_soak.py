"""Sagas for a long time, while the processes that run them are killed: `SKERRY_SOAK=1800` (`make soak`); a few seconds otherwise."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from skerry_runtime.saga.journal import checking

from .simulated import Behaviour, Simulated, audit
from .test_crash import Scene, kill

SECONDS = float(os.environ.get("SKERRY_SOAK", "4"))
WORKERS = ("one", "two")
MOST = 2_000  # sagas under way: a machine that is slower than they come would end with nothing but a backlog


def test_no_saga_of_a_long_run_is_lost_or_left_halfway(tmp_path: Path) -> None:
    """Two processes on one file, each begins sagas; every few seconds one is killed, and started again, or frozen for a while."""
    scene, dice, began = Scene(tmp_path, str(tmp_path / "sagas.db"), 2.0), random.Random(1), time.monotonic()
    running: dict[str, subprocess.Popen[bytes]] = {}
    given: list[str] = []
    kills = 0
    try:
        while time.monotonic() - began < SECONDS:
            for name in WORKERS:
                if name not in running:
                    some = 200 if under_way(scene) < MOST else 0
                    ids = [f"{name}-{kills}-{number}" for number in range(some)]
                    given += ids
                    running[name] = scene.start(name, ids)
            time.sleep(dice.uniform(1.0, min(10.0, 1.0 + SECONDS / 4)))
            kill(running.pop(dice.choice(WORKERS)))
            kills += 1
        accepted = sorted(scene.accepted())
        assert not set(accepted) - set(scene.statuses())
        for name in WORKERS:
            if name not in running:
                running[name] = scene.start(name, [])
        scene.poll(lambda: settled(scene), 120 + len(given) / 10)
    finally:
        for worker in running.values():
            kill(worker)
    statuses = scene.statuses()
    found = audit(scene.services, statuses)
    assert (found.inconsistent, found.doubled, found.late) == ([], 0, 0)
    saga = Simulated(scene.services, "checks", Behaviour()).saga()
    assert not checking.checked(Path(scene.store), {("order", 1): saga}).faults
    assert accepted and kills
    sys.stdout.write(f"{len(statuses)} sagas, {kills} kills, {found.repeated} calls again, in {SECONDS:.0f} s\n")


def under_way(scene: Scene) -> int:
    """How many sagas have begun and not ended."""
    if not Path(scene.store).exists():
        return 0
    with closing(sqlite3.connect(scene.store)) as connection:
        tables = connection.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'saga'").fetchone()[0]
        return int(connection.execute("SELECT COUNT(*) FROM saga WHERE ended IS NULL").fetchone()[0]) if tables else 0


def settled(scene: Scene) -> bool:
    """Nothing is begun or under way any more."""
    with closing(sqlite3.connect(scene.store)) as connection:
        before = connection.execute("SELECT COUNT(*), SUM(ended IS NULL) FROM saga").fetchone()
        time.sleep(3.0)
        return bool(
            connection.execute("SELECT COUNT(*), SUM(ended IS NULL) FROM saga").fetchone() == before and not before[1]
        )
