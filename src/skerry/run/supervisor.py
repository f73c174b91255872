"""Runs a fleet: starts its parts, starts again what dies, and ends all of it at the end."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from typing import Any, Protocol

from skerry.run.canaries import Canary
from skerry.run.chaos.roads import Roads
from skerry.run.fleet import Located, Member
from skerry.run.happening import Listener, State
from skerry.run.opening import Opening
from skerry.run.parts.command import CommandService
from skerry.run.parts.part import NotReady, Part
from skerry.run.parts.service import Service
from skerry.run.tended import Tended


class Infrastructure(Protocol):
    """What services need: the parts that run before them, and what each service is told of them."""

    def parts(self) -> list[Part]:
        """Those that have to be ready before any service starts."""
        ...

    def beside(self) -> list[Part]:
        """Those that start together with the services."""
        ...

    def after(self) -> list[Part]:
        """Those that start once the services have their addresses."""
        ...

    def environment(self, member: Member) -> Mapping[str, str]:
        """What a service is told."""
        ...

    def replicas(self, member: Member) -> int:
        """How many of a service are started."""
        ...

    def canaries(self) -> Sequence[Canary]:
        """What is tried out beside the services."""
        ...


class Supervisor:
    """One system. Everything it does is told to the listener."""

    def __init__(
        self,
        located: Located,
        opening: Opening,
        infrastructure: Infrastructure,
        listener: Listener,
        roads: Roads | None = None,
    ) -> None:
        self._located, self._opening, self._infrastructure, self._listener = located, opening, infrastructure, listener
        self._roads = roads
        self._place = opening.place
        self.parts: dict[str, Tended] = {}
        self._registered: dict[str, list[str]] | None = None
        self._ours: dict[
            str, tuple[Member, str]
        ] = {}  # of each replica that is ours: what it is of, and how callers find it
        self._lives: Counter[str] = Counter()

    async def start(self) -> None:
        """Starts everything, the services all at once: they find each other when they need each other. Returns when all of them are
        ready or have failed once; those that failed are tried again.

        Raises:
            NotReady: without this part nothing can run.
        """
        self._register()
        for part in self._infrastructure.parts():
            self.parts[part.name] = self._tended(part, "infrastructure")
        await _together(each.begin() for each in list(self.parts.values()))
        self._needed(self._infrastructure.parts())
        several = [
            self._member(member, at)
            for member in self._located.fleet.services
            for at in range(self._infrastructure.replicas(member))
        ]
        several += [self._own(each.member, each.name, each.name) for each in self._infrastructure.canaries()]
        beside, after = self._infrastructure.beside(), self._infrastructure.after()
        several += [self._tended(part, "gateway") for part in beside]
        self.parts |= {each.part.name: each for each in several}
        await _together(each.begin() for each in several)
        for part in after:
            self.parts[part.name] = self._tended(part, "gateway")
            await self.parts[part.name].begin()
        self._needed([*beside, *after])

    async def stop(self) -> None:
        """Ends everything: first the gateway, then the services, then what they run on."""
        for kind in (("gateway",), ("service", "command"), ("infrastructure",)):
            await _together(each.end() for each in self.parts.values() if each.kind in kind)

    async def kill(self, name: str, what: int) -> int:
        """Sends a signal to a part; its process id, 0 where it does not run."""
        pid = self._opening.zygote.pid if name == "zygote" else self.parts[name].part.pid
        if pid:
            os.kill(pid, what)
        return pid

    async def changed(self, services: Iterable[str]) -> None:
        """Starts services of ours again whose code has changed."""
        meant = [each for name in services for each in self.named(name)]
        await _together(self.parts[each].again() for each in meant)

    async def restarted(self, name: str) -> str:
        """Starts a part again, or all replicas of a service, one after the other; why one does not start, '' if all do.

        Of a service of ours, each replica has a successor that is ready before it ends.
        """
        for each in self.named(name):
            tended = self.parts[each]
            if each in self._ours:
                self._lives[each] += 1
                why = await tended.succeeded(self._replica(each))
            else:
                await tended.again()
                why = "" if tended.state is State.READY else tended.why
            if why:
                last = f": {tended.tail[-1]}" if tended.tail else ""
                return f"{each} does not start: {why}{last}"
        return ""

    def named(self, name: str) -> list[str]:
        """The parts that a person means: one by its name, or all replicas of a service."""
        found = [each for each, tended in self.parts.items() if name in (each, _service(tended))]
        return ["zygote"] if name == "zygote" and not found else found

    def failed(self) -> list[Tended]:
        """Those that should run and do not."""
        return [each for each in self.parts.values() if each.state in (State.DEAD, State.GIVEN_UP, State.STARTING)]

    def _needed(self, parts: Iterable[Part]) -> None:
        for part in parts:
            tended = self.parts[part.name]
            if tended.state is not State.READY:
                last = "".join(f"\n  {line}" for line in tended.tail)
                raise NotReady(f"{part.name} does not run: {tended.why}{last}")

    def _tended(self, part: Part, kind: str) -> Tended:
        return Tended(part, kind, self._place.log(part.name), self._listener, self._register)

    def _member(self, member: Member, at: int) -> Tended:
        several = self._infrastructure.replicas(member) > 1
        instance = f"{member.name}.{at + 1}" if several else member.name
        if member.command:
            environment, log = dict(self._infrastructure.environment(member)), self._place.log(instance)
            command = CommandService(member, self._located.root, log, environment, instance, self._opening.guard)
            return self._tended(command, "command")
        return self._own(member, instance, member.name)

    def _own(self, member: Member, instance: str, service: str) -> Tended:
        self._ours[instance] = member, service
        return self._tended(self._replica(instance), "service")

    def _replica(self, instance: str) -> Service:
        member, service = self._ours[instance]
        environment = dict(self._infrastructure.environment(member))
        if self._roads:
            environment["SKERRY_CLOCK"] = str(self._place.clock(instance))
        return Service(
            member, self._located.root, self._place.log(instance), environment, instance,
            self._opening.zygote, service=service, life=self._lives[instance],
        )  # fmt: skip

    def _register(self) -> None:
        """Tells the services where each is found."""
        found: dict[str, list[str]] = {}
        for tended in self.parts.values():
            if _service(tended) and tended.state is State.READY:
                found.setdefault(_service(tended), []).append(tended.part.url)
                for face, url in tended.part.further.items():
                    found.setdefault(f"{_service(tended)}.{face}", []).append(url)
        if found != self._registered:
            self._place.register(self._roads.through(found) if self._roads else found)
            self._registered = found


def _service(tended: Tended) -> str:
    return str(getattr(tended.part, "service", ""))


async def _together(jobs: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Does all of it at once, and waits for all of it; the first error is raised."""
    tasks = [asyncio.ensure_future(each) for each in jobs]
    try:
        for found in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(found, BaseException):
                raise found
    except asyncio.CancelledError:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
