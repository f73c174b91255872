"""What every engine of sagas can do, and what a person reads of a saga."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
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

    `step` is what it is parked at; `reason` says why it is compensated or parked. `owner` is the worker that has it, `recoveries`
    how often it was taken up again since it last got further. While it waits for an event, `waits` has the types that it waits for,
    and `due` is the end of its patience. Times are Unix times in seconds.
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
    waits: tuple[str, ...] = ()
    due: float | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sagas to list, oldest first: of one status, of one name, those that wait for an event.

    `after` is the identifier of the last one seen before.
    """

    status: Status | None = None
    saga: str = ""
    after: str = ""
    limit: int = 100
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Stats:
    """How an engine is, at one moment: plain numbers for metrics. Times are seconds.

    `running`, `compensating` and `parked` count sagas; `waiting` are those of them that wait for an event, `overdue` those whose
    event should have come; `ended` are kept, `removed` were forgotten since this process started. `oldest` is the age of the
    oldest that has not ended. `lease` is what is left of this worker's lease, negative where it has run out, None where it does
    not run. `commits` and `written` (writes in them) count since the start; `batch` (writes) and `commit` (time) are means of the
    last commits, `slowest` the longest of them. `trouble` says why nothing can be written just now, '' where all is well.
    """

    running: int = 0
    compensating: int = 0
    parked: int = 0
    waiting: int = 0
    overdue: int = 0
    ended: int = 0
    removed: int = 0
    oldest: float = 0.0
    lease: float | None = None
    commits: int = 0
    written: int = 0
    batch: float = 0.0
    commit: float = 0.0
    slowest: float = 0.0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look through the store found: how many sagas and lines there are, and what is wrong, one sentence each."""

    sagas: int
    lines: int
    faults: tuple[str, ...] = ()


class Engine(Protocol):
    """Runs sagas to their end, whatever dies in between. Calls may be repeated; the services' keys make effects single."""

    async def begin(self, saga: str, saga_id: str, start: Json) -> None:
        """Make a saga of the newest version of `saga` durable, and start it; nothing if this id has begun before.

        Raises:
            UnknownSaga: no definition of that name is registered with this engine.
            NotNow: the store takes nothing new just now; nothing was kept, ask again later.
        """
        ...

    async def signal(self, event_type: str, correlation: str, data: Json, event: str = "") -> None:
        """Keep an event for the sagas that wait for it, now or later; again the same `event` id (or, without one, data) is no news.

        Raises:
            NotNow: the store takes nothing new just now; nothing was kept, ask again later.
        """
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

    @property
    def ailing(self) -> str:
        """Why nothing can be written just now, '' where all is well: readiness depends on it."""
        ...

    async def stats(self) -> Stats:
        """How the engine is."""
        ...

    async def backup(self, to: Path) -> None:
        """Copy the store into a new file while work goes on.

        Raises:
            NotHere: this engine has no file of its own; the message says what to do instead.
            FileExistsError, OSError: it can't be written there.
        """
        ...

    async def check(self) -> Checked:
        """Look through the whole store for what can't be.

        Raises:
            NotHere: this engine has no file of its own; the message says what to do instead.
        """
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


class NotNow(SagaError):
    """The store takes nothing new just now, for want of room; what it has taken goes on as soon as it can."""


class NotHere(SagaError):
    """This engine can't do that; the message says what to do instead."""


class EngineFailed(SagaError):
    """The store failed; nothing that was not acknowledged may be believed to be kept."""


class NewerStore(SagaError):
    """The file was written by a newer version of this library, which this one can't read."""


class MissingExtra(SagaError):
    """A library that an engine needs is not installed; the message says how to."""
