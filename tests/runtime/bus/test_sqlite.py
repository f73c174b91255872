"""The bus in a file."""

import asyncio
import fcntl
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest
from tests.runtime.bus.harness import CREATED, QUICK, Heard, consumer, made, opened, run, settled, until
from tests.runtime.bus.shared import SharedConformance

from skerry_runtime.bus import Bus, BusUnavailable, Event, open_bus, sqlite
from skerry_runtime.bus.sqlite_file import BusFile


class TestSqlite(SharedConformance):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite://{tmp_path}/bus.db"

    async def broken(self, bus: Bus, url: str, what: str, body: bytes) -> None:
        db = sqlite3.connect(url.removeprefix("sqlite://"))
        with db:
            db.execute(
                "INSERT INTO events (source, id, type, key, at, body) VALUES ('', '', ?, '', 0, ?)", (what, body)
            )
        db.close()

    async def freeze(self, process: subprocess.Popen[bytes], url: str) -> None:
        """Not while it holds the file: then all wait for it, as the next test says."""
        while True:
            await super().freeze(process, url)
            if _free(url):
                return
            process.send_signal(signal.SIGCONT)
            await asyncio.sleep(0.02)

    @run
    async def test_members_all_have_something_to_do(self, url: str) -> None:
        async def act(event: Event) -> None:
            await asyncio.sleep(0.01)

        members = [Heard(act) for _ in range(3)]
        async with opened(url) as bus:
            for member in members:
                await bus.subscribe("one", [CREATED], member, QUICK)
            await bus.publish([made(n) for n in range(120)])
            await until(lambda: settled(bus, "one"))
        assert sum(len(member.done) for member in members) == 120
        assert min(len(member.done) for member in members) >= 10

    @run
    async def test_a_publisher_does_not_wait_for_ever(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite._Side.run, "__defaults__", (0.2,))
        async with opened(url) as bus:
            await bus.publish([made(1, "a")])
            with Path(url.removeprefix("sqlite://") + ".lock").open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                with pytest.raises(BusUnavailable, match="held by a process"):
                    await bus.publish([made(2, "a")])
            heard = Heard()
            await until(lambda: _published(bus, made(3, "a")))
            await bus.subscribe("one", [CREATED], heard)
            await until(lambda: 3 in heard.numbers)
            assert heard.numbers in ([1, 2, 3], [1, 3])  # what was not confirmed may have arrived all the same

    @run
    async def test_what_every_living_group_has_handled_is_forgotten_after_a_while(self, url: str) -> None:
        path = Path(url.removeprefix("sqlite://"))
        async with opened(url) as bus:
            heard = Heard()
            await bus.subscribe("one", [CREATED], heard)
            asleep = await bus.subscribe("asleep", [CREATED], Heard())
            await asleep.close()
            await bus.publish([made(n) for n in range(10)])
            await until(lambda: len(heard.done) == 10)
            await until(lambda: settled(bus, "one"))
            file = BusFile(path, synced=False)
            assert file.prune(keep=60) == 0
            assert file.prune(keep=-60) == 10  # in this distant time neither group has been seen for long
            await bus.publish([made(n) for n in range(10, 20)])
            with sqlite3.connect(path) as db:
                db.execute("UPDATE groups SET seen = seen + 1000")
            assert file.prune(keep=-60) == 0  # one that is asleep has still to hear them
            again = Heard()
            await bus.subscribe("asleep", [CREATED], again)
            await until(lambda: len(again.done) == 10)
            await until(lambda: settled(bus, "asleep"))
            with sqlite3.connect(path) as db:
                db.execute("UPDATE groups SET seen = seen + 1000")
            assert file.prune(keep=-60, most=3) == 3
            assert file.prune(keep=-60) == 7
            file.close()

    @run
    async def test_a_file_of_a_newer_version_is_not_touched(self, url: str) -> None:
        with sqlite3.connect(url.removeprefix("sqlite://")) as db:
            db.execute("PRAGMA user_version = 99")
        with pytest.raises(BusUnavailable, match="99"):
            await open_bus(url)

    @run
    async def test_pipes_of_the_dead_are_cleared_away(self, url: str, tmp_path: Path) -> None:
        async with opened(url) as bus:
            with consumer(url, tmp_path / "out", "quick") as process:
                await until(lambda: list(tmp_path.glob("bus.db.wake/*.pipe")))
                process.kill()
                process.wait()
            heard = Heard()
            await bus.subscribe("one", [CREATED], heard)
            assert len(list(tmp_path.glob("bus.db.wake/*.pipe"))) == 1
            await bus.publish([made(1)])
            await until(lambda: heard.done)
        assert list(tmp_path.glob("bus.db.wake/*.pipe")) == []


def _free(url: str) -> bool:
    with Path(url.removeprefix("sqlite://") + ".lock").open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


async def _published(bus: Bus, event: Event) -> bool:
    try:
        await bus.publish([event])
    except BusUnavailable:
        return False
    return True
