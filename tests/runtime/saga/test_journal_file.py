"""The journal's file and its workers: what is durable when, who may write, and what happens when the disk says no."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from skerry_runtime.saga import Await, EngineFailed, NewerStore, Saga, Status
from skerry_runtime.saga.journal import Journal, engine, rows, store, writer
from skerry_runtime.saga.journal.clock import Moment
from skerry_runtime.saga.journal.rows import Claim, Head, Lost, Worker
from skerry_runtime.saga.journal.store import Store
from skerry_runtime.saga.journal.writer import Writer
from skerry_runtime.saga.log import Ended, Key, Outcome

from .scenes import LONG, Services, ended, new, order, settled, sync, until, until_status, working


def journal(path: Path, *sagas: Saga, **more: Any) -> Journal:
    return Journal(path / "sagas.db", sagas, **{"name": "one", "lease": 2.0, **more})


def read(path: Path, query: str) -> list[Any]:
    with sqlite3.connect(path / "sagas.db") as connection:
        return connection.execute(query).fetchall()


@sync
async def test_what_has_begun_is_in_the_file(tmp_path: Path) -> None:
    runs = journal(tmp_path, order(Services()))
    await runs.begin("order", "one", {"id": "one"})
    assert read(tmp_path, "SELECT id FROM saga") == [("one",)]
    await runs.close()


@sync
async def test_commits_are_full_and_shared(tmp_path: Path) -> None:
    services = Services()
    async with working(runs := journal(tmp_path, order(services))):
        await asyncio.gather(*(ended(runs, new()) for _ in range(40)))
        shared = runs._writer
        assert shared.jobs >= 5 * 40
        assert shared.commits < shared.jobs / 4
        assert await shared.read(lambda c: c.execute("PRAGMA synchronous").fetchone()[0]) == 2
        assert await shared.read(lambda c: c.execute("PRAGMA journal_mode").fetchone()[0]) == "wal"
    assert read(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    lines = read(tmp_path, "SELECT saga, COUNT(*), MIN(n), MAX(n) FROM journal GROUP BY saga")
    assert {line[1:] for line in lines} == {(4, 0, 3)}


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    Store(tmp_path / "sagas.db").close()
    with sqlite3.connect(tmp_path / "sagas.db") as connection:
        connection.execute("PRAGMA user_version = 1000")
    with pytest.raises(NewerStore, match=r"version 1000.*install a newer skerry"):
        journal(tmp_path)


def test_an_older_file_goes_forward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(tmp_path / "sagas.db").close()
    monkeypatch.setattr(store, "STEPS", (*store.STEPS, "CREATE TABLE more (x)"))
    Store(tmp_path / "sagas.db").close()
    assert read(tmp_path, "SELECT * FROM more") == []
    assert read(tmp_path, "PRAGMA user_version") == [(len(store.STEPS),)]


@sync
async def test_two_processes_of_one_name_are_one_too_many(tmp_path: Path) -> None:
    first = journal(tmp_path, order(Services()), lease=1.0)
    work = asyncio.create_task(first.run())
    await first.begin("order", "one", {"id": "one"})
    async with working(journal(tmp_path, order(Services()), lease=1.0)):
        with pytest.raises(EngineFailed, match="runs sagas as one"):
            await asyncio.wait_for(work, LONG)
    await first.close()


@sync
async def test_begun_beside_a_worker_it_is_run_by_the_worker(tmp_path: Path) -> None:
    services = Services()
    only_begins = journal(tmp_path, order(services), name="gateway")
    async with working(journal(tmp_path, order(services), lease=1.0)) as runs:
        await only_begins.begin("order", one := new(), {"id": one})
        await until_status(runs, one, Status.CONFIRMED)
    await only_begins.close()


@sync
async def test_events_of_another_process_are_seen(tmp_path: Path) -> None:
    waits = Saga("order", 1, (Await("paid", "Paid"),), 60.0, lambda start: str(start["id"]))
    other = journal(tmp_path, name="other")
    async with working(journal(tmp_path, waits)) as runs:
        await runs.begin("order", one := new(), {"id": one})
        await asyncio.sleep(0.5)
        await other.signal("Paid", one, {"sum": 1})
        assert (await settled(runs, one)).results == {"paid": {"sum": 1}}
    await other.close()


# Fences and leases


def head(number: int) -> Head:
    return Head(number, f"saga-{number}", "order", 1, "", {}, 0.0, 1, 0)


def claimed(file: Store, me: Worker, now: Moment) -> list[Head]:
    wanted = Claim(frozenset({("order", 1)}), frozenset(), 10, 5)
    with file.transaction() as connection:
        rows.heartbeat(connection, me, now, True)
        return rows.claim(connection, me, now, wanted, 0.0)


def test_who_was_taken_over_writes_nothing(tmp_path: Path) -> None:
    file = Store(tmp_path / "sagas.db")
    first, second = (Worker(name, name, 1, 10.0) for name in ("first", "second"))
    with file.transaction() as connection:
        rows.heartbeat(connection, first, Moment(0.0, "boot"), True)
        mine = rows.begin(connection, head(1), 60.0, "first")
    assert mine
    assert not claimed(file, second, Moment(9.9, "boot"))
    (theirs,) = claimed(file, second, Moment(10.1, "boot"))
    done = Outcome(Ended.DONE, 1.0)
    with file.transaction() as connection:
        with pytest.raises(Lost):
            rows.append(connection, mine, "first", 0, Key("do", "a"), done, Status.CONFIRMED)
        with pytest.raises(Lost):
            rows.park(connection, mine, "first", 0, 1.0, Key("do", "a"), "late")
        rows.append(connection, theirs, "second", 0, Key("do", "a"), done, None)
    assert read(tmp_path, "SELECT COUNT(*), status FROM journal, saga") == [(1, "running")]
    (back,) = claimed(file, first, Moment(30.0, "boot"))  # the same name again, but another fence
    with file.transaction() as connection, pytest.raises(Lost):
        rows.append(connection, mine, "first", 1, Key("do", "b"), done, None)
    assert back.fence > theirs.fence
    file.close()


@pytest.mark.parametrize(
    ("until", "boot", "over"), [(101.0, "b", False), (100.0, "b", True), (105.0, "a", True), (100000.0, "b", True)]
)
def test_leases_end_with_their_time_and_with_the_start_of_the_machine(until: float, boot: str, over: bool) -> None:
    assert Moment(100.0, "b").outlived(until, boot, lease=10.0) is over


@sync
async def test_a_worker_whose_lease_ran_out_lets_go_and_takes_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = Services()
    services.answers["pay"] = [30.0]
    slow = Saga("order", 1, (services.step("pay", timeout=60.0),), 60.0, lambda start: "")
    async with working(journal(tmp_path, slow, lease=2.0)) as runs:
        await runs.begin("order", one := new(), {})
        await until(lambda: services.calls)
        services.answers["pay"] = [{}]
        real = engine.moment
        monkeypatch.setattr(engine, "moment", lambda: Moment(real().seconds + 60, real().boot))  # as if it had slept
        assert (await settled(runs, one)).status is Status.CONFIRMED
    assert services.calls == ["pay", "pay"]


@sync
async def test_nobody_who_sets_the_clock_moves_a_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = Services()
    services.answers["pay"] = [0.5]
    real = time.time
    async with working(journal(tmp_path, order(services))) as runs:
        await runs.begin("order", one := new(), {"id": one})
        monkeypatch.setattr(time, "time", lambda: real() + 3600)
        assert (await settled(runs, one)).status is Status.CONFIRMED


# The disk


@sync
async def test_after_an_error_of_the_disk_nothing_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = journal(tmp_path, order(Services()), lease=1.0)
    work = asyncio.create_task(runs.run())
    await ended(runs, new())

    def fails(*_: object) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
        raise error

    monkeypatch.setattr(Writer, "_together", fails)
    with pytest.raises(EngineFailed, match="SQLITE_IOERR_FSYNC"):
        await runs.begin("order", new(), {"id": ""})
    monkeypatch.undo()
    with pytest.raises(EngineFailed):  # for good
        await runs.begin("order", new(), {"id": ""})
    with pytest.raises(EngineFailed):
        await asyncio.wait_for(work, LONG)
    await runs.close()


@sync
async def test_one_job_that_fails_spoils_no_other(tmp_path: Path) -> None:
    one = Writer(Store(tmp_path / "sagas.db"))

    def bad(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO worker VALUES ('bad', '', 1, '', 1)")
        raise KeyError("a fault of ours")

    def good(connection: sqlite3.Connection) -> int:
        return connection.execute("INSERT INTO worker VALUES (hex(randomblob(9)), '', 1, '', 1)").rowcount

    found = await asyncio.gather(*(one.write(job) for job in (good, bad, good)), return_exceptions=True)
    assert [found[0], type(found[1]), found[2]] == [1, KeyError, 1]
    await one.close()
    assert read(tmp_path, "SELECT COUNT(*) FROM worker") == [(2,)]


@sync
async def test_what_is_long_over_is_forgotten(tmp_path: Path) -> None:
    async with working(journal(tmp_path, order(Services()), keep=0.2, lease=1.0)) as runs:
        await runs.signal("Paid", "nobody", {})
        await ended(runs, one := new())
        async with asyncio.timeout(LONG):
            while await runs.get(one):
                await asyncio.sleep(0.05)
    assert read(tmp_path, "SELECT COUNT(*) FROM journal") == [(0,)]
    assert read(tmp_path, "SELECT COUNT(*) FROM signal") == [(0,)]


def test_the_lock_is_no_way_into_children(tmp_path: Path) -> None:
    file = Store(tmp_path / "sagas.db")
    assert not os.get_inheritable(file._lock)
    file.close()


@sync
async def test_who_keeps_the_lock_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_LONG", 0.2)
    async with working(runs := journal(tmp_path, order(Services()), lease=30.0)):
        await ended(runs, new())
        with (tmp_path / "sagas.db.lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            waits = asyncio.create_task(runs.begin("order", one := new(), {"id": one}))
            await until(lambda: "keeps the lock" in runs.ailing)
            assert not waits.done()
        await asyncio.wait_for(waits, LONG)
        assert (await settled(runs, one)).status is Status.CONFIRMED
        assert not runs.ailing
