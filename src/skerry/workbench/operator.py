"""What a person who runs a system asks its services for: sagas, events, dead letters. Each service is asked directly, on this machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from skerry.run import control
from skerry.run.place import Place

Object = dict[str, Any]
_PATIENCE = 20.0  # seconds


class NoAnswer(Exception):
    """A service does not answer, or refuses; the message says why."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the services answered, by name; those that have no such thing are left out. `silent` do not run, or did not answer."""

    found: dict[str, Object]
    silent: tuple[str, ...] = ()


def services(place: Place) -> dict[str, list[str]]:
    """Where the services of ours are.

    Raises:
        NotRunning: no system runs there.
    """
    found: dict[str, list[str]] = control.ask(place.control, {"ask": "address"})["services"]
    return found


def everywhere(place: Place, path: str, query: Mapping[str, Any] | None = None) -> Answers:
    """Asks every service; one replica is enough, since they share what they keep."""
    found, silent = {}, []
    for name, urls in services(place).items():
        try:
            status, body = asked(urls, path, query)
        except NoAnswer:
            silent.append(name)
            continue
        if status == 200:
            found[name] = body
        elif status != 404:
            raise NoAnswer(f"{name}: {body.get('detail') or body.get('title') or status}")
    return Answers(found, tuple(silent))


def told(place: Place, service: str, path: str, body: Any = None) -> Object:
    """Tells a service to do something; what it answers.

    Raises:
        NoAnswer: it does not run, or refuses.
    """
    known = services(place)
    if service not in known:
        raise NoAnswer(f"there is no service {service!r}; there are {', '.join(known)}")
    status, found = asked(known[service], path, None, body if body is not None else [])
    if status >= 400:
        raise NoAnswer(f"{service}: {found.get('detail') or found.get('title') or status}")
    return found


def asked(urls: list[str], path: str, query: Mapping[str, Any] | None = None, body: Any = None) -> tuple[int, Object]:
    """Status and answer of the first replica that answers; with a body it is told rather than asked.

    Raises:
        NoAnswer: none does.
    """
    why = "it does not run"
    for url in urls:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)
        target = f"{path}?{urlencode({k: v for k, v in (query or {}).items() if v not in ('', None)})}"
        data = None if body is None else json.dumps(body).encode()
        try:
            connection.request("GET" if data is None else "POST", target, data, {"Skerry-Operator": "cli"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        except (OSError, HTTPException, ValueError) as error:
            why = str(error) or type(error).__name__
        finally:
            connection.close()
    raise NoAnswer(why)


# — sensitive data —


def data(place: Place, how: str, body: Object) -> tuple[dict[str, Object], tuple[str, ...]]:
    """What each service that has sensitive data has done, and those that did not answer.

    Raises:
        NoAnswer: one refuses.
        NotRunning: no system runs there.
    """
    found, silent = {}, []
    for name, urls in services(place).items():
        try:
            status, answer = asked(urls, f"/operator/data/{how}", None, body)
        except NoAnswer:
            silent.append(name)
            continue
        if status == 200:
            found[name] = answer
        elif status != 404:
            raise NoAnswer(f"{name}: {answer.get('detail') or answer.get('title') or status}")
    return found, tuple(silent)


# — sagas —


@dataclass(frozen=True, slots=True)
class Sagas:
    """Sagas of all services, the oldest first, each with its `service`; `more` says that there are more than were asked for."""

    rows: list[Object]
    more: bool
    silent: tuple[str, ...]


def sagas(
    place: Place, *, status: str = "", saga: str = "", after: str = "", limit: int = 100, waiting: bool = False
) -> Sagas:
    """Sagas as a list, without their histories; those that wait for an event, if only they are asked for."""
    query = {"status": status, "saga": saga, "after": after, "limit": limit + 1, "waiting": "true" if waiting else ""}
    answers = everywhere(place, "/operator/sagas", query)
    rows = [{"service": name, **each} for name, found in answers.found.items() for each in found["sagas"]]
    rows.sort(key=lambda each: (each["began"], each["id"]))
    return Sagas(rows[:limit], len(rows) > limit, answers.silent)


def saga_of(place: Place, identifier: str) -> Object:
    """A saga with its history, by the whole of its id or by its beginning.

    Raises:
        NoAnswer: there is none, or more than one.
    """
    found = everywhere(place, f"/operator/sagas/{quote(identifier, safe='')}")
    for name, each in found.found.items():
        return {"service": name, **each}
    near = [row["id"] for row in sagas(place, limit=999).rows if row["id"].startswith(identifier)]
    if len(near) == 1 and near[0] != identifier:
        return saga_of(place, near[0])
    silent = f" ({', '.join(found.silent)} did not answer)" if found.silent else ""
    some = f"{len(near)} sagas begin with" if near else "there is no saga"
    raise NoAnswer(f"{some} {identifier!r}{silent}")


def resume(place: Place, identifier: str, how: str) -> Object:
    """Goes on with a parked saga, as a person has decided: retry, skip or force."""
    saga = saga_of(place, identifier)
    return told(place, saga["service"], f"/operator/sagas/{saga['id']}/{how}")


def stats(place: Place) -> Answers:
    """How the engines of all services are that drive sagas."""
    return everywhere(place, "/operator/sagas/stats")


def checked(place: Place) -> Answers:
    """What a look through the journals of all services found."""
    return everywhere(place, "/operator/sagas/check")


def backup(place: Place, folder: Path) -> list[Path]:
    """Copies of the journals of all services that drive sagas, as files of a folder, which is made.

    Raises:
        NoAnswer: one was not made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = stats(place)
    if found.silent:
        raise NoAnswer(f"nothing is copied while {', '.join(found.silent)} does not answer")
    files = {name: folder.absolute() / f"{name}.sagas.db" for name in found.found}
    for name, file in files.items():
        told(place, name, "/operator/sagas/backup", str(file))
    return list(files.values())


# — events —


def events(
    place: Place, *, after: Mapping[str, int] | None = None, limit: int = 20
) -> tuple[list[Object], tuple[str, ...]]:
    """What services have published or are about to, the oldest first, each with its `service`: the last of it, or what came after the
    numbers (by service) that were seen before. Also: who did not answer."""
    rows, silent = [], []
    for name, urls in services(place).items():
        query = {"limit": limit, **({"after": after.get(name, 0)} if after is not None else {})}
        try:
            status, body = asked(urls, "/operator/events", query)
        except NoAnswer:
            silent.append(name)
            continue
        rows += [{"service": name, **each} for each in body.get("events", ())] if status == 200 else []
    rows.sort(key=lambda each: (each["at"], each["service"], each["seq"]))
    return (rows[-limit:] if after is None else rows), tuple(silent)


def dead(place: Place, group: str = "") -> tuple[list[Object], tuple[str, ...]]:
    """The dead letters of a service, or of all."""
    known = services(place)
    if group and group not in known:
        raise NoAnswer(f"there is no service {group!r}; there are {', '.join(known)}")
    answers = everywhere(place, "/operator/events/dead")
    rows = [
        {"group": name, **each}
        for name, found in answers.found.items()
        for each in found["dead"]
        if group in ("", name)
    ]
    return rows, answers.silent


def replay(place: Place, group: str, ids: list[str]) -> int:
    """Gives dead letters to their service once more, those named or all; how many."""
    return int(told(place, group, "/operator/events/replay", ids)["replayed"])
