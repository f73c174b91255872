"""`gateway.json`: what is let through to whom. The tool writes it, the gateway reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

SCHEMA = "skerry.gateway/1"
_BRACES = re.compile(r"\{[^}]*\}")


class Route(msgspec.Struct, frozen=True):
    """A method and a path of a service in a version. `short`: no other service has the same, so the service's name may be left out."""

    service: str
    method: str
    path: str
    version: str = ""
    operation: str = ""
    timeout: float = 5.0
    short: bool = True
    media: str = ""


class Rate(msgspec.Struct, frozen=True):
    """How many requests in how many seconds."""

    limit: int
    window: int = 60


class When(msgspec.Struct, frozen=True):
    """Requests whose header or cookie (`part`) `name` has this value."""

    part: str
    name: str
    value: str


class Canary(msgspec.Struct, frozen=True):
    """Of the requests that match `when` (all without it), how many percent go to which deployment."""

    shares: Mapping[str, float]
    when: When | None = None


class Policy(msgspec.Struct, frozen=True):
    """What holds for a service. `whole`: whatever is asked of it is let through, since its routes are not known one by one."""

    newest: str = ""
    whole: bool = False
    rate: Rate | None = None
    canary: Canary | None = None


class Cors(msgspec.Struct, frozen=True):
    """Which pages of other origins may call (`*` all), with which methods; `max_age` in seconds."""

    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    max_age: int = 600


class Table(msgspec.Struct, frozen=True):
    """All of it."""

    schema: str
    system: str
    by: str = "url"
    routes: tuple[Route, ...] = ()
    services: Mapping[str, Policy] = {}
    cors: Cors = Cors()


class TableError(ValueError):
    """The file can't be used; the message says why."""


def read(path: Path) -> Table:
    """The table in a file.

    Raises:
        TableError: it is not there, or is something else.
    """
    try:
        table = msgspec.json.decode(path.read_bytes(), type=Table)
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise TableError(f"{path}: {error}") from error
    if table.schema != SCHEMA:
        raise TableError(f"{path} is {table.schema!r}, and this gateway reads {SCHEMA!r}: generate it again")
    return table


@dataclass(frozen=True, slots=True)
class Matched:
    """Where a request goes: the service, the path there, and how long it may take (seconds)."""

    service: str
    path: str
    timeout: float


class Router:
    """Finds where a request goes."""

    def __init__(self, table: Table) -> None:
        self._whole = {name for name, policy in table.services.items() if policy.whole}
        self._services = frozenset(table.services)
        self._exact: dict[tuple[str, str, str], Route] = {}
        self._patterns: list[tuple[re.Pattern[str], Route]] = []
        for route in table.routes:
            if "{" not in route.path:
                self._exact.setdefault((route.service, route.method, route.path), route)
                if route.short:
                    self._exact.setdefault(("", route.method, route.path), route)
            else:
                parts = _BRACES.split(route.path)
                self._patterns.append((re.compile("[^/]+".join(map(re.escape, parts))), route))

    def find(self, method: str, path: str) -> Matched | frozenset[str] | None:
        """Where it goes; the methods that the path has instead; None where there is nothing."""
        method = "GET" if method == "HEAD" else method
        first, _, rest = path[1:].partition("/")
        named = first if first in self._services else ""
        inner = f"/{rest}" if named else path
        if named in self._whole:
            return None if inner.startswith("/internal/") else Matched(named, inner, 30.0)
        found = self._exact.get((named, method, inner))
        others: set[str] = set()
        for pattern, route in () if found else self._patterns:
            if (route.service == named or (not named and route.short)) and pattern.fullmatch(inner):
                if route.method == method:
                    found = route
                    break
                others.add(route.method)
        if found:
            return Matched(found.service, inner, found.timeout)
        others |= {each for service, each, exact in self._exact if exact == inner and service == named}
        return frozenset(others) or None
