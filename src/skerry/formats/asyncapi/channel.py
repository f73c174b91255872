"""A channel: its address, the parameters in it, the servers it is on, and the messages that go over it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from skerry.formats.asyncapi.fields import Fields
from skerry.formats.asyncapi.message import Message
from skerry.formats.json_schema import Part

_TEMPLATE = re.compile(r"\{([^/{}]*)\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A part of an address that varies. `schema` says which values it takes, in the words of JSON Schema."""

    name: str
    part: Part
    schema: Part

    @property
    def location(self) -> str:
        """Where in a message its value stands too, as a runtime expression."""
        found = self.part.raw.get("location")
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel. No `address`: it is known at run time alone. No `servers`: it is on all."""

    key: str
    address: str | None
    hops: tuple[Part, ...]
    fields: Fields
    servers: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    messages: Mapping[str, Message]

    @property
    def part(self) -> Part:
        """Where it is written, after references."""
        return self.hops[-1]

    @property
    def name(self) -> str:
        """What people call it: its address, else its key."""
        return self.address if self.address is not None else self.key

    @property
    def template(self) -> str:
        """Its address with the names of parameters left out."""
        return _TEMPLATE.sub("{}", self.name)


def placeholders(address: str) -> tuple[str, ...]:
    """The names of the parameters in an address, in order."""
    return tuple(_TEMPLATE.findall(address))


def parameter(name: str, part: Part) -> Parameter:
    """A parameter as it is written: with a schema in 2.x, with values of its own in 3.x."""
    if isinstance(part.raw.get("schema"), dict | bool):
        return Parameter(name, part, part.below("schema"))
    words = {word: part.raw[word] for word in ("enum", "default") if word in part.raw}
    return Parameter(name, part, part._replace(raw={"type": "string", **words}))
