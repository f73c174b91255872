"""One part of a system over its whole life: it is started, watched, started again when it dies, given up, ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from time import monotonic, time

from skerry.run.happening import Happening, Listener, State
from skerry.run.logs import last_lines, size
from skerry.run.parts.part import Missing, NotReady, Part

_PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds before a part that died is started again, the more often the longer
_CALM = 30.0  # seconds that a part has to run before its earlier deaths are forgotten
_MOST = 10  # deaths in a row, after which only a person or a change of its code starts it again
_KNOWN = 1.0  # seconds until every caller knows that a replica has another address now
_LINES = 8  # of its log, shown when it does not start


class Tended:
    """A part and how it is. `deaths` are those in a row, `tail` is what it printed last before it died; `changed` is told of each state."""

    def __init__(self, part: Part, kind: str, log: Path, listener: Listener, changed: Callable[[], None]) -> None:
        self.part, self.kind = part, kind
        self.state, self.since, self.deaths = State.STOPPED, 0.0, 0
        self.why, self.tail = "", tuple[str, ...]()
        self._log, self._listener, self._changed = log, listener, changed
        self._printed = 0  # bytes that were in its log when it was started
        self._watching: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    async def begin(self) -> None:
        """Starts it, and returns when that has come true or failed once; from then on it is tended."""
        async with self._turn:
            await self._begin()

    async def again(self) -> None:
        """Ends it and begins it anew, with its code as it is now."""
        async with self._turn:
            await self._end()
            await self._begin()

    async def succeeded(self, successor: Part) -> str:
        """Starts another process in its place, and ends this one once that is ready and callers know it: no request is lost.

        Why the successor does not start, '' if it does; then this one goes on. One that does not run is simply begun anew.
        """
        async with self._turn:
            if self.state is not State.READY:
                await self._end()
                self.part = successor
                await self._begin()
                return self.why
            try:
                await successor.start()
            except (Missing, NotReady, OSError) as error:
                return str(error)
            await self._unwatched()
            before, self.part = self.part, successor
            self._set(State.READY)
            self.deaths = 0
            self._watching = asyncio.create_task(self._watch())
            await asyncio.sleep(_KNOWN)
            with contextlib.suppress(OSError):
                await before.stop()
            return ""

    async def end(self) -> None:
        """Ends it for good."""
        async with self._turn:
            await self._end()

    async def _begin(self) -> None:
        self.deaths = 0
        await self._try()
        self._watching = asyncio.create_task(self._watch())

    async def _unwatched(self) -> None:
        if self._watching:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)

    async def _end(self) -> None:
        await self._unwatched()
        if self.state is State.STOPPED:
            return
        self._set(State.STOPPING)
        with contextlib.suppress(OSError):
            await self.part.stop()
        self._set(State.STOPPED)

    async def _try(self) -> None:
        self._set(State.STARTING)
        self._printed = size(self._log)
        try:
            await self.part.start()
        except Missing as error:
            self._set(State.GIVEN_UP, str(error))
        except (NotReady, OSError) as error:
            self._died(str(error))
        else:
            self._set(State.READY)

    async def _watch(self) -> None:
        """Starts it again whenever it dies."""
        while self.state is not State.GIVEN_UP:
            if self.state is State.READY:
                started = monotonic()
                end = await self.part.ended()
                if monotonic() - started >= _CALM:
                    self.deaths = 0
                self._died(str(end))
            if self.deaths >= _MOST:
                self._set(State.GIVEN_UP, f"{self.why}; it died {self.deaths} times in a row")
                return
            await asyncio.sleep(_PAUSES[min(self.deaths, len(_PAUSES)) - 1])
            await self._try()

    def _died(self, why: str) -> None:
        self.deaths += 1
        self._set(State.DEAD, why)

    def _set(self, state: State, why: str = "") -> None:
        self.state, self.since = state, time()
        if state is not State.STARTING:  # while it is tried again, it is still known what was wrong
            self.why = why
            self.tail = self._last() if state is State.DEAD and not why.startswith("killed") else ()
        self._changed()
        told = () if state is State.STARTING else self.tail
        self._listener(Happening(self.part.name, state, why, self.part.url, told))

    def _last(self) -> tuple[str, ...]:
        lines = last_lines(self._log, self._printed, 3 * _LINES)
        return tuple(line for line in lines if "<frozen " not in line)[-_LINES:]
