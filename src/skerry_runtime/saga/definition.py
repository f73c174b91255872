"""What a saga is, whichever engine runs it: steps as typed functions, what undoes them, waits for events, and a deadline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from time import monotonic
from typing import Any
from uuid import UUID

from skerry_runtime.operations import Call, begun_by, made_id
from skerry_runtime.telemetry import trace_headers

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step may look at; everything in it is JSON and durable, so that a repeated call sees the same.

    `start` is `{"input": …, "output": …}` of the operation that started the saga, `results` what the steps that are done
    returned, by name. `key` is the idempotency key of this call, `undoes` the key that it takes back ('' on the way
    forward), `deadline` the seconds that are left for it.
    """

    saga: str
    start: Json
    results: Mapping[str, Json]
    key: str
    undoes: str
    deadline: float

    @property
    def call(self) -> Call:
        """What operations are called with: this step's own key, what it takes back, and how long it may take."""
        told = {**trace_headers(), **begun_by(str(self.start.get("began", "")))}
        until = monotonic() + self.deadline
        return Call(self.key, f"saga/{self.saga}", deadline=until, undoes=self.undoes, headers=told, exact=True)

    def made(self, name: str = "id") -> UUID:
        """The identifier of what the step that is taken back has made, or may have made: then it follows from that step's key."""
        found = self.results.get(self.undoes.rpartition("/")[2], {}).get("id")
        return UUID(str(found)) if found else made_id(self.undoes, name)


Do = Callable[[Turn], Awaitable[Json]]


@dataclass(frozen=True, slots=True)
class Step:
    """One call and what undoes it.

    `do` returns (it is done), raises an `OperationError` that is definite, as `Refused`, `Conflict` and `NotFound` are (nothing
    happened, for certain), or raises anything else: then nobody knows, and it is tried `attempts` times in all, with pauses of
    `backoff` seconds that double, at most 30; each call takes `timeout` seconds at most. If it stays unsure it is undone like one
    that is done. `undo` has `undo_attempts` of its own. A `harmless` step, such as a question, leaves nothing behind to undo.
    """

    name: str
    do: Do
    undo: Do | None = None
    harmless: bool = False
    attempts: int = 3
    backoff: float = 0.2
    timeout: float = 5.0
    undo_attempts: int = 10

    def __post_init__(self) -> None:
        _must(_plain(self.name), f"a step's name has letters, digits, '-', '_' and '.', but this is {self.name!r}")
        _must(self.attempts >= 1, f"step {self.name}: attempts is {self.attempts}, but a step is tried at least once")
        _must(
            self.undo_attempts >= 1,
            f"step {self.name}: undo_attempts is {self.undo_attempts}, but at least 1 is needed",
        )
        _must(not (self.harmless and self.undo), f"step {self.name} is harmless, but has an undo; drop one of them")
        _must(self.backoff >= 0, f"step {self.name}: backoff is {self.backoff} s, but a pause can't be negative")
        _must(self.timeout > 0, f"step {self.name}: timeout is {self.timeout} s, but a call needs some time")


@dataclass(frozen=True, slots=True)
class Await:
    """Waits at most `limit` seconds for an event of type `ok`, or of type `fail`, which ends the way forward.

    Types are those of CloudEvents. An event is about this saga if the value of `by` in its data is the saga's correlation.
    """

    name: str
    ok: str
    fail: str = ""
    by: str = ""
    limit: float = 86_400.0

    def __post_init__(self) -> None:
        _must(_plain(self.name), f"a wait's name has letters, digits, '-', '_' and '.', but this is {self.name!r}")
        _must(bool(self.ok), f"wait {self.name}: ok is empty; name the type of the event that it waits for")
        _must(self.ok != self.fail, f"wait {self.name}: ok and fail are both {self.ok}; give them different types")
        _must(self.limit > 0, f"wait {self.name}: limit is {self.limit} s, but a wait needs some time")


class Place(Enum):
    """Where a part stands: before the point of no return, at it, or after it."""

    BEFORE = "before"
    PIVOT = "pivot"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Saga:
    """A transaction over services. Definitions that differ have different versions: a saga ends in the version it began in.

    The pivot is the first step without `undo` that is not harmless. Until it, a failure or the end of `deadline` (seconds from
    the start) undoes what was done, last first, and then calls `otherwise`. If the pivot itself is unsure it is called until it is
    not. After it, everything is repeated until it succeeds, and nothing is undone.

    Raises:
        ValueError: the definition can't work; the message says where, why, and what to do instead.
    """

    name: str
    version: int
    steps: tuple[Step | Await, ...]
    deadline: float
    correlation: Callable[[Json], str]
    otherwise: Do | None = None

    def __post_init__(self) -> None:
        _must(_plain(self.name), f"a saga's name has letters, digits, '-', '_' and '.', but this is {self.name!r}")
        _must(self.version >= 1, f"saga {self.name}: version is {self.version}, but versions count from 1")
        _must(bool(self.steps), f"saga {self.name} has no steps; it needs at least one")
        _must(self.deadline > 0, f"saga {self.name}: deadline is {self.deadline} s, but a saga needs some time")
        self._names_are_unique()
        self._nothing_is_undone_after_the_pivot()

    def _names_are_unique(self) -> None:
        names = [step.name for step in self.steps]
        twice = sorted({name for name in names if names.count(name) > 1})
        _must(
            not twice, f"saga {self.name} has more than one step called {', '.join(twice)}; the name is part of its key"
        )
        _must(OTHERWISE not in names, f"saga {self.name}: a step can't be called {OTHERWISE!r}, which is what ends it")

    def _nothing_is_undone_after_the_pivot(self) -> None:
        late = [step for step in self.steps[self.pivot :] if isinstance(step, Step) and step.undo]
        if late:
            pivot, step = self.steps[self.pivot].name, late[0].name
            _must(False, f"saga {self.name}: step {step} has an undo but comes after the pivot {pivot}, from where nothing is "
                  f"undone; give {pivot} an undo or say that it is harmless, move {step} before it, or drop its undo")  # fmt: skip

    @property
    def pivot(self) -> int:
        """The index of the first step that can't be undone; the number of steps where there is none."""
        steps = enumerate(self.steps)
        found = (at for at, step in steps if isinstance(step, Step) and step.undo is None and not step.harmless)
        return next(found, len(self.steps))

    def place(self, at: int) -> Place:
        """Where the part with this index stands."""
        return Place.PIVOT if at == self.pivot else Place.BEFORE if at < self.pivot else Place.AFTER

    @property
    def waits(self) -> bool:
        """Whether it waits for events anywhere."""
        return any(isinstance(step, Await) for step in self.steps)


OTHERWISE = "otherwise"


def _plain(name: str) -> bool:
    return bool(name) and name.isascii() and name.replace("-", "a").replace("_", "a").replace(".", "a").isalnum()


def _must(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)
