"""As many calls of a step are under way as are answered: a crowd of sagas does not bring a service down, nor does it wait needlessly."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from skerry_runtime.saga.pace import FIRST, LEAST, MOST, Pace

from .scenes import sync


@dataclass
class Narrow:
    """A service that answers one after the other, each in so many seconds, and nobody later than after `patience`."""

    each: float
    patience: float
    most: int = 0
    under_way: int = 0
    late: int = 0
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def call(self, pace: Pace) -> None:
        """As a saga does: until it is answered."""
        answered = False
        while not answered:
            async with pace.turn() as call:
                self.under_way += 1
                self.most = max(self.most, self.under_way)
                answered = call.answered = await self._answered()
                self.under_way -= 1

    async def _answered(self) -> bool:
        try:
            async with asyncio.timeout(self.patience):
                async with self._one:
                    await asyncio.sleep(self.each)
            return True
        except TimeoutError:
            self.late += 1
            return False


@sync
async def test_a_crowd_finds_the_pace_of_a_service() -> None:
    service, pace = Narrow(0.004, 0.08), Pace()
    await asyncio.gather(*(service.call(pace) for _ in range(300)))
    assert service.late < 150, "most are answered in time"
    assert service.most <= MOST
    crowd, unpaced = Narrow(0.004, 0.08), [Pace(limit=1e9) for _ in range(300)]
    tries = [asyncio.ensure_future(crowd.call(each)) for each in unpaced]
    await asyncio.sleep(0.3)
    assert crowd.late > 300, "all at once, most are too late, and come again"
    for each in tries:
        each.cancel()


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
