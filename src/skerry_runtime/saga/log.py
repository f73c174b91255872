"""What an engine remembers of a saga while it follows its course: each thing is done once, and how it ended is kept."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from skerry_runtime.clock import wall
from skerry_runtime.saga.definition import Json
from skerry_runtime.saga.pace import Paces
from skerry_runtime.saga.port import How, Status


class Ended(StrEnum):
    """How something ended: certainly done, certainly not done, or nobody knows."""

    DONE = "done"
    REFUSED = "refused"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How something ended, and when (Unix time, seconds); `event` is the number of the signal that ended a wait."""

    ended: Ended
    at: float
    value: Json = field(default_factory=dict)
    reason: str = ""
    attempts: int = 1
    event: int = 0

    @property
    def done(self) -> bool:
        """Whether it happened."""
        return self.ended is Ended.DONE

    def json(self) -> Json:
        """As plain values; what is usual is left out."""
        more = {"value": self.value, "reason": self.reason, "attempts": self.attempts, "event": self.event}
        usual = {"value": {}, "reason": "", "attempts": 1, "event": 0}
        return {"ended": str(self.ended), "at": self.at, **{key: more[key] for key in more if more[key] != usual[key]}}

    @staticmethod
    def of(plain: Json) -> Outcome:
        """From plain values."""
        return Outcome(**{**plain, "ended": Ended(plain["ended"])})


@dataclass(frozen=True, slots=True)
class Signal:
    """An event that a saga waits for; signals are numbered as they come, at Unix times in seconds."""

    number: int
    type: str
    data: Json
    at: float


@dataclass(frozen=True, slots=True)
class Repair:
    """What a person decided about a parked saga, and when (Unix time, seconds)."""

    how: How
    at: float


@dataclass(frozen=True, slots=True)
class Key:
    """The name of one thing of a saga: `do`, `undo` or `wait`, of a step, done `again` times since a person had it done again."""

    what: str
    step: str
    again: int = 0

    def __str__(self) -> str:
        return f"{self.what} {self.step}" + (f" #{self.again}" if self.again else "")


Perform = Callable[[], Awaitable[Outcome]]
Then = Callable[[Outcome], Status]


class Log(Protocol):
    """The memory of one saga. `began` is a Unix time in seconds; `paces` are those of all sagas of this worker."""

    @property
    def paces(self) -> Paces:
        """How many calls are under way at once, step by step."""
        ...

    @property
    def began(self) -> float:
        """When the saga began."""
        ...

    async def once(self, key: Key, perform: Perform, then: Then) -> Outcome:
        """What this ended with before; else do it, and make the outcome durable with the status of the saga that follows from it."""
        ...

    async def parked(self, key: Key, reason: str) -> Repair:
        """Park the saga at this point, until a person has decided."""
        ...

    async def signal(self, types: tuple[str, ...], seen: frozenset[int], until: float) -> Signal | None:
        """The first event of these types about this saga but those seen; None once `until` (Unix time, seconds) is over."""
        ...

    async def allowed(self) -> None:
        """Return only while this worker may call services for this saga."""
        ...

    def now(self) -> float:
        """Unix time in seconds, which does not jump while the process lives."""
        ...


def wall_clock() -> Callable[[], float]:
    """Unix time as it is at this call, and from then on what a steady clock counts: nobody who sets the clock moves a deadline."""
    offset = wall() - time.monotonic()
    return lambda: time.monotonic() + offset
