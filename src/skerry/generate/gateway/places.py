"""Paths as regular expressions (RE2), and which routes stand at one path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]
_BRACES = re.compile(r"\{[^}]*\}")
_PLAIN = re.compile(r"[A-Za-z0-9/_~-]")


@dataclass(frozen=True, slots=True)
class Place:
    """A path of a service with its routes by method, newest version first."""

    service: str
    path: str
    short: bool
    methods: dict[str, list[Object]]

    @property
    def regex(self) -> str:
        """The whole path, with the service's name before it; without it as well where it is short."""
        named = f"/{quoted(self.service)}"
        return (f"(?:{named})?" if self.short else named) + self.inner

    @property
    def inner(self) -> str:
        """The path as the service has it."""
        return "[^/]+".join(quoted(part) for part in _BRACES.split(self.path))

    @property
    def exact(self) -> bool:
        """Whether nothing in it is a parameter."""
        return "{" not in self.path


def places(routes: Iterable[Object]) -> list[Place]:
    """All paths: those without parameters first, since they are meant where both fit."""
    found: dict[tuple[str, str], Place] = {}
    for route in routes:
        key = (route["service"], _BRACES.sub("{}", route["path"]))
        place = found.setdefault(key, Place(route["service"], route["path"], route["short"], {}))
        place.methods.setdefault(route["method"], []).append(route)
    for place in found.values():
        for several in place.methods.values():
            several.sort(key=lambda each: -int(each["version"].lstrip("v") or 0))
    return sorted(found.values(), key=lambda each: not each.exact)


def methods(place: Place, all_: Iterable[Place]) -> list[str]:
    """Every method that a path has, those of patterns that it fits as well included."""
    return sorted(set(_methods(place, all_)))


def _methods(place: Place, all_: Iterable[Place]) -> Iterator[str]:
    for each in all_:
        same = each is place or (each.service == place.service and place.exact and re.fullmatch(each.inner, place.path))
        if same:
            yield from each.methods


def quoted(text: str) -> str:
    """A text as a regular expression that means it; the same in RE2 and Python."""
    return "".join(each if _PLAIN.fullmatch(each) else f"\\{each}" for each in text)
