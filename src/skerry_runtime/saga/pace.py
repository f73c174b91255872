"""How many calls of one step are under way at once: as many as are answered.

Sagas are patient, services are not: what comes all at once is answered too late for anybody, tried again, and in the end taken back. So
calls of a step stand in a queue, and the number under way follows what comes of them as TCP does (slow start, then additive increase
and multiplicative decrease; Chiu and Jain, 1989; Jacobson, 1988).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

FIRST, MOST = (
    16.0,
    100.0,
)  # at once: until it is known how many are answered, and ever, as many as a client lets through
LEAST, _SOON = (
    2.0,
    8.0,
)  # at once, whatever fails; and below which it grows fast again: services also fail because they are away
_LESS = 0.7  # of those that were too many


@dataclass(slots=True)
class Call:
    """One under way. `answered`: somebody has said how it ended."""

    number: int
    answered: bool = True


@dataclass(slots=True)
class Pace:
    """That of one step."""

    limit: float = FIRST
    under_way: int = 0
    _enough: float = MOST  # below this it grows as fast as it is answered
    _changed: int = 0  # calls begun before this one say nothing new
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _waiting: deque[asyncio.Future[None]] = field(default_factory=deque)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Call]:
        """Waits until one more may be under way."""
        await self._begun()
        call = Call(next(self._numbers))
        try:
            yield call
            self._learn(call)
        finally:
            self.under_way -= 1
            self._wake()

    async def _begun(self) -> None:
        if self.under_way < int(self.limit) and not self._waiting:
            self.under_way += 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # its turn came at the same moment: it is the next one's
                self.under_way -= 1
                self._wake()
            raise

    def _wake(self) -> None:
        while self._waiting and self.under_way < int(self.limit):
            following = self._waiting.popleft()
            if not following.done():
                self.under_way += 1
                following.set_result(None)

    def _learn(self, call: Call) -> None:
        if call.answered:
            if self.under_way >= int(self.limit):  # else nobody knows whether more would be
                self.limit = min(MOST, self.limit + (1.0 if self.limit < self._enough else 1.0 / self.limit))
        elif call.number > self._changed:
            fewer = min(self.limit, self.under_way) * _LESS
            self.limit, self._enough = max(LEAST, fewer), max(_SOON, fewer)
            self._changed = next(self._numbers)


class Paces:
    """Those of all steps that a process calls."""

    def __init__(self) -> None:
        self._paces: dict[str, Pace] = {}

    def of(self, step: str) -> Pace:
        """That of the step with this name."""
        return self._paces.setdefault(step, Pace())
