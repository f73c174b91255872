"""Runs a fleet: starts its parts in the order of their needs, starts again what dies, and ends all of it at the end."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic, time
from typing import Protocol

from skerry.run.fleet import Located, Member, waves
from skerry.run.happening import Happening, Listener, State
from skerry.run.parts.command import CommandService
from skerry.run.parts.part import Missing, NotReady, Part
from skerry.run.parts.service import Service
from skerry.run.parts.zygote import Zygote
from skerry.run.place import Place

_PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before a part that died is started again, the more often the longer
_CALM = 30.0  # seconds that a part has to run before its earlier deaths are forgotten


class Infrastructure(Protocol):
    """What services need: the parts that run before them, and what each service is told of them."""

    def parts(self) -> list[Part]:
        """Those that are started before any service, in order."""
        ...

    def after(self) -> list[Part]:
        """Those that are started once services are there: the gateway."""
        ...

    def environment(self, member: Member) -> Mapping[str, str]:
        """What a service is told."""
        ...

    def replicas(self, member: Member) -> int:
        """How many of a service are started."""
        ...


@dataclass(slots=True)
class Running:
    """A part and how it is."""

    part: Part
    kind: str
    state: State = State.STOPPED
    since: float = 0.0
    deaths: int = 0
    why: str = ""
    wanted: bool = True
    watching: asyncio.Task[None] | None = field(default=None, repr=False)


class Supervisor:
    """One system. Everything it does is told to the listener."""

    def __init__(self, located: Located, place: Place, infrastructure: Infrastructure, listener: Listener) -> None:
        self._located, self._place, self._infrastructure, self._listener = located, place, infrastructure, listener
        self.parts: dict[str, Running] = {}
        self._zygote = Zygote(place.log("zygote"))
        self._changed = asyncio.Event()

    async def start(self) -> None:
        """Starts everything; returns once all of it is ready.

        Raises:
            Missing, NotReady, OSError: a part can't be started; the others are stopped.
        """
        try:
            if any(each.package for each in self._located.fleet.services):
                await self._zygote.start()
            for part in self._infrastructure.parts():
                await self._begin(Running(part, "infrastructure"))
            for wave in waves(self._located.fleet.services):
                await self._together(
                    [self._member(each, at) for each in wave for at in range(self._infrastructure.replicas(each))]
                )
            for part in self._infrastructure.after():
                await self._begin(Running(part, "gateway"))
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Ends everything, what was started last first."""
        for running in self.parts.values():
            running.wanted = False
        for running in reversed(self.parts.values()):
            await self._end(running)
        await self._zygote.stop()

    async def kill(self, name: str, what: int) -> int:
        """Sends a signal to a part; its process id, 0 where it does not run."""
        pid = self.parts[name].part.pid
        if pid:
            os.kill(pid, what)
        return pid

    async def restart(self, name: str) -> None:
        """Ends a part and starts it again, with the code as it is now."""
        running = self.parts[name]
        running.wanted = False
        await self._end(running)
        running.wanted, running.deaths = True, 0
        await self._begin(running)

    async def halt(self, name: str) -> None:
        """Ends a part for good."""
        self.parts[name].wanted = False
        await self._end(self.parts[name])

    def named(self, name: str) -> list[str]:
        """The parts that a person means: one by its name, or all replicas of a service."""
        return [each for each in self.parts if each == name or each.rpartition(".")[0] == name]

    # — one part —

    def _member(self, member: Member, at: int) -> Running:
        several = self._infrastructure.replicas(member) > 1
        instance = f"{member.name}.{at + 1}" if several else member.name
        environment, log = dict(self._infrastructure.environment(member)), self._place.log(instance)
        if member.command:
            return Running(CommandService(member, self._located.root, log, environment, instance), "command")
        return Running(Service(member, self._located.root, log, environment, instance, self._zygote), "service")

    async def _together(self, several: list[Running]) -> None:
        async with asyncio.TaskGroup() as group:
            for each in several:
                group.create_task(self._begin(each))

    async def _begin(self, running: Running) -> None:
        part = running.part
        self.parts[part.name] = running
        self._set(running, State.STARTING)
        try:
            await part.start()
        except (NotReady, Missing, OSError) as error:
            self._set(running, State.DEAD, str(error))
            raise
        self._set(running, State.READY)
        self._register()
        running.watching = asyncio.create_task(self._watch(running))

    async def _watch(self, running: Running) -> None:
        """Starts it again whenever it dies, unless nobody wants it any more."""
        while True:
            started = monotonic()
            end = await running.part.ended()
            if not running.wanted:
                return
            running.deaths = running.deaths + 1 if monotonic() - started < _CALM else 1
            self._set(running, State.DEAD, str(end))
            self._register()
            while running.wanted:
                await asyncio.sleep(_PAUSES[min(running.deaths, len(_PAUSES)) - 1])
                self._set(running, State.STARTING)
                try:
                    await running.part.start()
                    break
                except (NotReady, Missing, OSError) as error:
                    running.deaths += 1
                    self._set(running, State.DEAD, str(error))
            if not running.wanted:
                return
            self._set(running, State.READY)
            self._register()

    async def _end(self, running: Running) -> None:
        if running.state in (State.STOPPED, State.GIVEN_UP):
            return
        self._set(running, State.STOPPING)
        self._register()
        if running.watching and not running.part.pid:
            running.watching.cancel()
        with contextlib.suppress(OSError):
            await running.part.stop()
        if running.watching:
            running.watching.cancel()
        self._set(running, State.STOPPED)

    def _set(self, running: Running, state: State, why: str = "") -> None:
        running.state, running.since, running.why = state, time(), why
        self._listener(Happening(running.part.name, state, why, running.part.url))

    def _register(self) -> None:
        """Tells the services where each is found."""
        found: dict[str, list[str]] = {}
        for running in self.parts.values():
            service = getattr(running.part, "service", "")
            if service and running.state is State.READY:
                found.setdefault(service, []).append(running.part.url)
        self._place.register(found)
