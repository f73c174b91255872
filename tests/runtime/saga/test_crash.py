"""Processes that die, freeze and wake: no accepted saga is lost, none is left halfway, and no effect is doubled.

`SKERRY_SAGAS=1000` runs it at full size, with the controls on every engine; the default is small.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from skerry_runtime.saga import How, Status

from .postgres import Server
from .scenes import LONG, settled, until_status, working
from .simulated import Behaviour, Simulated, audit, calls, declined
from .worker import engine

FULL = int(os.environ.get("SKERRY_SAGAS", "0"))
WORKER = Path(__file__).with_name("worker.py")
STATUS = """SELECT w.workflow_uuid, COALESCE(trim('"' from o.output), w.status) FROM dbos.workflow_status w
    LEFT JOIN dbos.workflow_output o USING (workflow_uuid)"""


@dataclass
class Scene:
    """A store, the services, and the workers on them."""

    folder: Path
    store: str
    lease: float
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    waits: bool = False
    events: list[str] = field(default_factory=list)

    @property
    def services(self) -> Path:
        return self.folder / "services.db"

    def given(self, name: str, submit: list[str], behaviour: Behaviour, recoveries: int = 50) -> dict[str, Any]:
        return {
            "store": self.store,
            "services": str(self.services),
            "name": name,
            "lease": self.lease,
            "recoveries": recoveries,
            "submit": submit,
            "accepted": str(self.folder / "accepted"),
            "heard": str(self.folder / "heard"),
            "waits": self.waits,
            "events": self.events,
            "behaviour": asdict(behaviour),
        }

    def start(self, name: str, submit: list[str], behaviour: Behaviour = Behaviour(), recoveries: int = 50) -> subprocess.Popen[bytes]:  # noqa: B008 - frozen  # fmt: skip
        given = json.dumps(self.given(name, submit, behaviour, recoveries))
        log = (self.folder / f"{name}.log").open("ab")
        worker = subprocess.Popen([sys.executable, str(WORKER), given], stderr=log, stdout=log)
        self.workers.append(worker)
        return worker

    def accepted(self, what: str = "accepted") -> set[str]:
        path = self.folder / what
        return set(path.read_text().split()) if path.exists() else set()

    def statuses(self) -> dict[str, str]:
        """What the store has, read beside the engine."""
        if self.store.startswith("postgresql:"):
            with psycopg.connect(self.store) as connection:
                return dict(connection.execute(STATUS).fetchall())
        with sqlite3.connect(self.store) as connection:
            return dict(connection.execute("SELECT id, status FROM saga").fetchall())

    def made(self) -> bool:
        """Whether a worker has made the tables."""
        try:
            return self.statuses() is not None
        except (sqlite3.OperationalError, psycopg.errors.UndefinedTable):
            return False

    def poll(self, condition: Callable[[], Any], seconds: float = 4 * LONG) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "\n".join(path.read_text()[-3000:] for path in self.folder.glob("*.log"))
            time.sleep(0.03)

    def finished(self, ids: list[str]) -> bool:
        statuses = self.statuses()
        return all(statuses.get(one) in ("confirmed", "compensated") for one in ids)


@pytest.fixture(params=["journal", "dbos"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    if request.param == "dbos":
        server: Server = request.getfixturevalue("postgres")
        made = Scene(tmp_path, server.database(), 4.0)
    else:
        made = Scene(tmp_path, str(tmp_path / "sagas.db"), 2.0)
    yield made
    for worker in made.workers:
        worker.kill()
        worker.wait()


def sagas(scene: Scene) -> list[str]:
    small = 24 if scene.store.startswith("postgresql:") else 60
    return [f"saga-{number}" for number in range(FULL or small)]


def only_at_full_size_on_dbos(scene: Scene) -> None:
    if not FULL and scene.store.startswith("postgresql:"):
        pytest.skip("takes long on DBOS, and a control is about the services: SKERRY_SAGAS=1000 runs it")


def kill(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()


def run_and_kill(scene: Scene, ids: list[str], behaviour: Behaviour) -> None:
    """Three deaths at random moments; what was accepted is in the store before anything is submitted again."""
    for _ in range(3 if FULL or not scene.store.startswith("postgresql:") else 1):
        before = calls(scene.services, "do")
        worker = scene.start("one", ids, behaviour)
        more = random.randint(len(ids) // 4, len(ids) * 4 // 3)
        scene.poll(lambda: calls(scene.services, "do") >= before + more or worker.poll() is not None)  # noqa: B023
        assert worker.poll() is None
        kill(worker)
        assert not scene.accepted() - set(scene.statuses())
    scene.start("one", ids, behaviour)
    scene.poll(lambda: scene.finished(ids), 60 + len(ids))


def test_a_worker_that_dies_again_and_again(scene: Scene) -> None:
    ids = sagas(scene)
    run_and_kill(scene, ids, Behaviour())
    found = audit(scene.services, scene.statuses())
    assert (found.inconsistent, found.doubled, found.late) == ([], 0, 0)
    assert found.repeated  # else nobody died in the middle of anything
    assert set(scene.statuses().values()) == {"confirmed", "compensated"}


def test_control_without_keys_effects_are_doubled(scene: Scene) -> None:
    only_at_full_size_on_dbos(scene)
    run_and_kill(scene, sagas(scene), Behaviour(keys=False))
    assert audit(scene.services, scene.statuses()).doubled


def test_takeover_from_a_worker_that_never_returns(scene: Scene) -> None:
    ids = sagas(scene)
    first = scene.start("one", ids)
    scene.poll(lambda: calls(scene.services, "do") >= len(ids))
    kill(first)
    accepted = sorted(scene.accepted())
    assert not set(accepted) - set(scene.statuses())
    assert not scene.finished(accepted)
    scene.start("two", [])
    scene.poll(lambda: scene.finished(accepted), 60 + len(ids))
    found = audit(scene.services, {one: scene.statuses()[one] for one in accepted})
    assert (found.inconsistent, found.doubled, found.late) == ([], 0, 0)
    assert calls(scene.services, "do", "two")


def test_those_who_wait_outlive_their_workers_and_those_of_others(scene: Scene) -> None:
    """One dies while they wait; the next, of another name, while events arrive; a third one ends them."""
    scene.waits, ids = True, sagas(scene)[: FULL or 12]
    first = scene.start("one", ids)
    scene.poll(lambda: scene.accepted() == set(ids) and reserved(scene) == len(ids))
    kill(first)
    assert set(scene.statuses().values()) <= {"running", "PENDING"}  # as the one engine and the other call it
    scene.events = ids
    second = scene.start("two", [])
    scene.poll(lambda: len(scene.accepted("heard")) >= 3)
    kill(second)
    scene.start("three", [])
    scene.poll(lambda: scene.finished(ids), 60 + len(ids))
    found = audit(scene.services, scene.statuses())
    assert (found.inconsistent, found.doubled, found.late) == ([], 0, 0)
    assert {one: status for one, status in scene.statuses().items() if (status == "compensated") != declined(one)} == {}


def reserved(scene: Scene) -> int:
    with sqlite3.connect(scene.services) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM effect WHERE step = 'reserve'").fetchone()[0])


@pytest.mark.parametrize("tombstones", [True, False])
def test_a_frozen_worker_that_wakes_after_takeover(scene: Scene, tombstones: bool) -> None:
    """Its calls under way can't be stopped: they have no effect after their undo, as the services have seen that."""
    if not tombstones:
        only_at_full_size_on_dbos(scene)
    ids = [one for one in sagas(scene) if not declined(one)][:8]
    go = scene.folder / "go"
    behaviour = Behaviour(tombstones=tombstones, flaky=0, hang=str(go))
    frozen = scene.start("one", ids, behaviour)
    scene.poll(lambda: in_pay(scene) == len(ids))
    freeze(scene, frozen)
    scene.start("two", [], Behaviour(tombstones=tombstones, flaky=0, pay="fails"))
    scene.poll(lambda: scene.finished(ids))
    assert set(scene.statuses().values()) == {"compensated"}
    go.touch()
    frozen.send_signal(signal.SIGCONT)
    answered = "refused" if tombstones else "answered"
    before = 0 if tombstones else len(ids)  # those of `reserve`
    scene.poll(lambda: calls(scene.services, answered, "one") >= before + len(ids))
    time.sleep(0.5)  # it may do more wrong, if it is wrong
    found = audit(scene.services, scene.statuses())
    assert set(scene.statuses().values()) == {"compensated"}
    assert found.late == (0 if tombstones else len(ids))
    assert not found.inconsistent or not tombstones


