"""Lives of one journal: a process that begins sagas and follows them until it dies, and those that come after it."""

from __future__ import annotations

import asyncio
import pickle
import random
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from skerry_runtime.saga import Filter, How, NotNow, SagaError, Status
from skerry_runtime.saga.journal import Journal, checking

from .disk import Disk, failing
from .loop import Clock, run
from .world import DAY, WAITING, World, shape

LEASE, LOOK = DAY / 2, DAY / 8  # seconds: long, as days pass


@dataclass
class Lives:
    """The world, the clock, and what the journal has acknowledged; `folder` gets a folder for each life."""

    folder: Path
    clock: Clock
    ids: Sequence[str]
    world: World = field(default_factory=World)
    begun: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    statuses: dict[str, str] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)
    count: int = 0
    punctual: bool = True  # whether deadlines count: not after a clock that was wrong when the machine was started

    def outside(self) -> bytes:
        """All that a crash of the process spares, to go on from with `after`."""
        return pickle.dumps((self.world, self.begun, self.heard, self.clock.now, self.clock.ahead, self.clock.boot))

    @classmethod
    def after(cls, outside: bytes, folder: Path, clock: Clock, ids: Sequence[str]) -> Lives:
        """A world in which the process has just died."""
        world, begun, heard, clock.now, clock.ahead, clock.boot = pickle.loads(outside)
        return cls(folder, clock, ids, world, begun, heard)

    def power_cut(self) -> None:
        """The machine is started again, in no time by the wall clock."""
        clock = self.clock
        clock.ahead, clock.now, clock.boot = clock.ahead + clock.now - 10.0, 10.0, f"{clock.boot} again"

    def live(self, files: dict[str, bytes], **how: Any) -> Disk:
        """One life on these files, to its end: all sagas have ended, or the disk died."""
        self.count += 1
        home = self.folder / f"life-{self.count}"
        home.mkdir(parents=True)
        for name, content in files.items():
            (home / name).write_bytes(content)
        with failing(home, **how) as disk:
            run(self.clock, self._process(home / "sagas.db", disk))
            if not disk.dead and not disk.failed:
                found = checking.checked(home / "sagas.db", {(s.name, s.version): s for s in self.world.sagas()})
                self.wrongs += [fault for fault in found.faults if not (disk.failed and "could not be read" in fault)]
        return disk

    async def _process(self, path: Path, disk: Disk) -> None:
        """What runs until the disk dies; errors are its death."""
        journal, died = None, asyncio.Event()
        disk.on_death = died.set
        try:
            journal = Journal(path, self.world.sagas(), name="one", lease=LEASE, keep=1000 * DAY)
            with suppress(sqlite3.Error):
                journal._writer._store.connection.execute("PRAGMA wal_autocheckpoint = 12")  # so that there are some
            self._nothing_is_lost(path)
            work = asyncio.create_task(journal.run())
            tasks = [work, asyncio.create_task(self._sends(journal)), asyncio.create_task(self._repairs(journal))]
            tasks += [asyncio.create_task(self._all_ended(journal)), asyncio.create_task(died.wait())]
            await asyncio.wait([work, *tasks[3:]], return_when=asyncio.FIRST_COMPLETED)
            for task in tasks[1:]:
                task.cancel()
            await asyncio.gather(*tasks[1:], return_exceptions=True)
            await journal.close()
            await asyncio.gather(work, return_exceptions=True)
        except (SagaError, sqlite3.Error):
            assert disk.dead or disk.failed, "only the disk is an excuse"
        finally:
            if journal is not None:
                await self._dead(journal)

    async def _dead(self, journal: Journal) -> None:
        """Nothing of it goes on."""
        mine = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)
        with suppress(Exception):
            journal._writer._store.close()

    def _nothing_is_lost(self, path: Path) -> None:
        """What was acknowledged is there before anything is asked again."""
        with closing(sqlite3.connect(path)) as connection:
            there = {row[0] for row in connection.execute("SELECT id FROM saga")}
            signals = {row[0] for row in connection.execute("SELECT event FROM signal")}
        self.wrongs += [f"{one} was accepted, and is lost" for one in sorted(self.begun - there)]
        self.wrongs += [f"event {one} was accepted, and is lost" for one in sorted(self.heard - signals)]

    async def _sends(self, journal: Journal) -> None:
        """Begins sagas, and tells them events; again what was not acknowledged."""
        early = [one for one in self.ids if shape(one) == "early"]
        await asyncio.gather(*(self._tells(journal, one, "Answered") for one in early))
        await asyncio.gather(*(self._begins(journal, one) for one in self.ids))
        await asyncio.sleep(DAY / 4)
        kinds = {"answered": "Answered", "turned-down": "TurnedDown"}
        await asyncio.gather(*(self._tells(journal, one, kinds[shape(one)]) for one in self.ids if shape(one) in kinds))
        await asyncio.sleep(DAY)
        await asyncio.gather(*(self._tells(journal, one, "Answered") for one in self.ids if shape(one) == "late"))

    async def _begins(self, journal: Journal, one: str) -> None:
        name = "waits" if shape(one) in WAITING else "slow" if shape(one) == "deadline" else "plain"
        if one not in self.begun:
            await _patiently(lambda: journal.begin(name, one, {"id": one}))
            self.begun.add(one)

    async def _tells(self, journal: Journal, one: str, kind: str) -> None:
        if one not in self.heard:
            await _patiently(lambda: journal.signal(kind, one, {"id": one}, event=one))
            self.heard.add(one)

    async def _repairs(self, journal: Journal) -> None:
        """A person mends what a saga could not get past, and has it done again."""
        while True:
            await asyncio.sleep(LOOK)
            for parked in await journal.list(Filter(Status.PARKED)):
                if not parked.reason:
                    self.wrongs.append(f"{parked.id} is parked without a reason")
                self.world.repaired.add(parked.id)
                await _patiently(lambda one=parked.id: journal.resume(one, How.RETRY))

    async def _all_ended(self, journal: Journal) -> None:
        """They have ended, or never will."""
        until = self.clock.now + 5 * DAY
        while self.clock.now < until:
            await asyncio.sleep(LOOK)
            counts = await journal.stats()
            if counts.ended == len(self.ids) and not counts.running + counts.compensating + counts.parked:
                break
        self.statuses = {each.id: str(each.status) for each in await journal.list(Filter(limit=10_000))}

    def judged(self) -> list[str]:
        """All that is wrong at the end."""
        wrongs = [*self.wrongs]
        for one in self.ids:
            wrongs += self.world.wrongs(one, self.statuses.get(one, "not there"), self.punctual)
        wrongs += [f"{self.world.late} calls came after their undo"] if self.world.late else []
        return wrongs


async def _patiently(ask: Callable[[], Awaitable[None]]) -> None:
    """What is refused just now is asked for again, as an outbox does."""
    while True:
        try:
            return await ask()
        except NotNow:
            await asyncio.sleep(1.0)


def died_and_went_on(
    folder: Path, clock: Clock, ids: Sequence[str], deaths: Sequence[int], dice: random.Random | None
) -> Lives:
    """Lives that end at these points, and one that goes to the end; with dice, each death is a power cut."""
    lives, files = Lives(folder, clock, ids), dict[str, bytes]()
    for at in deaths:
        disk = lives.live(files, dies_at=at)
        files = disk.files.survivors(dice)
        clock.now += 5.0
        if dice is not None:
            lives.power_cut()
    lives.live(files)
    return lives
