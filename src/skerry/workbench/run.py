"""Runs a system: generates what is not there yet, starts it, answers the other commands, plays a story, ends it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from skerry.run import control
from skerry.run.fleet import FleetError, Located, read
from skerry.run.happening import Line, Listener, State
from skerry.run.infrastructure import Choice, Local
from skerry.run.logs import Tail
from skerry.run.parts.part import Missing, NotReady
from skerry.run.place import AlreadyRunning, Place
from skerry.run.supervisor import Running, Supervisor
from skerry.run.telemetry.receiver import Receiver
from skerry.run.telemetry.store import Store
from skerry.workbench.generate import generate_plan, generate_write

Object = dict[str, Any]
T = TypeVar("T")


class CannotRun(Exception):
    """The system can't be run; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Up:
    """A running system, once all of it is ready: where its gateway is, and how many seconds it took."""

    system: str
    url: str
    seconds: float
    parts: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be run, and how."""

    model: Path
    choice: Choice = field(default_factory=Choice)
    fresh: bool = False


Ready = Callable[[Up], Awaitable[int | None]]


async def run_system(wanted: Wanted, listener: Listener, up: Ready, ended: asyncio.Event | None = None) -> int:
    """Runs it until a signal, until `ended` is set, or until `up`, which is called once it is ready, gives an exit status.

    Raises:
        CannotRun: something is missing, or in the way.
    """
    root = wanted.model if wanted.model.is_dir() else wanted.model.parent
    place = Place.of(root)
    try:
        located = read(root)
        lock = place.lock()
    except AlreadyRunning as error:
        raise CannotRun(f"{error}: stop it with `skerry stop`, or look at it with `skerry ps`") from error
    except FleetError as error:
        raise CannotRun(str(error)) from error
    with lock:
        place.make(fresh=wanted.fresh)
        stopped = ended or asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, stopped.set)
        try:
            return await _Session(located, place, wanted.choice, listener, stopped).run(up)
        except* (Missing, NotReady, OSError) as group:
            raise CannotRun("; ".join(str(each) for each in _leaves(group))) from None


class _Session:
    """One life of a system: what is opened is closed in the reverse order, whatever happens."""

    def __init__(
        self, located: Located, place: Place, choice: Choice, listener: Listener, stopped: asyncio.Event
    ) -> None:
        self._located, self._place, self._choice, self._listener, self._stopped = (
            located,
            place,
            choice,
            listener,
            stopped,
        )
        self._began = monotonic()

    async def run(self, up: Ready) -> int:
        """Starts everything, hands over, and ends everything."""
        async with AsyncExitStack() as stack:
            receiver = Receiver(Store(self._place.telemetry))
            await receiver.start()
            stack.push_async_callback(receiver.stop)
            local = Local(self._located, self._place, self._choice, receiver.url)
            supervisor = Supervisor(self._located, self._place, local, self._listener)
            desk = Desk(supervisor, receiver, self._located.fleet.system, self._stopped)
            server = await control.serve(self._place.control, desk.answer)
            stack.callback(self._closed, server)
            stack.callback(asyncio.create_task(_follow(self._place, self._listener)).cancel)
            stack.push_async_callback(supervisor.stop)
            if not await self._unless_stopped(supervisor.start()):
                return 0
            url = local.gateway.url if local.gateway else ""
            found = Up(self._located.fleet.system, url, monotonic() - self._began, len(supervisor.parts))
            told = await self._unless_stopped(up(found))
            status = told[0] if told else 0
            if status is None:
                await self._stopped.wait()
            return status or 0

    async def _unless_stopped(self, job: Awaitable[T]) -> tuple[T] | None:
        """What the job returns; None if it was told to stop before: then the job is cancelled."""
        doing, stopping = asyncio.ensure_future(job), asyncio.create_task(self._stopped.wait())
        await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if doing.done():
            return (doing.result(),)
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
        return None

    def _closed(self, server: asyncio.Server) -> None:
        server.close()
        self._place.control.unlink(missing_ok=True)


async def _follow(place: Place, listener: Listener) -> None:
    """Tells what the parts print, as they print it."""
    tails: dict[str, Tail] = {path.stem: Tail(path.stem, path) for path in place.logs.glob("*.log")}
    while True:
        for path in sorted(place.logs.glob("*.log")):
            tail = tails.setdefault(path.stem, Tail(path.stem, path, last=1_000))
            for line in tail.lines():
                listener(Line(tail.name, line))
        await asyncio.sleep(0.1)


def _leaves(group: BaseExceptionGroup[Exception]) -> list[Exception]:
    return [
        leaf
        for each in group.exceptions
        for leaf in (_leaves(each) if isinstance(each, BaseExceptionGroup) else [each])
    ]


def prepare(model: Path) -> list[str]:
    """Generates what is missing or out of date; what was done, in lines.

    Raises:
        CannotRun: the model has errors, or edits disagree with what would be written.
    """
    root = model if model.is_dir() else model.parent
    planned = generate_plan(model, root)
    if not planned.sound:
        raise CannotRun(f"{model} has errors: `skerry check {model}` shows them")
    if planned.conflicts:
        files = ", ".join(list(planned.conflicts)[:3])
        raise CannotRun(
            f"edits disagree with what would be generated, in {files}: `skerry generate all {model}` says where"
        )
    if not planned.changes:
        return []
    generate_write(planned)
    count = sum(
        fate in ("add", "change", "merge", "remove") for plan in planned.plans.values() for fate in plan.fates.values()
    )
    return [f"generated {count} files for {len(planned.plans)} folders"]


class Desk:
    """What other commands can ask a running system."""

    def __init__(self, supervisor: Supervisor, receiver: Receiver, system: str, stopped: asyncio.Event) -> None:
        self._supervisor, self._receiver, self._system, self._stopped = supervisor, receiver, system, stopped

    async def answer(self, asked: Object) -> Object:
        """The answer to one question."""
        ways = {
            "ps": self._ps, "stop": self._stop, "restart": self._restart, "kill": self._kill, "flush": self._flush,
            "address": self._address,
        }  # fmt: skip
        way = ways.get(str(asked.get("ask")))
        if way is None:
            return {"error": f"nobody knows {asked.get('ask')!r}; there are {', '.join(ways)}"}
        return await way(asked)

    async def _ps(self, _: Object) -> Object:
        return {"system": self._system, "parts": [_row(each) for each in self._supervisor.parts.values()]}

    async def _stop(self, asked: Object) -> Object:
        if not asked.get("part"):
            self._stopped.set()
            return {"stopped": self._system}
        for name in self._named(asked):
            await self._supervisor.halt(name)
        return {"stopped": asked["part"]}

    async def _restart(self, asked: Object) -> Object:
        for name in self._named(asked):
            await self._supervisor.restart(name)
        return {"restarted": asked["part"]}

    async def _kill(self, asked: Object) -> Object:
        pids = [
            await self._supervisor.kill(name, int(asked.get("signal", signal.SIGKILL))) for name in self._named(asked)
        ]
        return {"killed": [pid for pid in pids if pid]}

    async def _flush(self, _: Object) -> Object:
        await self._receiver.flushed()
        return {}

    async def _address(self, asked: Object) -> Object:
        ready = [
            each.part.url
            for name, each in self._supervisor.parts.items()
            if each.state is State.READY and name in self._named(asked)
        ]
        return {"urls": ready}

    def _named(self, asked: Object) -> list[str]:
        found = self._supervisor.named(str(asked.get("part")))
        if not found:
            raise ValueError(f"there is no part {asked.get('part')!r}; there are {', '.join(self._supervisor.parts)}")
        return found


def _row(running: Running) -> Object:
    part = running.part
    return {
        "name": part.name, "kind": running.kind, "state": str(running.state), "pid": part.pid, "url": part.url,
        "since": running.since, "deaths": running.deaths, "why": running.why,
    }  # fmt: skip
