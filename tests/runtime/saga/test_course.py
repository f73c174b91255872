"""The course of any saga, interrupted anywhere: whoever follows it again ends it in the same way."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry_runtime import Refused
from skerry_runtime.saga import Do, How, Json, Saga, Status, Step, Turn
from skerry_runtime.saga.course import Course
from skerry_runtime.saga.log import Key, Outcome, Perform, Repair, Signal, Then
from skerry_runtime.saga.pace import Paces

DONE, REFUSED, UNSURE = "done", "refused", "unsure"


class Died(Exception):
    """The worker, after it did something and before that was recorded."""


@dataclass
class Paper:
    """A log in memory that dies before the records with these numbers."""

    deaths: set[int]
    records: dict[str, Outcome] = field(default_factory=dict)
    written: int = 0
    began: float = 0.0
    status: Status = Status.RUNNING
    paces: Paces = field(default_factory=Paces)

    async def once(self, key: Key, perform: Perform, then: Then) -> Outcome:
        if str(key) not in self.records:
            outcome = await perform()
            self.written += 1
            if self.written in self.deaths:
                raise Died
            self.records[str(key)] = outcome
        self.status = then(self.records[str(key)])
        return self.records[str(key)]

    async def parked(self, key: Key, reason: str) -> Repair:
        return Repair(How.SKIP, 0.0)

    async def signal(self, types: tuple[str, ...], seen: frozenset[int], until: float) -> Signal | None:
        raise NotImplementedError

    async def allowed(self) -> None:
        await asyncio.sleep(0)

    def now(self) -> float:
        return 0.0


@dataclass
class World:
    """What the services have done, by key, as ones with keys and tombstones do it."""

    ends: dict[str, str]
    before: set[str]  # keys of what stays unsure, as it comes before the pivot; the rest answers some time
    done: set[str] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)
    calls: Counter[str] = field(default_factory=Counter)

    def do(self, name: str) -> Do:
        async def do(turn: Turn) -> Json:
            self.calls[turn.key] += 1
            if self.ends[name] == REFUSED:
                raise Refused("no")
            if name not in self.undone:
                self.done.add(name)
            if self.ends[name] == UNSURE and (turn.key in self.before or self.calls[turn.key] < 5):
                raise OSError("lost")
            return {}

        return do

    def undo(self, name: str) -> Do:
        async def undo(turn: Turn) -> Json:
            self.calls[turn.key] += 1
            assert name in turn.undoes
            self.done.discard(name)
            self.undone.add(name)
            return {}

        return undo


def saga(world: World, pivot: int, questions: frozenset[int] = frozenset()) -> Saga:
    """Before the pivot every step has an undo, but for the questions."""
    names = list(world.ends)
    steps = tuple(
        Step(
            name, world.do(name), world.undo(name) if at < pivot and at not in questions else None,
            harmless=at < pivot and at in questions, attempts=2, backoff=0,
        )
        for at, name in enumerate(names)
    )  # fmt: skip
    return Saga("order", 1, steps, 1.0, lambda start: "")


async def followed(make: Callable[[], Awaitable[Status]]) -> Status:
    while True:
        try:
            return await make()
        except Died:
            continue


@settings(deadline=None, max_examples=60)  # machines are slow at times
@given(
    st.lists(st.sampled_from([DONE, REFUSED, UNSURE]), min_size=1, max_size=5),
    st.integers(0, 5),
    st.sets(st.integers(1, 14), max_size=6),
    st.frozensets(st.integers(0, 4)),
)
def test_deaths_change_nothing_in_how_it_ends(
    ends: list[str], pivot: int, deaths: set[int], questions: frozenset[int]
) -> None:
    named = {f"s{at}": end for at, end in enumerate(ends)}
    before = {f"one/{name}" for name in list(named)[:pivot]}
    quiet, world = World(named, before), World(named, before)
    calm, paper = Paper(set()), Paper(deaths)
    expected = asyncio.run(Course(saga(quiet, pivot, questions), "one", {}, calm).run())
    found = asyncio.run(followed(lambda: Course(saga(world, pivot, questions), "one", {}, paper).run()))
    assert (expected, calm.status) == (found, paper.status) == (found, found)
    first, after = list(named)[:pivot], list(named)[pivot:]
    if found is Status.CONFIRMED:
        assert world.done >= {name for name in named if named[name] != REFUSED}
        assert not world.undone
        assert all(named[name] != REFUSED for name in [*first, *after[:1]])
    else:
        asked = {name for at, name in enumerate(first) if at in questions}
        assert world.done <= asked
        assert world.undone <= set(first) - asked
    if not deaths:
        assert calm.records.keys() == paper.records.keys()


@settings(deadline=None)
@given(st.integers(0, 4), st.integers(1, 9))
def test_what_is_recorded_is_not_called_again(pivot: int, death: int) -> None:
    named = dict.fromkeys(["s0", "s1", "s2", "s3"], DONE)
    world, paper = World(named, set()), Paper({death})
    asyncio.run(followed(lambda: Course(saga(world, pivot), "one", {}, paper).run()))
    assert sum(world.calls.values()) == 4 + (death <= 4)
