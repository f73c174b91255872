"""The lanes by themselves: what the backends' suite can't bring about when it wants to."""

from __future__ import annotations

import asyncio

from tests.runtime.bus.harness import QUICK, Heard, made, run, until

from skerry_runtime.bus.lanes import Held, Lanes


class Outlet:
    def __init__(self) -> None:
        self.settled: list[int] = []

    async def trying(self, held: Held) -> None:
        return

    async def settle(self, held: Held) -> None:
        self.settled.append(held.seq)

    async def failed(self, held: Held) -> None:
        return

    async def bury(self, held: Held, reason: str) -> None:
        raise AssertionError(reason)


@run
async def test_what_was_not_owned_for_a_moment_is_lost() -> None:
    """A lane has ended over it: its owner must not take it for one that goes on."""
    owned, heard, outlet = True, Heard(), Outlet()
    lanes = Lanes("one", heard, QUICK, outlet, lambda: owned)
    lanes.offer(Held(1, "a", made(1, "a").encoded()))
    await until(lambda: outlet.settled == [1])
    assert not lanes.lost
    owned = False
    lanes.offer(Held(2, "a", made(2, "a").encoded()))
    await until(lambda: lanes.lost)
    owned = True
    lanes.offer(Held(3, "b", made(3, "b").encoded()))
    await asyncio.sleep(0.05)
    assert lanes.lost
    assert heard.numbers == [1]
    await lanes.close()
