"""An event on its way into the outbox: the attributes of CloudEvents 1.0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened; `partitionkey` names the thing, whose events keep their order. `time` is RFC 3339."""

    id: str
    source: str
    type: str
    data: Any
    subject: str = ""
    time: str = ""
    dataschema: str = ""
    partitionkey: str = ""
    traceparent: str = ""

    def encoded(self) -> bytes:
        """The event as structured JSON."""
        named = {name: value for name in self.__slots__ if name != "data" and (value := getattr(self, name))}
        return msgspec.json.encode(
            {"specversion": "1.0", **named, "datacontenttype": "application/json", "data": self.data}
        )


@dataclass(frozen=True, slots=True)
class Begun:
    """A saga that starts: `start` is the input and the output of the operation that started it."""

    saga: str
    id: str
    start: dict[str, Any]


class Outbox(Protocol):
    """Rows in the service's database, in its transaction, that a relay hands to the bus and to the sagas' engine."""

    async def publish(self, connection: Any, events: Sequence[Any]) -> None:
        """Writes events down. `connection` has `async execute(statement, parameters)`."""

    async def start(self, connection: Any, saga: str, identifier: str, start: Mapping[str, Any]) -> None:
        """Writes down that a saga begins."""

    def committed(self) -> None:
        """The transaction is durable: there may be something to hand on."""
