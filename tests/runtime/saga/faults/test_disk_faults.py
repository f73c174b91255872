"""A disk that is full, or that fails: nothing is lost without a word, and what was accepted goes on later."""

from __future__ import annotations

import asyncio
import logging
import random
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from skerry_runtime.saga import EngineFailed, NotNow, Status
from skerry_runtime.saga.journal import Journal
from skerry_runtime.saga.journal.checking import checked

from .disk import FSYNC, FULL, READ, TRUNCATE, WRITE, failing
from .life import LEASE, Lives
from .loop import run, timeless
from .size import ALL, DOZEN, some
from .world import DAY, SHAPES, World

CODES = {"read": READ, "write": WRITE, "sync": FSYNC, "truncate": TRUNCATE, "full": FULL}
# Sagas under way, and at how many points a fault is tried: at all of them with a dozen, at full size.
SIZES = {DOZEN: 10_000, ALL: 16} if ALL else {DOZEN: 4}


def once(what: str, at: int, times: int = 1) -> Callable[[str, str, int], int]:
    """The `at`-th thing of this kind fails, so many times; all others work. "full" are writes for which there is no room."""
    asked = iter(range(1, 1_000_000))
    kind = "write" if what == "full" else what
    return lambda found, path, count: CODES[what] if found == kind and at <= next(asked) < at + times else 0


