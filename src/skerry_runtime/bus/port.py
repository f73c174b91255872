"""What every bus offers: seven verbs. Backends are the other files of this folder; `tests/runtime/bus/conformance.py` holds them to it.

What is promised: an event that `publish` returned for reaches each group that hears its type at least once (whoever needs its effect
once keeps an inbox, `skerry_runtime.store.inbox`). Within a group, events of one partition key are handled one after the other in the
order in which they were published, also over several processes; a failing one holds back those of its own key alone, until it succeeds
or goes to the dead letters. What is replayed from there comes after what has been published since.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from skerry_runtime.bus.cloudevents import Event

Handler = Callable[[Event], Awaitable[None]]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class BusUnavailable(Exception):
    """The bus did not confirm: what was published may have arrived or not, so publish it again, under the same id."""


class Poison(Exception):
    """Raised by a handler for an event that can never be handled: it goes to the dead letters at once."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a group wants its events. Times are seconds.

    After `attempts` failures an event is a dead letter. Between them lie `backoff`, twice that, and so on up to `longest`, each varied by
    a quarter. `parallel` handlers run at a time, of `window` events that are held. A process that has not been heard of for `lease`
    has lost what it held. `drain` is how long `Subscription.close` waits for handlers that run.
    """

    attempts: int = 5
    backoff: float = 0.2
    longest: float = 30.0
    parallel: int = 16
    window: int = 256
    lease: float = 10.0
    drain: float = 5.0


USUAL = Delivery()


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that a group could not handle. `id` is what `replay` takes; `at` is in seconds since 1970; `body` is as it came."""

    id: str
    type: str
    reason: str
    attempts: int
    at: float
    body: bytes


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a group is behind: events not handled yet, how many of them are in hand, dead letters, the age of the oldest in seconds."""

    behind: int = 0
    flying: int = 0
    dead: int = 0
    seconds: float = 0.0


class Subscription(Protocol):
    """A group's running consumption in this process."""

    async def close(self) -> None:
        """Takes no more events, waits for the handlers that run, and gives back what is left."""


class Bus(Protocol):
    """The port."""

    async def publish(self, events: Sequence[Event]) -> None:
        """Publishes events; those of one key in this order. An event whose source and id the bus has seen lately is not stored again.

        Raises:
            BusUnavailable: not all of them were confirmed as stored.
            ValueError: this bus can never take one of them: its type or size.
        """

    async def subscribe(
        self, group: str, types: Iterable[str], handler: Handler, delivery: Delivery = USUAL
    ) -> Subscription:
        """Hands each event of these types to one member of the group, from the oldest that is kept if the group is new.

        Returning acknowledges; raising has the event delivered again after a while. A group has one list of types; one that is added
        later is heard from then on.

        Raises:
            ValueError: the name of the group is not of letters, digits, `-` and `_`.
            BusUnavailable: the bus can't be reached.
        """

    async def dead(self, group: str) -> tuple[DeadLetter, ...]:
        """The group's dead letters, the oldest first."""

    async def replay(self, group: str, ids: Iterable[str] = ()) -> int:
        """Gives dead letters to their group once more, those named or all; says how many."""

    async def lag(self, group: str) -> Lag:
        """How far the group is behind."""

    async def check(self) -> None:
        """Asks the bus for a sign of life.

        Raises:
            BusUnavailable: there was none.
        """

    async def close(self) -> None:
        """Closes the subscriptions, then the connection."""


def checked_group(name: str) -> str:
    """The name of a group, if every backend can have it.

    Raises:
        ValueError: it can't.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"a group's name is letters, digits, - and _, at most 64 of them: {name!r} is not")
    return name
