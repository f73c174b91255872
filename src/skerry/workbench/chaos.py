"""Breaks a running system on purpose while its story is lived through many times at once, and looks at what has to be true then."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

import aiohttp

from skerry.run import control
from skerry.run.chaos.faults import Inflicter
from skerry.run.chaos.plan import OF_OTHERS, OF_SERVICES, Fault, Kind
from skerry.run.chaos.result import Chaos
from skerry.run.chaos.roads import Roads
from skerry.run.fleet import Located
from skerry.run.happening import Up
from skerry.run.place import Place
from skerry.run.story import Story
from skerry.workbench import operator
from skerry.workbench.chaos_load import Load
from skerry.workbench.chaos_truth import look


def targets(place: Place) -> dict[str, Sequence[Kind]]:
    """What can be done to which part of the running system; to what has no process of its own, nothing."""
    found: Mapping[str, Any] = control.ask(place.control, {"ask": "pids"})
    return {
        name: OF_SERVICES if kind == "service" else OF_OTHERS
        for name, (kind, pid) in found.items()
        if pid and kind != "command"
    }


async def cause(
    located: Located,
    place: Place,
    up: Up,
    story: Story,
    roads: Roads,
    plan: Sequence[Fault],
    seconds: float,
    people: int,
    patience: float,
) -> Chaos:
    """Does it all: faults and load together for so many seconds, then healing, then the look at what has to be true.

    `people` live through the story at once; each step of it may take `patience` seconds.
    """
    began, chaos = monotonic(), Chaos()
    inflicter = Inflicter(roads, lambda part: _pids(place, part), lambda part: _again(place, part), place.clock)
    limit = aiohttp.ClientTimeout(total=15)
    async with aiohttp.ClientSession(
        base_url=up.url, timeout=limit, connector=aiohttp.TCPConnector(limit=0)
    ) as session:
        load = Load(story, session, place, up, chaos, began + seconds, patience)
        async with asyncio.TaskGroup() as group:
            breaking = group.create_task(inflicter.run(plan))
            probing = group.create_task(load.probe())
            await asyncio.gather(*(group.create_task(load.live()) for _ in range(people)))
            probing.cancel()
            await breaking
        chaos.faults = sorted(inflicter.done, key=lambda each: each.began)
        await look(chaos, load, located, place, session, patience)
    chaos.seconds = monotonic() - began
    return chaos


async def _pids(place: Place, part: str) -> Sequence[int]:
    found = await asyncio.to_thread(control.ask, place.control, {"ask": "pids"})
    _, pid = found.get(part, ("", 0))
    return [pid] if pid else []


async def _again(place: Place, part: str) -> int:
    try:
        found = await asyncio.to_thread(operator.told, place, part, "/operator/events/republish")
    except operator.NoAnswer as error:
        raise OSError(str(error)) from error
    return int(found.get("republished", 0))
