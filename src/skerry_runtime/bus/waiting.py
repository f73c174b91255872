"""Waiting for an event, but not for ever."""

from __future__ import annotations

import asyncio


async def waited(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event was set within so many seconds.

    Not `asyncio.wait_for`: before Python 3.12 it can lose the cancellation of the waiting task.
    """
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