@cache
def points(what: str, sagas: int) -> list[int]:
    """At which things of a kind that a life does: all, or as many as `SIZES` says, in equal distances."""
    asked = 0

    def counts(found: str, *_: object) -> int:
        nonlocal asked
        asked += found == what
        return 0

    with TemporaryDirectory() as folder, timeless() as clock:
        Lives(Path(folder), clock, some(sagas)).live({}, fails=counts)
    return list(range(1, asked + 1, max(1, asked // SIZES[sagas])))


@pytest.mark.parametrize("what", ["write", "sync", "read", "truncate"])
@pytest.mark.parametrize("sagas", SIZES)
def test_after_an_error_of_the_disk_the_next_process_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, sagas: int, what: str
) -> None:
    """It goes on from all that was written, or, every other time, from what a power cut leaves of it."""
    caplog.set_level(logging.CRITICAL + 1)
    failed = 0
    for number, at in enumerate(points(what, sagas)):
        dice = random.Random(f"{what} {at}")
        with timeless() as clock:
            lives = Lives(tmp_path / str(at), clock, some(sagas))
            disk = lives.live({}, fails=once(what, at))
            failed += disk.failed
            clock.now += 1.0
            lives.live(disk.files.survivors(dice if number % 2 else None))
        assert not lives.judged(), f"{what} {at} failed"
        shutil.rmtree(lives.folder)
    assert failed or what == "truncate"
    sys.stdout.write(
        f"{sagas:,} sagas: {failed} lives in which a {what} failed, {len(points(what, sagas))} asked for\n"
    )


@pytest.mark.parametrize("sagas", SIZES)
def test_no_room_at_any_write_stops_nothing_for_good(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, sagas: int
) -> None:
    """The same process goes on by itself, and what was refused is asked for again."""
    caplog.set_level(logging.CRITICAL + 1)
    for at in points("write", sagas):
        times = random.Random(at).randrange(1, 15)
        with timeless() as clock:
            lives = Lives(tmp_path / str(at), clock, some(sagas))
            disk = lives.live({}, fails=once("full", at, times))
            assert disk.failed
            if lives.statuses:  # else it did not even start
                assert not lives.judged(), f"no room for {times} writes from write {at} on"
            lives.live(disk.files.survivors(None))
        assert not lives.judged(), f"no room for {times} writes from write {at} on, and after a restart"
        shutil.rmtree(lives.folder)
    sys.stdout.write(f"{sagas:,} sagas: {len(points('write', sagas))} lives with a full disk\n")


@pytest.mark.parametrize("room", [0, 20_000, 60_000])
def test_a_full_disk_refuses_what_is_new_and_then_all_goes_on(tmp_path: Path, room: int) -> None:
    world, accepted, refused = World(), list[str](), list[str]()

    async def begin(journal: Journal, one: str) -> None:
        try:
            await journal.begin("plain", one, {"id": one})
            accepted.append(one)
        except NotNow as error:
            assert "takes nothing new just now (SQLITE_FULL" in str(error) and "make room" in str(error)
            refused.append(one)

    async def main() -> None:
        journal = Journal(tmp_path / "sagas.db", world.sagas(), name="one", lease=LEASE, keep=1000 * DAY)
        work = asyncio.create_task(journal.run())
        await begin(journal, "confirmed/first")
        disk.room = room
        for number in range(40):
            await begin(journal, f"confirmed/{number}")
        await asyncio.sleep(2.0)
        assert refused and "SQLITE_FULL" in (await journal.stats()).trouble
        for one in refused:
            assert await journal.get(one) is None
        disk.room = None
        await asyncio.sleep(LEASE)
        assert not journal.ailing
        for one in (*accepted, *refused):
            await journal.begin("plain", one, {"id": one})
            assert await journal.wait(one, 30.0) is Status.CONFIRMED
            assert not world.wrongs(one, "confirmed")
        await journal.close()
        await work

    with timeless() as clock, failing(tmp_path) as disk:
        run(clock, main())


def test_what_waits_for_room_when_it_is_closed_is_done_later(tmp_path: Path) -> None:
    """A saga whose step was done, but whose line could not be written, has it done again, with the same key."""
    world = World()

    async def closed() -> None:
        journal = Journal(tmp_path / "sagas.db", world.sagas(), name="one", lease=LEASE)
        work = asyncio.create_task(journal.run())
        await asyncio.sleep(1.0)  # it has its lease
        await journal.begin("plain", "confirmed/1", {"id": "1"})
        disk.room = 0
        await asyncio.sleep(3.0)
        assert world.effects == {"confirmed/1": ["reserve"]}, "without its line it does not go on"
        await journal.close()
        await asyncio.wait([work])

    async def opened() -> None:
        journal = Journal(tmp_path / "sagas.db", world.sagas(), name="one", lease=LEASE)
        work = asyncio.create_task(journal.run())
        assert await journal.wait("confirmed/1", 30.0) is Status.CONFIRMED
        await journal.close()
        await work

    with timeless() as clock, failing(tmp_path) as disk:
        run(clock, closed())
        disk.room = None
        run(clock, opened())
    assert not world.wrongs("confirmed/1", "confirmed")
    assert world.asked["confirmed/1/reserve"] == 2


def test_the_dozen_has_every_shape() -> None:
    assert {one.partition("/")[0] for one in some(DOZEN)} == set(SHAPES)


@pytest.mark.parametrize("what", ["read", "sync"])
def test_an_error_stops_it_at_once_and_for_good(tmp_path: Path, what: str) -> None:
    world = World()

    async def main() -> None:
        journal = Journal(tmp_path / "sagas.db", world.sagas(), name="one", lease=DAY)
        work = asyncio.create_task(journal.run())
        await journal.begin("plain", "confirmed/1", {"id": "1"})
        assert await journal.wait("confirmed/1", 30.0) is Status.CONFIRMED
        journal._writer._store.connection.execute("PRAGMA shrink_memory")  # so that something has to be read
        disk.fails = lambda found, path, count: CODES[what] if found == what else 0
        with pytest.raises(EngineFailed, match="SQLITE_IOERR"):
            await (journal.get("confirmed/1") if what == "read" else journal.begin("plain", "confirmed/2", {"id": "2"}))
        disk.fails = lambda *_: 0
        done, _ = await asyncio.wait([work], timeout=1.0)
        assert done and isinstance(work.exception(), EngineFailed)
        with pytest.raises(EngineFailed):
            await journal.begin("plain", "confirmed/3", {"id": "3"})
        assert "SQLITE_IOERR" in journal.ailing
        await journal.close()

    with timeless() as clock, failing(tmp_path) as disk:
        run(clock, main())


def test_a_disk_that_fails_while_a_journal_is_looked_through_is_no_damage_of_it(tmp_path: Path) -> None:
    with timeless() as clock:
        lives = Lives(tmp_path, clock, some(DOZEN))
        lives.live({})
    sagas = {(saga.name, saga.version): saga for saga in lives.world.sagas()}
    home = tmp_path / "life-1"
    said = []
    for at in range(1, 200):
        with failing(home, fails=once("read", at)) as disk:
            said += checked(home / "sagas.db", sagas).faults
        if not disk.failed:
            break
    assert said
    assert all(fault.startswith("the disk could not be read, so it is not known") for fault in said), said
    assert not checked(home / "sagas.db", sagas).faults
