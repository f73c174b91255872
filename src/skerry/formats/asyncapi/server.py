"""A server (a broker, mostly) and who is let in, in the words of AsyncAPI 3 whatever it was written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from skerry.formats.asyncapi.fields import Fields
from skerry.formats.document import Document
from skerry.formats.json_schema import Part, lookup
from skerry.formats.json_schema.places import ABSENT
from skerry.formats.text import escaped, unescaped

_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A security scheme that somebody must have, with the scopes asked for. `scheme` is empty where its name leads nowhere."""

    name: str
    scheme: Part
    scopes: frozenset[str]


Ways = tuple[tuple[Requirement, ...], ...]
"""Alternatives; each asks for all of its requirements. None at all: open to everybody."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server. `address` is host and path, without a protocol and without a slash at its end."""

    name: str
    part: Part
    fields: Fields
    address: str
    protocol: str
    security: Ways

    @property
    def variables(self) -> dict[str, dict[str, Any]]:
        """The variables of its address, by name."""
        raw = self.part.raw.get("variables")
        return {name: each for name, each in raw.items() if isinstance(each, dict)} if isinstance(raw, dict) else {}


def address_of(raw: dict[str, Any]) -> str:
    """Host and path of a server."""
    if "url" in raw:
        return _SCHEME.sub("", str(raw["url"])).rstrip("/")
    path = str(raw.get("pathname") or "").strip("/")
    return f"{raw.get('host', '')}/{path}".rstrip("/")


def ways(document: Document, holder: Part | None) -> Ways:
    """The alternatives of a `security` list."""
    if holder is None or not isinstance(holder.raw, list):
        return ()
    parts = [holder.below(at) for at, raw in enumerate(holder.raw) if isinstance(raw, dict)]
    return tuple(_way(document, part) for part in parts)


def _way(document: Document, part: Part) -> tuple[Requirement, ...]:
    if "$ref" in part.raw or "type" in part.raw:
        scheme = document.follow(part)
        name = unescaped(str(part.raw.get("$ref", part.raw.get("type"))).rpartition("/")[2])
        return (Requirement(name, scheme, _scopes(scheme.raw.get("scopes"))),)
    return tuple(_named(document, part))


def _named(document: Document, part: Part) -> Iterator[Requirement]:
    for name, scopes in part.raw.items():
        pointer = f"/components/securitySchemes/{escaped(name)}"
        if lookup(document.raw, pointer) is ABSENT:
            scheme = part._replace(raw={})
        else:
            scheme = document.follow(document.root.below("components", "securitySchemes", name))
        yield Requirement(name, scheme, _scopes(scopes))


def _scopes(raw: Any) -> frozenset[str]:
    return frozenset(map(str, raw)) if isinstance(raw, list) else frozenset()
