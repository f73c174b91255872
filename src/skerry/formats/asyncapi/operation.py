"""An operation of an application: what it sends or receives over a channel, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skerry.formats.asyncapi.channel import Channel
from skerry.formats.asyncapi.fields import Fields
from skerry.formats.asyncapi.message import Message
from skerry.formats.asyncapi.server import Ways
from skerry.formats.json_schema import Part


class Flow(StrEnum):
    """What the application does with messages: it sends them, or receives them."""

    SEND = "send"
    RECEIVE = "receive"

    @property
    def other(self) -> Flow:
        """What those on the other side do."""
        return Flow.RECEIVE if self is Flow.SEND else Flow.SEND


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back. `location` is the runtime expression for the address to answer to; no channel: known at run time."""

    part: Part
    location: str
    channel: Channel | None
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation, from the view of the application: `publish` of 2.x is what others do, so it receives there."""

    key: str
    flow: Flow | None
    part: Part
    fields: Fields
    channel: Channel | None
    messages: tuple[Message, ...]
    security: Ways
    reply: Reply | None
