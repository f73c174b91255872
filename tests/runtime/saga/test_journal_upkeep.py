"""The journal over the years: clocks that are set, backups and what is restored from them, old files, retention, the check."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from skerry_runtime import Refused
from skerry_runtime.saga import Await, How, NotNow, Saga, Status
from skerry_runtime.saga.journal import Journal, checking

from .faults.disk import failing
from .faults.loop import Clock, run, timeless
from .faults.world import DAY, World
from .scenes import Services, ended, new, order, saga, settled, sync, until, until_status, working

HOUR = 3600.0


def journal(path: Path, *sagas: Saga, **more: Any) -> Journal:
    return Journal(path / "sagas.db", sagas, **{"name": "one", "lease": 2.0, **more})


def write(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


# The clock


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_clock_that_was_set_moves_no_deadline_of_the_next_process(
    tmp_path: Path, hours: int, caplog: pytest.LogCaptureFixture
) -> None:
    services = Services()
    services.answers["pay"] = [2 * HOUR, {}]
    slow = saga(
        services.step("reserve"),
        services.step("pay", timeout=DAY),
        services.step("ship", undo=False),
        deadline=4 * HOUR,
    )

    async def first() -> None:
        async with working(journal(tmp_path, slow, lease=HOUR)) as runs:
            await runs.begin("order", "one", {"id": "one"})
            await asyncio.sleep(HOUR)

    async def second() -> None:
        async with working(journal(tmp_path, slow, lease=HOUR)) as runs:
            record = await settled(runs, "one")
            assert record.status is Status.CONFIRMED
            assert record.ended and 0 < record.ended - record.began < 2 * HOUR

    async def third(clock: Clock) -> None:
        async with working(journal(tmp_path, slow, lease=HOUR)) as runs:  # nothing is under way: the clock is believed
            assert abs(runs._now() - clock.now - clock.ahead) < 1

    with timeless() as clock:
        run(clock, first())
        clock.ahead += hours * HOUR
        run(clock, second())
        assert f"the clock was set {hours * HOUR:+.0f} s while sagas are under way" in caplog.text
        run(clock, third(clock))


def test_after_a_start_of_the_machine_time_is_not_before_what_was_written(tmp_path: Path) -> None:
    services = Services()
    services.answers["reserve"] = [2 * DAY]
    slow = saga(services.step("reserve", timeout=2 * DAY), deadline=2 * DAY)

    async def first(clock: Clock) -> None:
        async with working(journal(tmp_path, slow, lease=HOUR)) as runs:
            await runs.begin("order", "one", {"id": "one"})
            await asyncio.sleep(10 * HOUR)
            seen.append(runs._now())

    async def second() -> None:
        runs = journal(tmp_path, slow)
        seen.append(runs._now())
        await runs.close()

    seen: list[float] = []
    with timeless() as clock:
        run(clock, first(clock))
        clock.now, clock.boot, clock.ahead = 5.0, "second", 0.0  # a battery that is empty: it is 1970
        run(clock, second())
    assert 0 <= seen[0] - seen[1] < HOUR


def test_an_event_that_waits_for_its_saga_is_not_late_when_the_clock_is_set_back(tmp_path: Path) -> None:
    waits = saga(Await("paid", "Paid", by="id", limit=HOUR), deadline=2 * HOUR)

    async def early() -> None:
        async with working(journal(tmp_path, waits)) as runs:
            await runs.signal("Paid", "one", {"id": "one"})

    async def begun() -> None:
        async with working(journal(tmp_path, waits)) as runs:
            assert (await ended(runs, "one")).status is Status.CONFIRMED

    with timeless() as clock:
        run(clock, early())
        clock.ahead -= 30 * HOUR
        run(clock, begun())


# Backups


@sync
async def test_a_backup_is_whole_while_work_goes_on(tmp_path: Path) -> None:
    services = Services()
    async with working(journal(tmp_path, order(services))) as runs:
        first = [(await ended(runs, new())).id for _ in range(5)]
        more = [asyncio.create_task(ended(runs, new())) for _ in range(40)]
        await asyncio.sleep(0.02)
        await runs.backup(tmp_path / "copy.db")
        await asyncio.gather(*more)
        with pytest.raises(FileExistsError, match="exists already; name a new file"):
            await runs.backup(tmp_path / "copy.db")
    found = checking.checked(tmp_path / "copy.db", {("order", 1): order(services)})
    assert not found.faults and 5 <= found.sagas <= 45
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert set(first) <= {row[0] for row in connection.execute("SELECT id FROM saga WHERE status = 'confirmed'")}
    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize(
    ("shape", "age", "reason"),
    [
        ("confirmed", 2 * HOUR, ""),
        ("declined", 2 * HOUR, ""),
        ("answered", 2 * HOUR, "events since then are missing"),
        ("confirmed", 8 * DAY, "services know keys for 7.0 days"),
    ],
)
def test_what_is_restored_repeats_no_effect(
    tmp_path: Path, shape: str, age: float, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The saga ended after the backup, its deadline is long past, and the file is lost: it comes to the same end again."""
    world, one = World(), f"{shape}/1"
    name = "waits" if shape == "answered" else "plain"

    async def first() -> None:
        async with working(journal(tmp_path, *world.sagas(), lease=HOUR)) as runs:
            await asyncio.sleep(1.0)
            await runs.begin(name, one, {"id": one})
            await asyncio.sleep(0.015)
            await runs.backup(tmp_path / "copy.db")
            await runs.signal("Answered", one, {"id": one})
            statuses.append(await runs.wait(one, 30.0))

    async def second() -> None:
        before = len(world.effects)
        runs = Journal(tmp_path / "copy.db", world.sagas(), name="two", lease=HOUR)
        async with working(runs):
            statuses.append(await runs.wait(one, 30.0))
            if reason:
                assert statuses.pop() is Status.PARKED
                assert reason in (found := await runs.get(one)).reason  # type: ignore[union-attr]
                assert "restored from a backup that is" in found.reason  # type: ignore[union-attr]
                await asyncio.sleep(2 * HOUR)  # a person takes some time, too
                await runs.signal("Answered", one, {"id": one})
                await runs.resume(one, How.RETRY)
                statuses.append(await runs.wait(one, 30.0))
        assert len(world.effects) == before
        again = Journal(tmp_path / "copy.db", world.sagas(), name="two")  # told once
        await again.close()

    statuses: list[Status | None] = []
    with timeless() as clock:
        run(clock, first())
        clock.now += age
        run(clock, second())
    assert statuses[0] is statuses[1] and statuses[0] and statuses[0].ended
    assert not world.wrongs(one, str(statuses[0]))
    assert caplog.text.count("copy.db is a backup that is") == 1


