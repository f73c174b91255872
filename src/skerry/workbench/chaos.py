"""Breaks a running system on purpose while its story is lived through many times at once, and looks at what has to be true then."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

import aiohttp

from skerry.render.style import PLAIN
from skerry.run import control
from skerry.run.chaos.faults import Inflicter
from skerry.run.chaos.plan import OF_OTHERS, OF_SERVICES, Fault, Kind
from skerry.run.chaos.result import Broken, Chaos
from skerry.run.chaos.roads import Roads
from skerry.run.happening import Up
from skerry.run.place import Place
from skerry.run.story import Story
from skerry.workbench import operator
from skerry.workbench.story import Accepted, Player

_AGAIN = 200  # commands that are asked again at the end
_MOST = 1000


def targets(place: Place) -> dict[str, Sequence[Kind]]:
    """What can be done to which part of the running system."""
    found: Mapping[str, Any] = control.ask(place.control, {"ask": "pids"})
    return {
        name: OF_SERVICES if kind == "service" else OF_OTHERS for name, (kind, _) in found.items() if kind != "command"
    }


async def cause(
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
    inflicter = Inflicter(roads, lambda part: _pids(place, part), lambda part: _again(place, part))
    limit = aiohttp.ClientTimeout(total=15)
    async with aiohttp.ClientSession(
        base_url=up.url, timeout=limit, connector=aiohttp.TCPConnector(limit=0)
    ) as session:
        load = _Load(story, session, place, up, chaos, began + seconds, patience)
        async with asyncio.TaskGroup() as group:
            breaking = group.create_task(inflicter.run(plan))
            probing = group.create_task(load.probe())
            await asyncio.gather(*(group.create_task(load.live()) for _ in range(people)))
            probing.cancel()
            await breaking
        chaos.faults = sorted(inflicter.done, key=lambda each: each.began)
        await _look(chaos, load, place, session, patience)
    chaos.seconds = monotonic() - began
    return chaos


class _Load:
    """People who live through the story, one life after the other, and one who tries what is forbidden."""

    def __init__(
        self,
        story: Story,
        session: aiohttp.ClientSession,
        place: Place,
        up: Up,
        chaos: Chaos,
        until: float,
        patience: float,
    ) -> None:
        self._story, self._session, self._place, self._up = story, session, place, up
        self._chaos, self._until, self._patience = chaos, until, patience
        self.accepted: list[Accepted] = []

    async def live(self) -> None:
        """Until the time is over; a life that has begun is lived to its end."""
        while monotonic() < self._until:
            player = Player(self._story, self._session, self._place, _silent, PLAIN, self._up.issuer, self._patience)
            self._chaos.begun += 1
            if await player.play() == 0:
                self._chaos.lived += 1
            else:
                self._chaos.broken.append(Broken("every story comes true", player.why[:500]))
            self.accepted += player.accepted
            self._chaos.commands += len(player.accepted)

    async def probe(self) -> None:
        """Asks without a token, and with one that is not the issuer's, for what needs one: never with success."""
        if self._up.issuer is None:
            return
        self._chaos.looked.append("nothing forbidden is answered")
        paths = sorted(
            {
                step.request[1]
                for step in self._story.steps
                if step.who and step.request[0] == "GET" and "{" not in step.request[1]
            }
        )
        paths = paths or ["/v1/nothing"]
        at = 0
        while True:
            path, at = paths[at % len(paths)], at + 1
            forged = {} if at % 2 else {"Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYWxsb3J5In0."}
            try:
                async with self._session.get(path, headers=forged) as answer:
                    if answer.status < 400:
                        self._chaos.broken.append(
                            Broken("nothing forbidden is answered", f"GET {path}: {answer.status}")
                        )
                    self._chaos.refused += 1
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.2)


async def _look(chaos: Chaos, load: _Load, place: Place, session: aiohttp.ClientSession, patience: float) -> None:
    """All that has to be true once everything is healed."""
    chaos.looked += ["every story comes true"]
    for name, look in (
        ("every saga ends", _sagas),
        ("no event is left behind", _events),
        ("no event is given up", _dead),
    ):
        chaos.looked.append(name)
        if why := await _settled(look, place, patience):
            chaos.broken.append(Broken(name, why))
    chaos.looked.append("what was done is done once")
    for each in load.accepted[:: max(1, len(load.accepted) // _AGAIN)]:
        if why := await _repeated(each, session):
            chaos.broken.append(Broken("what was done is done once", why))


async def _settled(look: Any, place: Place, patience: float) -> str:
    """What is wrong, once it has had time to become right; '' if nothing is."""
    end = monotonic() + patience
    while True:
        try:
            why = str(await asyncio.to_thread(look, place))
        except (operator.NoAnswer, control.NotRunning) as error:
            why = str(error)
        if not why or monotonic() > end:
            return why
        await asyncio.sleep(0.5)


def _everywhere(place: Place, path: str, **query: Any) -> Mapping[str, Mapping[str, Any]]:
    """What all services answer; one that is silent has something to hide."""
    answers = operator.everywhere(place, path, query)
    if answers.silent:
        raise operator.NoAnswer(f"{', '.join(answers.silent)} does not answer")
    return answers.found


def _sagas(place: Place) -> str:
    for status in ("parked", "running", "compensating"):
        for service, found in _everywhere(place, "/operator/sagas", limit=_MOST, status=status).items():
            if left := found["sagas"]:
                return f"{len(left)} sagas of {service} are {status}: {left[0]['id']} at {left[0]['step']} {left[0]['reason']}".strip()
    return ""


def _events(place: Place) -> str:
    found = _everywhere(place, "/operator/events/waiting")
    left = {service: said["waiting"] for service, said in found.items() if said["waiting"]}
    return f"they wait in the outbox of {json.dumps(left)}" if left else ""


def _dead(place: Place) -> str:
    for service, found in _everywhere(place, "/operator/events/dead").items():
        if dead := found["dead"]:
            return f"{found['total']} are dead letters of {service}: {dead[0].get('reason', '')}"
    return ""


async def _repeated(command: Accepted, session: aiohttp.ClientSession) -> str:
    """A command that is asked again under its key has to be answered as it was."""
    for _ in range(20):
        try:
            async with session.request(
                command.method, command.path, json=command.body, headers=command.headers
            ) as answer:
                text = await answer.text()
                status, said = answer.status, json.loads(text) if text else None
        except (aiohttp.ClientError, TimeoutError, ValueError):
            status, said = 0, None
        if (status, said) == (command.status, command.answer):
            return ""
        if status not in (0, 429, 502, 503, 504):
            break
        await asyncio.sleep(0.3)
    return f"{command.method} {command.path} was {command.status} {command.answer}, and is {status} {said}"[:500]


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


def _silent(_: str) -> None:
    """Nobody listens to each single life."""
