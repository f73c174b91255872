"""What other commands can ask a running system, and what it answers."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Mapping
from typing import Any

from skerry.run.fleet import Fleet
from skerry.run.happening import State
from skerry.run.memory import memory
from skerry.run.opening import Opening
from skerry.run.supervisor import Supervisor
from skerry.run.telemetry.receiver import Receiver
from skerry.run.telemetry.red import by_service, promises
from skerry.run.telemetry.store import Store
from skerry.run.tended import Tended

Object = dict[str, Any]
WINDOW = 3600  # seconds over which promises are looked at


class Desk:
    """Answers for one system; each method whose name begins with `ask_` is a question."""

    def __init__(self, supervisor: Supervisor, receiver: Receiver, fleet: Fleet, opening: Opening) -> None:
        self._supervisor, self._receiver, self._fleet, self._opening = supervisor, receiver, fleet, opening

    async def answer(self, asked: Object) -> Object:
        """The answer to one question."""
        way = getattr(self, f"ask_{asked.get('ask')}", None)
        if way is None:
            known = sorted(name.removeprefix("ask_") for name in dir(self) if name.startswith("ask_"))
            return {"error": f"nobody knows {asked.get('ask')!r}; there are {', '.join(known)}"}
        found: Object = await way(asked)
        return found

    async def ask_ps(self, _: Object) -> Object:
        """Every part, how it is, and its memory."""
        tended = list(self._supervisor.parts.values())
        pids = [each.part.pid for each in tended]
        own = {"zygote": self._opening.zygote.pid, "supervisor": os.getpid()}
        memories = await asyncio.to_thread(memory, [*pids, *own.values()])
        lacks = await asyncio.gather(*map(_lacks, tended))
        rows = [_row(each, lack, memories) for each, lack in zip(tended, lacks, strict=True)]
        rows += [_own(name, pid, memories) for name, pid in own.items() if pid]
        promised = await asyncio.to_thread(self._promised)
        for row in rows:
            row["slo"] = promised.get(row["service"], [])
        return {"system": self._fleet.system, "parts": rows, "memory": sum(memories.values())}

    def _promised(self) -> dict[str, list[Object]]:
        """What each service of the model has promised, held against what it did within the last hour."""
        end = time.time_ns()
        found = by_service(Store(self._opening.place.telemetry), end - WINDOW * 1_000_000_000, end)
        return {
            member.name: [
                {"what": each.what, "target": each.target, "found": each.found, "kept": each.kept}
                for each in promises(member.slo, found.get(member.name))
            ]
            for member in self._fleet.services
        }

    async def ask_stop(self, asked: Object) -> Object:
        """Ends a part, or all of it."""
        if not asked.get("part"):
            self._opening.stopped.set()
            return {"stopped": self._fleet.system}
        for name in self._named(asked):
            await self._supervisor.parts[name].end()
        return {"stopped": asked["part"]}

    async def ask_restart(self, asked: Object) -> Object:
        """Starts a part again, or all replicas of a service, one after the other."""
        self._named(asked)
        why = await self._supervisor.restarted(str(asked["part"]))
        return {"error": why} if why else {"restarted": asked["part"]}

    async def ask_kill(self, asked: Object) -> Object:
        """Sends a part a signal."""
        number = int(asked.get("signal", signal.SIGKILL))
        pids = [await self._supervisor.kill(name, number) for name in self._named(asked, also=("zygote",))]
        return {"killed": [pid for pid in pids if pid]}

    async def ask_pids(self, _: Object) -> Object:
        """The processes of all parts, 0 of one that does not run; by part, with its kind."""
        return {name: [each.kind, each.part.pid] for name, each in self._supervisor.parts.items()}

    async def ask_flush(self, _: Object) -> Object:
        """Writes the telemetry that has come."""
        await self._receiver.flushed()
        return {}

    async def ask_address(self, asked: Object) -> Object:
        """Where the parts of this name are, those that are ready; of all services of ours without one, by service."""
        found: dict[str, list[str]] = {}
        names = self._named(asked) if asked.get("part") else list(self._supervisor.parts)
        for tended in (self._supervisor.parts[name] for name in names):
            if asked.get("part") or tended.kind == "service":
                urls = found.setdefault(getattr(tended.part, "service", tended.part.name), [])
                url = tended.part.url if asked.get("part") else tended.part.plain or tended.part.url
                urls += [url] if tended.state is State.READY else []
        return {"urls": [url for urls in found.values() for url in urls], "services": found}

    def _named(self, asked: Object, also: tuple[str, ...] = ()) -> list[str]:
        name = str(asked.get("part"))
        found = self._supervisor.named(name)
        if not found or (name not in also and found == ["zygote"]):
            raise ValueError(f"there is no part {name!r}; there are {', '.join(self._supervisor.parts)}")
        return found


async def _lacks(tended: Tended) -> str:
    """What a part waits for or lacks."""
    if tended.state is State.STARTING:
        return tended.part.waits
    return await tended.part.well() if tended.state is State.READY else ""


def _row(tended: Tended, lacks: str, memories: Mapping[int, int]) -> Object:
    part = tended.part
    return {
        "name": part.name, "service": getattr(part, "service", part.name), "kind": tended.kind,
        "state": str(tended.state), "pid": part.pid, "url": part.url,
        "plain": part.plain or part.url, "since": tended.since,
        "further": dict(part.further), "deaths": tended.deaths, "memory": memories.get(part.pid, 0),
        "why": tended.why or lacks, "tail": list(tended.tail),
    }  # fmt: skip


def _own(name: str, pid: int, memories: Mapping[int, int]) -> Object:
    return {
        "name": name, "service": "", "kind": "skerry", "state": "ready", "pid": pid, "url": "", "plain": "", "since": 0.0,
        "further": {}, "deaths": 0,
        "memory": memories.get(pid, 0), "why": "", "tail": [],
    }  # fmt: skip