# Old files


def test_a_file_of_version_1_goes_on(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "sagas.db")) as connection:
        connection.executescript(Path(__file__).with_name("version_1.sql").read_text())
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    services = Services()
    steps = (services.step("reserve"), services.step("ship", undo=False))
    year = 365 * DAY
    sagas = [
        saga(*steps, name="ends"),
        saga(*steps, services.step("notify", undo=False), name="parks"),
        saga(steps[0], services.step("pay"), steps[1], name="hangs", deadline=1000 * year),
        saga(Await("paid", "Paid", "", "id", 900 * year), steps[1], name="waits", deadline=1000 * year),
    ]

    async def goes_on() -> None:
        async with working(runs := Journal(tmp_path / "sagas.db", sagas, name="one")):
            assert not (await runs.check()).faults
            assert (await settled(runs, "ends")).status is Status.CONFIRMED
            assert (await settled(runs, "hangs")).status is Status.CONFIRMED
            assert (await settled(runs, "parks")).reason == "Refused: unknown address"
            await runs.resume("parks", How.RETRY)
            await until_status(runs, "parks", Status.CONFIRMED)
            await runs.signal("Paid", "waits", {"sum": 1})
            assert (await settled(runs, "waits")).results["paid"] == {"sum": 1}
            assert not (await runs.check()).faults

    asyncio.run(goes_on())
    assert services.calls.count("reserve") == 0, "what was done before is not done again"


