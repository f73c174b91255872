"""Finds where a request goes: by its service's name or without it, by path, method and version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from skerry_runtime.gateway.table import Route, Table

_BRACES = re.compile(r"\{[^}]*\}")
_SLASHES = re.compile(r"/{2,}")
_STRANGE = re.compile(r"%(?:2f|5c|00)|[\\\x00-\x20\x7f]|/(?:\.|%2e){1,2}(?=/|$)", re.IGNORECASE)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_WHOLE = 30.0  # seconds, where the routes of a service are not known one by one
Headers = Mapping[str, str]


class BadPath(ValueError):
    """A path that services may read in different ways: an escaped slash, a backslash, dots as a segment."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Where a request goes: the service, the path there, how long it may take (seconds), its name in traces, and for which roles."""

    service: str
    path: str
    timeout: float
    name: str
    roles: tuple[str, ...] | None = None


class Router:
    """The routes of a table, ready to be searched."""

    def __init__(self, table: Table) -> None:
        self._whole = {name for name, policy in table.services.items() if policy.whole}
        self._services = frozenset(table.services)
        self._exact: dict[tuple[str, str], _Place] = {}
        self._patterns: dict[tuple[str, str], _Place] = {}
        for route in table.routes:
            known = self._patterns if "{" in route.path else self._exact
            for name in (route.service, "") if route.short else (route.service,):
                known.setdefault((name, _BRACES.sub("{}", route.path)), _Place(route.path)).add(route)

    def find(self, method: str, path: str, headers: Headers) -> Matched | frozenset[str] | None:
        """Where it goes; the methods that the path has instead; None where there is nothing.

        Raises:
            BadPath: the path can't be trusted.
        """
        if _STRANGE.search(path):
            raise BadPath(path)
        path = _SLASHES.sub("/", _ESCAPED.sub(_plain, path))
        method = "GET" if method == "HEAD" else method
        first, _, rest = path[1:].partition("/")
        named = first if first in self._services else ""
        inner = f"/{rest}" if named else path
        if _internal(inner):
            return None
        if named in self._whole:
            return Matched(named, inner, _WHOLE, f"{method} /{named}")
        places = self._places(named, inner)
        if (
            named and not places and not _internal(path)
        ):  # a path that begins with a parameter, whose value is the name of a service
            places, inner = self._places("", path), path
        for place in places:
            if route := place.route(method, headers):
                return Matched(route.service, inner, route.timeout, route.name, route.roles)
        return frozenset(each for place in places for each in place.methods) or None

    def _places(self, named: str, path: str) -> list[_Place]:
        exact = self._exact.get((named, path))
        found = [exact] if exact else []
        return found + [
            place for (name, _), place in self._patterns.items() if name == named and place.pattern.fullmatch(path)
        ]


class _Place:
    """A path with all that is served there, by method, newest version first."""

    def __init__(self, path: str) -> None:
        self.pattern = re.compile("[^/]+".join(map(re.escape, _BRACES.split(path))))
        self.methods: dict[str, list[Route]] = {}

    def add(self, route: Route) -> None:
        there = self.methods.setdefault(route.method, [])
        there.append(route)
        there.sort(key=_age)

    def route(self, method: str, headers: Headers) -> Route | None:
        """That of the version that is asked for; else the newest, whose service knows best what to say."""
        routes = self.methods.get(method)
        if not routes:
            return None
        return next((each for each in routes if _asked(each, headers)), routes[0])


def _asked(route: Route, headers: Headers) -> bool:
    if route.by == "header":
        return headers.get("API-Version") == route.version
    return route.by == "media-type" and route.media in headers.get("Accept", "")


def _age(route: Route) -> int:
    digits = route.version.lstrip("v")
    return -int(digits) if digits.isdigit() else 0


def _plain(escaped: re.Match[str]) -> str:
    """What need not be escaped is the same without it (RFC 3986, 6.2.2.2)."""
    found = chr(int(escaped[0][1:], 16))
    return found if _UNRESERVED.fullmatch(found) else escaped[0]


def _internal(path: str) -> bool:
    """Whether it is meant for the services among themselves, however it is written."""
    said = unquote(path).lower()
    return said == "/internal" or said.startswith("/internal/")
