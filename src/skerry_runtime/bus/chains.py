"""Publishing by keys: of one key the next event goes only when the former is confirmed; different keys go side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from skerry_runtime.bus.cloudevents import Event


async def in_chains(events: Sequence[Event], put: Callable[[Event], Awaitable[None]]) -> None:
    """Puts each event, and waits for all.

    Raises:
        Exception: the first that `put` raised; what follows in that key was not put.
    """
    chains: dict[str, list[Event]] = {}
    for number, event in enumerate(events):
        chains.setdefault(event.partitionkey or f"\0{number}", []).append(event)
    if len(chains) == 1:
        return await _chain(events, put)
    found = await asyncio.gather(*(_chain(chain, put) for chain in chains.values()), return_exceptions=True)
    for error in found:
        if isinstance(error, BaseException):
            raise error
    return None


async def _chain(events: Sequence[Event], put: Callable[[Event], Awaitable[None]]) -> None:
    for event in events:
        await put(event)
