"""As many calls of a step are under way as are answered: a crowd of sagas does not bring a service down, nor does it wait needlessly."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from skerry_runtime.saga.pace import FIRST, LEAST, MOST, Pace

from .scenes import sync


@dataclass
class Narrow:
    """A service that answers while so many ask at once, and nobody in time while more do."""

    width: int
    under_way: int = 0
    late: int = 0
    asked: list[int] = field(default_factory=list)

    async def call(self, pace: Pace) -> None:
        """As a saga does: until it is answered."""
        answered = False
        while not answered:
            async with pace.turn() as call:
                self.under_way += 1
                self.asked.append(self.under_way)
                await asyncio.sleep(0.001)
                answered = call.answered = self.under_way <= self.width
                self.late += not answered
                self.under_way -= 1


@sync
async def test_a_crowd_finds_the_pace_of_a_service() -> None:
    service, pace = Narrow(20), Pace()
    await asyncio.gather(*(service.call(pace) for _ in range(600)))
    assert service.late < 300, "most are answered at once"
    assert max(service.asked[-300:]) <= 30, "and those that come later do not come too many at a time"
    assert sum(service.asked[-300:]) / 300 > 5, "nor one by one"


@sync
async def test_without_a_pace_a_crowd_is_not_answered() -> None:
    service = Narrow(20)
    calls = [asyncio.create_task(service.call(Pace())) for _ in range(600)]  # each has a pace of its own
    await asyncio.sleep(0.1)
    assert service.late >= 580
    for each in calls:
        each.cancel()
    await asyncio.wait(calls)


@sync
async def test_what_is_answered_goes_faster_and_faster() -> None:
    pace, most = Pace(), 0

    async def call() -> None:
        nonlocal most
        async with pace.turn():
            most = max(most, pace.under_way)
            await asyncio.sleep(0.01)

    await asyncio.gather(*(call() for _ in range(500)))
    assert (most, pace.under_way) == (MOST, 0)


@sync
async def test_a_service_that_is_away_is_asked_by_few_and_soon_by_more() -> None:
    pace = Pace()

    async def call(answered: bool) -> None:
        async with pace.turn() as turn:
            await asyncio.sleep(0)
            turn.answered = answered

    await asyncio.gather(*(call(False) for _ in range(int(FIRST))))
    assert LEAST < pace.limit < FIRST, "failures of one moment count once"
    for _ in range(20):
        await call(False)
    assert pace.limit == LEAST
    await call(True)
    assert pace.limit == LEAST, "one at a time says nothing about more"
    for _ in range(3):
        await asyncio.gather(*(call(True) for _ in range(int(FIRST))))
    assert pace.limit >= FIRST / 2


@sync
async def test_who_gives_up_in_the_queue_takes_nobodys_turn() -> None:
    pace = Pace(limit=1.0)
    order: list[int] = []

    async def call(number: int) -> None:
        async with pace.turn():
            order.append(number)
            await asyncio.sleep(0.01)

    calls = [asyncio.create_task(call(number)) for number in range(4)]
    await asyncio.sleep(0)
    calls[1].cancel()
    await asyncio.wait(calls)
    assert order == [0, 2, 3]
    assert pace.under_way == 0
