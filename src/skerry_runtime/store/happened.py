"""An event on its way into the outbox: the attributes of CloudEvents 1.0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


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


@dataclass(frozen=True, slots=True)
class Begun:
    """A saga that starts: `start` is the input and the output of the operation that started it."""

    saga: str
    id: str
    start: dict[str, Any]
    traceparent: str = ""


class Outbox(Protocol):
    """Rows in the service's database, in its transaction, that a relay hands to the bus and to the sagas' engine."""

    async def add(self, connection: Any, events: Any) -> None:
        """Writes them down. `connection` has `async execute(statement, parameters)`; `events` are `Happened` and `Begun`."""
