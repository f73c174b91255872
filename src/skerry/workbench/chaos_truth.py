"""What has to be true of a system once everything that was broken in it is healed."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any

import aiohttp

from skerry.run import control
from skerry.run.chaos.result import Broken, Chaos
from skerry.run.fleet import Located
from skerry.run.place import Place
from skerry.workbench import audit, operator
from skerry.workbench.chaos_load import FORBIDDEN, TRUE, Load
from skerry.workbench.story import Accepted

_MOST = 1000
_ONCE, _WHOLE, _WRITTEN = "what was done is done once", "the audit logs are whole", "each access is in them"


async def look(
    chaos: Chaos, load: Load, located: Located, place: Place, session: aiohttp.ClientSession, patience: float
) -> None:
    """Looks at all of it; what is not true is written into `chaos`."""
    chaos.looked.append(TRUE)
    if FORBIDDEN in chaos.looked and not chaos.refused:
        chaos.broken.append(Broken(FORBIDDEN, "none of the forbidden requests was refused: nobody has asked any"))
    for name, way in (
        ("every saga ends", _sagas),
        ("no event is left behind", _events),
        ("no event is given up", _dead),
    ):
        chaos.looked.append(name)
        if why := await _settled(way, place, patience):
            chaos.broken.append(Broken(name, why))
    chaos.looked.append(_ONCE)
    for each in load.accepted:
        if why := await _repeated(each, session):
            chaos.broken.append(Broken(_ONCE, why))
    if place.audit.is_dir():
        chaos.looked += [_WHOLE, _WRITTEN]
        if why := await _settled(_damaged, place, 5.0):
            chaos.broken.append(Broken(_WHOLE, why))
        silent = await asyncio.to_thread(lambda: list(missing(load, located, place)))
        chaos.broken += [Broken(_WRITTEN, why) for why in silent]


async def _settled(way: Any, place: Place, patience: float) -> str:
    """What is wrong, once it has had time to become right; '' if nothing is."""
    end = monotonic() + patience
    while True:
        try:
            why = str(await asyncio.to_thread(way, place))
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
    """Those that nobody has handed on, and those that somebody who hears them has not taken yet."""
    found = _everywhere(place, "/operator/events/waiting")
    if left := {service: said["waiting"] for service, said in found.items() if said["waiting"]}:
        return f"they wait in the outbox of {json.dumps(left)}"
    found = _everywhere(place, "/operator/events/lag")
    left = {service: said["behind"] for service, said in found.items() if said["behind"]}
    return f"they wait for {json.dumps(left)}" if left else ""


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


def _damaged(place: Place) -> str:
    """What `skerry audit verify` finds; a record that is being written while it reads is whole at the next look."""
    for service, verdict in audit.verified(place, audit.folders(place, None, ()), None).items():
        if verdict.findings:
            first = verdict.findings[0]
            return f"{len(verdict.findings)} findings in that of {service}: {first.place}: {first.what}: {first.detail}"
    return ""


def missing(load: Load, located: Located, place: Place) -> Iterator[str]:
    """Requests that were answered, and left no record; of those operations that are written down at all."""
    written: dict[tuple[str, str], set[str]] = {}
    for record in audit.records(audit.folders(place, None, ()), audit.Wanted()):
        of = str(record["service"]), str(record.get("what", {}).get("operation", ""))
        written.setdefault(of, set()).add(str(record.get("trace", "")))
    routes = list(_routes(located))
    for method, path, trace in load.seen:
        of = next((of for of, by, pattern in routes if by == method and pattern.fullmatch(path)), ("", ""))
        if of in written and trace not in written[of]:
            yield f"{method} {path} was answered, and nothing in the audit log of {of[0]} says so (trace {trace})"


def _routes(located: Located) -> Iterator[tuple[tuple[str, str], str, re.Pattern[str]]]:
    """Service and operation, method and path of each route of the gateway."""
    table = json.loads((located.root / located.fleet.gateway).read_bytes())
    for each in table["routes"]:
        if {"service", "operation", "method", "path"} <= each.keys():
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(each["path"]))
            yield (each["service"], each["operation"]), each["method"], re.compile(rf"{pattern}(\?.*)?")
