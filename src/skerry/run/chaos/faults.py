"""Inflicts faults on a running system, and heals them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from skerry.run.chaos.plan import Fault, Kind
from skerry.run.chaos.roads import Roads

SLOW = 0.25  # seconds, each way
_ROOM = 0  # bytes that a file may have on a full disk: what is there stays, and nothing can be added


@dataclass(frozen=True, slots=True)
class Inflicted:
    """What was done, when it began and ended (seconds after the beginning), and to which process."""

    fault: Fault
    began: float
    ended: float
    pid: int
    why_not: str = ""


class Inflicter:
    """Does what a plan says.

    `pids` are the processes of a part now, `again` has a service publish again what it has published, `clock` is the file with the
    seconds by which the clock of a service is ahead.
    """

    def __init__(
        self,
        roads: Roads,
        pids: Callable[[str], Awaitable[Sequence[int]]],
        again: Callable[[str], Awaitable[int]],
        clock: Callable[[str], Path],
    ) -> None:
        self._roads, self._pids, self._again, self._clock = roads, pids, again, clock
        self.done: list[Inflicted] = []

    async def run(self, plan: Sequence[Fault]) -> None:
        """All of it, each in its time; those that last go on side by side. At the end everything is healed."""
        began = monotonic()
        try:
            async with asyncio.TaskGroup() as group:
                for fault in plan:
                    group.create_task(self._one(fault, began))
        finally:
            self._roads.heal()

    async def _one(self, fault: Fault, began: float) -> None:
        await asyncio.sleep(max(0.0, began + fault.at - monotonic()))
        start = monotonic() - began
        pids = list(await self._pids(fault.part))
        why = "" if pids else "it did not run"
        if pids:
            try:
                await self._inflict(fault, pids)
            except (OSError, ValueError) as error:
                why = str(error) or type(error).__name__
        self.done.append(Inflicted(fault, start, monotonic() - began, pids[0] if pids else 0, why))

    async def _inflict(self, fault: Fault, pids: Sequence[int]) -> None:
        road = self._roads.to(fault.part)
        match fault.kind:
            case Kind.KILL:
                os.kill(pids[0], signal.SIGKILL)
            case Kind.PAUSE:
                await _paused(pids[0], fault.seconds)
            case Kind.SLOW:
                road.delay = SLOW
                await asyncio.sleep(fault.seconds)
                road.delay = 0.0
            case Kind.DROP:
                road.torn = True
                await asyncio.sleep(fault.seconds)
                road.torn = False
            case Kind.PARTITION:
                road.closed = True
                await asyncio.sleep(fault.seconds)
                road.closed = False
                road.opened.set()
            case Kind.DUPLICATE:
                await self._again(fault.part)
            case Kind.FULL_DISK:
                await _without_room(pids[0], fault.seconds)
            case Kind.SKEW:
                await _skewed(self._clock(fault.part), fault.by, fault.seconds)


async def _paused(pid: int, seconds: float) -> None:
    os.kill(pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


async def _skewed(clock: Path, by: float, seconds: float) -> None:
    """Its clock is wrong, also that of a process that is started in between, and then jumps back to what is right."""
    clock.parent.mkdir(exist_ok=True)
    clock.write_text(f"{by:g}")
    try:
        await asyncio.sleep(seconds)
    finally:
        clock.unlink(missing_ok=True)


async def _without_room(pid: int, seconds: float) -> None:
    """No file of the process may grow: its writes fail as they do where a disk is full (EFBIG; Python ignores SIGXFSZ)."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (_ROOM, hard))
    try:
        await asyncio.sleep(seconds)
    finally:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
