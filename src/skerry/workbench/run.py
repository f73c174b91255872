"""Runs a system that has been opened: starts it, answers the other commands, ends it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from time import monotonic
from typing import TypeVar

from skerry.run import control
from skerry.run.chaos.roads import Roads
from skerry.run.fleet import FleetError, Located, read
from skerry.run.happening import Line, Listener, State, Up
from skerry.run.infrastructure import Choice, Local
from skerry.run.issuer import Issuer
from skerry.run.logs import Tail
from skerry.run.memory import memory
from skerry.run.opening import Opening
from skerry.run.parts.part import Missing, NotReady
from skerry.run.place import Place
from skerry.run.supervisor import Supervisor
from skerry.run.telemetry.receiver import Receiver
from skerry.run.telemetry.store import Store
from skerry.run.trust import Trust
from skerry.workbench.desk import Desk
from skerry.workbench.prepared import CannotRun

T = TypeVar("T")
Ready = Callable[[Up], Awaitable[int | None]]


async def run_system(
    opening: Opening, choice: Choice, listener: Listener, up: Ready, *, reload: bool = False, roads: Roads | None = None
) -> int:
    """Runs it until it is stopped, or until `up`, which is called once it is ready, gives an exit status.

    With `reload` a service starts again when its code changes; with `roads` what services say to each other goes through them.

    Raises:
        CannotRun: something is missing, or in the way.
    """
    try:
        return await _Session(read(opening.root), opening, choice, listener, reload, roads).run(up)
    except (FleetError, Missing, NotReady, OSError) as error:
        raise CannotRun(str(error)) from error


class _Session:
    """One life of a system: what is opened is closed in the reverse order, whatever happens."""

    def __init__(
        self,
        located: Located,
        opening: Opening,
        choice: Choice,
        listener: Listener,
        reload: bool,
        roads: Roads | None,
    ) -> None:
        self._located, self._opening, self._choice, self._listener = located, opening, choice, listener
        self._reload, self._roads = reload, roads

    async def run(self, up: Ready) -> int:
        """Starts everything, hands over, and ends everything."""
        place, fleet = self._opening.place, self._located.fleet
        async with AsyncExitStack() as stack:
            receiver = Receiver(Store(place.telemetry))
            await receiver.start()
            stack.push_async_callback(receiver.stop)
            trust = await self._trust(stack)
            local = Local(self._located, place, self._opening.zygote, self._choice, receiver.url, trust)
            for line in local.said:
                self._listener(Line("skerry", line))
            supervisor = Supervisor(self._located, self._opening, local, self._listener, self._roads)
            server = await control.serve(place.control, Desk(supervisor, receiver, fleet, self._opening).answer)
            stack.callback(server.close)
            stack.callback(asyncio.create_task(_follow(place, self._listener)).cancel)
            stack.push_async_callback(supervisor.stop)
            if not await self._unless_stopped(supervisor.start()):
                return 0
            if self._reload:
                stack.callback(asyncio.create_task(self._reloading(supervisor)).cancel)
            told = await self._unless_stopped(up(self._up(supervisor, local, trust)))
            status = told[0] if told else 0
            if status is None:
                await self._opening.stopped.wait()
            return status or 0

    async def _trust(self, stack: AsyncExitStack) -> Trust | None:
        """The local issuer and what goes with it; None where the model guards nothing, or it is said to be off."""
        fleet = self._located.fleet
        if not fleet.trust or self._choice.trust == "off":
            return None
        trust = Trust(Issuer.opened(self._opening.place, fleet.system), [each.name for each in fleet.services])
        await trust.start()
        stack.push_async_callback(trust.stop)
        return trust

    def _up(self, supervisor: Supervisor, local: Local, trust: Trust | None) -> Up:
        pids = [each.part.pid for each in supervisor.parts.values()]
        taken = memory([*pids, self._opening.zygote.pid, os.getpid()])
        failed = {each.part.name: " — ".join((each.why, *each.tail[-1:])) for each in supervisor.failed()}
        return Up(
            self._located.fleet.system, local.gateway.url if local.gateway else "", monotonic() - self._opening.began,
            len(supervisor.parts), sum(taken.values()), failed,
            tuple(each.part.name for each in supervisor.failed() if each.state is not State.GIVEN_UP), local.notes(),
            trust.tokens if trust else None,
        )  # fmt: skip

    async def _reloading(self, supervisor: Supervisor) -> None:
        from skerry.run.reload import changes  # its library is of no use to others  # noqa: PLC0415

        async for services in changes(self._located):
            await supervisor.changed(services)

    async def _unless_stopped(self, job: Awaitable[T]) -> tuple[T] | None:
        """What the job returns; None if it was told to stop before: then the job is cancelled."""
        doing, stopping = asyncio.ensure_future(job), asyncio.create_task(self._opening.stopped.wait())
        await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if doing.done():
            return (doing.result(),)
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
        return None


async def _follow(place: Place, listener: Listener) -> None:
    """Tells what the parts print, as they print it."""
    tails: dict[str, Tail] = {path.stem: Tail(path.stem, path) for path in place.logs.glob("*.log")}
    while True:
        for path in sorted(place.logs.glob("*.log")):
            tail = tails.setdefault(path.stem, Tail(path.stem, path, last=1_000))
            for line in tail.lines():
                listener(Line(tail.name, line))
        await asyncio.sleep(0.1)
