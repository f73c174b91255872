"""Many instances under load: services are started again, replicas die, another build is tried out, and no request is lost."""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from tests.run.system import BOARD, System, copied, running, skerry, until

from skerry.run.parts.envoy import installed

pytestmark = pytest.mark.slow

RATE = int(
    os.environ.get("SKERRY_RATE", "60")
)  # requests a second; SKERRY_RATE=200 on a machine that has nothing else to do
GATEWAYS = [
    "python",
    pytest.param("envoy", marks=pytest.mark.skipif(not installed(), reason="needs the extra `gateway`")),
]


@pytest.fixture
def board(tmp_path: Path) -> Path:
    return copied(BOARD, tmp_path / "board")


@dataclass
class Load:
    """Requests at a steady rate, as long as it is entered; each note that was pinned is read once."""

    url: str
    statuses: Counter[int] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def __enter__(self) -> Load:
        self._ends = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    async def _run(self) -> None:
        limit = aiohttp.ClientTimeout(total=30)
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(timeout=limit, connector=connector) as session, asyncio.TaskGroup() as group:
            began, count = time.monotonic(), 0
            while not self._ends.is_set():
                group.create_task(self._one(session))
                count += 2  # it is pinned, and read
                await asyncio.sleep(max(0.0, began + count / RATE - time.monotonic()))

    async def _one(self, session: aiohttp.ClientSession) -> None:
        try:
            key = {"Idempotency-Key": str(uuid4())}
            async with session.post(f"{self.url}/v1/notes", json={"text": "hello"}, headers=key) as answer:
                self.statuses[answer.status] += 1
                note = await answer.json()
            if answer.status == 201:
                self.texts[note["text"]] += 1
                async with session.get(f"{self.url}/v1/notes/{note['id']}") as answer:
                    self.statuses[answer.status] += 1
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            self.failed.append(repr(error))

    def lossless(self, least: int) -> None:
        """Nothing was lost, and there was something."""
        assert not self.failed, self.failed[:5]
        assert set(self.statuses) == {200, 201}, self.statuses
        assert self.statuses.total() >= least, f"{self.statuses}: the machine was too slow for this to say anything"


@contextmanager
def two(board: Path, gateway: str, *options: str) -> Iterator[System]:
    """The board with two replicas of each service that has them."""
    with running(board, "--bus", "sqlite", "--gateway", gateway, "--quiet", "--replicas", *options) as system:
        yield system


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_a_service_is_started_again_under_load(gateway: str, board: Path) -> None:
    with two(board, gateway) as system:
        before = {system.parts()[name]["pid"] for name in ("note-service.1", "note-service.2")}
        with Load(system.url) as load:
            time.sleep(1.0)
            ran = system.ask("restart", "note-service")
            assert ran.returncode == 0, ran.stderr
            time.sleep(1.0)
        load.lossless(RATE)
        after = {system.parts()[name]["pid"] for name in ("note-service.1", "note-service.2")}
        assert not before & after and 0 not in after


def test_one_replica_is_enough_to_be_started_again_without_loss(board: Path) -> None:
    with running(board, "--bus", "sqlite", "--gateway", "python", "--quiet") as system:
        with Load(system.url) as load:
            time.sleep(0.5)
            assert system.ask("restart", "note-service").returncode == 0
            time.sleep(0.5)
        load.lossless(RATE)


def test_code_that_does_not_start_replaces_nothing(board: Path) -> None:
    with two(board, "python") as system:
        before = system.parts()["note-service.1"]["pid"]
        behaviour = board / "services/note-service/src/note_service/behaviour.py"
        behaviour.write_text(behaviour.read_text() + "\nraise RuntimeError('not finished')\n")
        with Load(system.url) as load:
            ran = system.ask("restart", "note-service")
            time.sleep(0.3)
        assert ran.returncode == 2 and "note-service.1 does not start" in ran.stderr, ran.stderr
        load.lossless(30)
        assert system.parts()["note-service.1"]["pid"] == before


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_a_replica_that_dies_takes_no_request_with_it_and_is_found_again(gateway: str, board: Path) -> None:
    with two(board, gateway) as system:
        with Load(system.url) as load:
            time.sleep(0.5)
            dead = system.parts()["note-service.1"]["pid"]
            assert system.ask("kill", "note-service.1").returncode == 0
            system.ready("note-service.1", other_than=dead)
            time.sleep(1.0)
        if gateway == "python":
            load.lossless(RATE)
        else:  # Envoy hands an answer on while it arrives, so one that breaks off can't be asked for again
            assert len(load.failed) + load.statuses.total() - load.statuses[200] - load.statuses[201] <= 3, load
        again = system.parts()["note-service.1"]["url"]
        asked = until(lambda: _asked(system, again), "the new one is asked within a second", 10)
        assert asked


def _asked(system: System, url: str) -> bool:
    """Whether this replica has been asked for something since it was born."""
    status, _ = system.request("POST", "/v1/notes", {"text": "again"})
    assert status == 201
    found = metrics_of(f"{url}/metrics")
    return 'http_route="/v1/notes"' in found


def metrics_of(url: str) -> str:
    async def fetched() -> str:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return await answer.text()

    return asyncio.run(fetched())


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_another_build_gets_its_share(gateway: str, board: Path, tmp_path: Path) -> None:
    assert skerry("generate", "all", str(board), "--write").returncode == 0
    build = tmp_path / "next"
    shutil.copytree(board / "services/note-service", build)
    (build / "src/note_service/behaviour.py").write_text(
        '"""Says hello otherwise."""\n\nfrom __future__ import annotations\n\n'
        "from note_service.domain.messages import Note, PinNote\nfrom note_service.service_layer.defaults import Defaults\n\n\n"
        "class Behaviour(Defaults):\n    async def pin(self, request: PinNote) -> Note:\n"
        '        return await super().pin(request.model_copy(update={"text": "bonjour"}))\n'
    )
    with two(board, gateway, "--canary", f"note-service@v1={build}") as system:
        assert system.parts()["note-service@v1"]["state"] == "ready"
        with Load(system.url) as load:
            until(lambda: load.texts.total() >= 900, "enough requests", 120)
        load.lossless(1800)
        share = load.texts["bonjour"] / load.texts.total()
        assert 0.07 < share < 0.13, (
            load.texts
        )  # three standard deviations of 900 draws; each split is exact in the gateways' matrix


def test_a_build_that_the_model_knows_nothing_of_is_refused(board: Path, tmp_path: Path) -> None:
    assert skerry("generate", "all", str(board), "--write").returncode == 0
    for said, why in (
        (f"note-service@v9={tmp_path}", "gives no share to v9 of note-service (it has v1)"),
        (f"nothing@v1={tmp_path}", "no service of ours called 'nothing'; there are note-service"),
        (f"note-service@v1={tmp_path}", "has no src/note_service"),
        ("note-service", "is no SERVICE@NAME=FOLDER"),
    ):
        ran = skerry("run", str(board), "--bus", "sqlite", "--gateway", "python", "--canary", said)
        assert ran.returncode == 2 and why in ran.stderr, ran.stderr
