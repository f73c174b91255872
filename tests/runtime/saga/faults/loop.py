"""A world in which nothing takes time: an event loop that jumps to the next thing to do, and the journal's clocks on it."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from skerry_runtime.saga.journal import clock, engine, writer


@dataclass
class Clock:
    """Seconds since the machine was started, which start that was, and how far ahead Unix time is as the machine believes."""

    now: float = 1000.0
    boot: str = "first"
    ahead: float = 1_800_000_000.0
    turns: int = 0  # of the event loop


class _Selector(selectors.DefaultSelector):
    def __init__(self, of: Clock) -> None:
        super().__init__()
        self._clock = of

    def select(self, timeout: float | None = None) -> Any:
        self._clock.turns += 1
        found = super().select(0)
        if not found:
            assert timeout is not None, "all wait for one another"
            self._clock.now += timeout
        return found


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, of: Clock) -> None:
        super().__init__(_Selector(of))
        self._of = of
        self.set_default_executor(Inline())

    def time(self) -> float:
        return self._of.now


class Inline(ThreadPoolExecutor):
    """What is handed to it is done at once: nothing depends on which thread is faster."""

    def __init__(self, *_: Any) -> None:
        super().__init__(1)

    def submit(self, function: Any, /, *args: Any, **more: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(function(*args, **more))
        except BaseException as error:
            done.set_exception(error)
        return done


def run(of: Clock, main: Coroutine[Any, Any, Any]) -> Any:
    loop = _Loop(of)
    try:
        return loop.run_until_complete(main)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


@contextmanager
def timeless() -> Iterator[Clock]:
    """The journal's clocks follow this one meanwhile, and it has no thread."""
    made = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "seconds", lambda: made.now)
        patch.setattr(clock, "wall", lambda: made.now + made.ahead)
        patch.setattr(clock, "_boot", lambda: made.boot)
        patch.setattr(writer, "ThreadPoolExecutor", Inline)
        patch.setattr(engine, "_POLL", 10_000.0)
        yield made