def in_pay(scene: Scene) -> int:
    if not scene.services.exists():
        return 0
    with sqlite3.connect(scene.services) as connection:
        try:
            return int(connection.execute("SELECT COUNT(*) FROM call WHERE step = 'pay'").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def freeze(scene: Scene, worker: subprocess.Popen[bytes]) -> None:
    """Not in the middle of a commit: what is frozen with the lock of the file keeps all others waiting until it dies or wakes."""
    while True:
        worker.send_signal(signal.SIGSTOP)
        if scene.store.startswith("postgresql:"):
            return
        with Path(scene.store + ".lock").open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except OSError:
                worker.send_signal(signal.SIGCONT)
                time.sleep(0.01)


def test_what_kills_its_worker_is_parked_and_can_be_skipped(scene: Scene) -> None:
    only_at_full_size_on_dbos(scene)
    ids = ["poison-1"]
    deaths, recoveries = 0, 0 if scene.store.startswith("postgresql:") else 1
    while not dead(scene):
        worker = scene.start("one", ids, Behaviour(flaky=0, pay="crashes"), recoveries=recoveries)
        scene.poll(lambda: worker.poll() is not None or dead(scene))  # noqa: B023
        deaths += worker.poll() == 9
        assert deaths <= 3
    kill(worker)
    assert deaths == 1 + recoveries

    async def repaired() -> None:
        services = Simulated(scene.services, "two", Behaviour(flaky=0, pay="crashes"))
        async with working(engine(scene.given("one", [], Behaviour()), services.saga())) as runs:
            await settled(runs, ids[0])
            record = await runs.get(ids[0])
            assert record and record.status is Status.PARKED
            assert record.results == {"reserve": {"by": "one"}}
            await runs.resume(ids[0], How.SKIP)
            await until_status(runs, ids[0], Status.CONFIRMED)

    asyncio.run(repaired())


def dead(scene: Scene) -> bool:
    return scene.made() and scene.statuses().get("poison-1") in ("parked", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