# The check


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["UPDATE journal SET n = 7 WHERE n = 1"], "has a gap in its lines"),
        (["DELETE FROM journal WHERE n = 3"], "lines do not lead to its end"),
        (["DELETE FROM saga"], "has lines, but is not there"),
        (["UPDATE saga SET status = 'compensated'"], "is compensated, but its lines say confirmed"),
        (["UPDATE saga SET ended = NULL"], "has ended, and has not"),
        (["UPDATE saga SET status = 'running', ended = NULL"], "is running, but its lines lead to its end"),
        (["UPDATE journal SET fence = 9 WHERE n = 1"], "has a line of a worker that had lost it"),
        (["UPDATE journal SET key = 'do pray' WHERE n = 3"], "has lines that do not belong to its course: do pray"),
        (
            ["INSERT INTO journal (saga, n, at, key, body) SELECT 1, 4, 0, 'do more', body FROM journal WHERE n = 3"],
            "has lines that do not belong to its course: do more",
        ),
    ],
)
@sync
async def test_the_check_finds(tmp_path: Path, statements: list[str], fault: str) -> None:
    services = Services()
    async with working(journal(tmp_path, order(services))) as runs:
        await ended(runs, new())
        assert await runs.check() == checking.Checked(1, 4)
    write(tmp_path / "sagas.db", *statements)
    found = checking.checked(tmp_path / "sagas.db", {("order", 1): order(services)})
    assert any(fault in each for each in found.faults), found


def test_the_check_finds_damaged_pages(tmp_path: Path) -> None:
    services = Services()

    async def made() -> None:
        async with working(journal(tmp_path, order(services))) as runs:
            await asyncio.gather(*(ended(runs, new()) for _ in range(30)))

    asyncio.run(made())
    with (tmp_path / "sagas.db").open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xff" * 4096)
    found = checking.checked(tmp_path / "sagas.db", {("order", 1): order(services)})
    assert any("the file is damaged" in each for each in found.faults), found


@sync
async def test_the_check_is_content_with_what_persons_decide(tmp_path: Path) -> None:
    services = Services()
    services.answers["notify"] = [Refused("no")]
    async with working(journal(tmp_path, order(services))) as runs:
        for how in How:
            await ended(runs, one := new())
            assert not (await runs.check()).faults
            await runs.resume(one, how)
            if how is not How.RETRY:
                await until_status(runs, one, Status.CONFIRMED)
        assert not (await runs.check()).faults


# What is counted, and what is seen


@sync
async def test_what_the_journal_tells_of_itself(tmp_path: Path) -> None:
    services = Services()
    services.answers["pay"] = [30.0]
    pay = services.step("pay", timeout=60.0)
    async with working(journal(tmp_path, order(Services()), saga(pay, name="slow"), lease=5.0, keep=0.3)) as runs:
        await ended(runs, new())
        await runs.begin("slow", new(), {"id": "x"})
        await until(lambda: services.calls)
        found = await runs.stats()
        assert (found.running, found.ended, found.parked, found.trouble) == (1, 1, 0, "")
        assert found.lease and 0 < found.lease <= 5
        assert 1 <= found.batch <= found.written and 0 < found.commit <= found.slowest < 5
        assert 0 <= found.oldest < 30
        await until(lambda: runs._removed)
        found = await runs.stats()
        assert (found.ended, found.removed) == (0, 1)


def test_who_waits_in_vain_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    waits = saga(Await("paid", "Paid", by="id", limit=10 * HOUR), deadline=20 * HOUR)

    async def waiting() -> None:
        async with working(journal(tmp_path, waits, lease=HOUR)) as runs:
            await runs.begin("order", "one", {"id": "one"})
            await asyncio.sleep(8 * HOUR)
            assert "waits for Paid" not in caplog.text
            await asyncio.sleep(1.5 * HOUR)
            assert caplog.text.count("saga one waits for Paid, and its time is over in") == 1

    async def nobody_knows_it() -> None:
        async with working(journal(tmp_path, lease=HOUR)) as runs:
            await asyncio.sleep(2 * HOUR)
            assert (await runs.stats()).overdue == 1
            told = [each for each in caplog.records if getattr(each, "event", "") == "saga.overdue"]
            assert [each.levelno for each in told] == [logging.ERROR]

    with timeless() as clock:
        run(clock, waiting())
        run(clock, nobody_knows_it())


def test_what_is_new_is_refused_with_its_reason(tmp_path: Path) -> None:
    async def refused() -> None:
        runs = journal(tmp_path, order(Services()))
        disk.room = 0
        with pytest.raises(
            NotNow, match=r"sagas\.db takes nothing new just now \(SQLITE_FULL.*make room, and ask again"
        ):
            await runs.signal("Paid", "x", {"a": "b" * 5000})
        await runs.close()

    with timeless() as clock, failing(tmp_path) as disk:
        run(clock, refused())
