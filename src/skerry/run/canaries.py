"""Another build of a service that is tried out beside it: it gets the share of requests that the model gives to its name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from skerry.run.fleet import Located, Member
from skerry.run.parts.part import Missing

_WANTED = re.compile(r"([\w-]+)@([\w.-]+)=(.+)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for: the deployment `name` of a service, out of a folder like that of a generated service."""

    service: str
    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Canary:
    """One that runs: `name` is what the gateway finds it under, `order-service@v2`; it has the service's own configuration and store."""

    name: str
    member: Member


def wanted(text: str) -> Wanted:
    """`order-service@v2=FOLDER`, as a person says it.

    Raises:
        ValueError: it is not of that form.
    """
    found = _WANTED.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no SERVICE@NAME=FOLDER, such as order-service@v2=../next")
    return Wanted(found[1], found[2], Path(found[3]))


def canaries(located: Located, asked: Iterable[Wanted]) -> tuple[Canary, ...]:
    """What is asked for, as far as the model knows of it.

    Raises:
        Missing: there is no such service, no share for that name, or no code in the folder.
    """
    return tuple(_canary(located, each) for each in asked)


def _canary(located: Located, asked: Wanted) -> Canary:
    member = located.fleet.member(asked.service)
    if member is None or not member.package:
        known = ", ".join(each.name for each in located.fleet.services if each.package)
        raise Missing(f"--canary: there is no service of ours called {asked.service!r}; there are {known}")
    shares = _shares(located, asked.service)
    if asked.name not in shares:
        said = f"it has {', '.join(shares)}" if shares else "it has none"
        raise Missing(
            f"--canary: the model gives no share to {asked.name} of {asked.service} ({said}): say "
            f"`deploy: {{ {asked.service}: {{ canary: {{ {asked.name}: 10% }} }} }}`"
        )
    folder = asked.folder.resolve()
    if not (folder / "src" / member.package).is_dir():
        raise Missing(f"--canary: {asked.folder} has no src/{member.package}: it has to be a build of {asked.service}")
    return Canary(f"{asked.service}@{asked.name}", msgspec.structs.replace(member, folder=str(folder)))


def _shares(located: Located, service: str) -> Mapping[str, Any]:
    try:
        table = json.loads((located.root / located.fleet.gateway).read_bytes())
    except (OSError, ValueError):
        return {}
    shares: Mapping[str, Any] = table.get("services", {}).get(service, {}).get("canary", {}).get("shares", {})
    return shares
