"""What every engine of sagas can do, and what a person reads of a saga."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from skerry_runtime.saga.definition import Json


class Status(StrEnum):
    """How far a saga is; the last three don't go on by themselves, and parked ones wait for a person."""

    RUNNING = "running"
    COMPENSATING = "compensating"
    CONFIRMED = "confirmed"
    COMPENSATED = "compensated"
    PARKED = "parked"

    @property
    def ended(self) -> bool:
        """Whether nothing will happen any more."""
        return self in (Status.CONFIRMED, Status.COMPENSATED)

    @property
    def over(self) -> bool:
        """Whether nothing happens by itself any more."""
        return self.ended or self is Status.PARKED


class How(StrEnum):
    """What a person decides about a parked saga.

    `retry` does again what failed; `skip` takes it as done (somebody did it by hand) and goes on; `force` ends the saga as it
    stands: nothing more is called, and it counts as compensated if it was compensating, else as confirmed.
    """

    RETRY = "retry"
    SKIP = "skip"
    FORCE = "force"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a saga's history: when (Unix time, seconds), what was done with which step, and what came of it."""

    at: float
    what: str
    step: str
    outcome: str
    attempts: int = 0
    reason: str = ""
    value: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """A saga as a person reads it.

    `step` is what it is at, or what it was parked at; `reason` says why it is compensated or parked. `owner` is the worker that
    has it, `recoveries` how often it was taken up again since it last got further. Times are Unix times in seconds.
    """

    id: str
    saga: str
    version: int
    status: Status
    start: Json
    results: Mapping[str, Json]
    step: str
    reason: str
    entries: tuple[Entry, ...]
    began: float
    deadline: float
    ended: float | None = None
    owner: str = ""
    recoveries: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sagas to list, oldest first: of one status, of one name; `after` is the identifier of the last one seen before."""

    status: Status | None = None
    saga: str = ""
    after: str = ""
    limit: int = 100


class Engine(Protocol):
    """Runs sagas to their end, whatever dies in between. Calls may be repeated; the services' keys make effects single."""

    async def begin(self, saga: str, saga_id: str, start: Json) -> None:
        """Make a saga of the newest version of `saga` durable, and start it; nothing if this id has begun before.

        Raises:
            UnknownSaga: no definition of that name is registered with this engine.
        """
        ...

    async def signal(self, event_type: str, correlation: str, data: Json, event: str = "") -> None:
        """Keep an event for the sagas that wait for it, now or later; again the same `event` id (or, without one, data) is no news."""
        ...

    async def get(self, saga_id: str) -> Record | None:
        """A saga with its history; None if there is none."""
        ...

    async def wait(self, saga_id: str, seconds: float) -> Status | None:
        """The saga's status once it has ended or is parked, or when the seconds are over; None if there is no such saga."""
        ...

    async def list(self, wanted: Filter = Filter()) -> tuple[Record, ...]:
        """Sagas, oldest first, without `entries` and `results`."""
        ...

    async def resume(self, saga_id: str, how: How) -> None:
        """Go on with a parked saga, as a person decides.

        Raises:
            NotParked: it isn't parked, or there is none.
        """
        ...

    async def versions(self) -> Mapping[tuple[str, int], int]:
        """How many sagas of each name and version have not ended: a version may be dropped once it is not here."""
        ...

    async def run(self) -> None:
        """Work: renew the lease, take over what others left, until `close`.

        Raises:
            EngineFailed: the store failed in a way that can't be trusted to be repeated; start a new process.
        """
        ...

    async def close(self) -> None:
        """Stop; what is under way is left to whoever comes next."""
        ...


class SagaError(Exception):
    """The engine can't do what was asked."""


class UnknownSaga(SagaError):
    """No definition of that name is registered."""


class NotParked(SagaError):
    """Only a parked saga can be resumed."""


class EngineFailed(SagaError):
    """The store failed; nothing that was not acknowledged may be believed to be kept."""


class NewerStore(SagaError):
    """The file was written by a newer version of this library, which this one can't read."""


class MissingExtra(SagaError):
    """A library that an engine needs is not installed; the message says how to."""
