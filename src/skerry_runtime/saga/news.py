"""Who waits for an event about what, in this process."""

from __future__ import annotations

import asyncio


class News:
    """Wakes those who wait; what they wait for they look up themselves."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}

    def waiting(self, correlation: str) -> Waiting:
        """Listens from the moment it is entered, so that nothing can come between a look and the wait."""
        return Waiting(self._waiting, correlation)

    def tell(self, correlation: str | None = None) -> None:
        """Wake who waits for this; without it, all."""
        keys = list(self._waiting) if correlation is None else [correlation]
        for key in keys:
            for event in self._waiting.get(key, ()):
                event.set()

    def __bool__(self) -> bool:
        return bool(self._waiting)


class Waiting:
    """One who waits."""

    def __init__(self, everybody: dict[str, set[asyncio.Event]], correlation: str) -> None:
        self._everybody, self._correlation, self._event = everybody, correlation, asyncio.Event()

    def __enter__(self) -> asyncio.Event:
        self._everybody.setdefault(self._correlation, set()).add(self._event)
        return self._event

    def __exit__(self, *_: object) -> None:
        events = self._everybody[self._correlation]
        events.discard(self._event)
        if not events:
            del self._everybody[self._correlation]


async def first_of(news: asyncio.Event, seconds: float) -> None:
    """Until the event is set, or the seconds are over."""
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        pass
