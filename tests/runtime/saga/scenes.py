"""What tests of sagas share: services that answer as told, definitions on them, and engines at work."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from skerry_runtime.saga import Await, Do, Engine, Json, Record, Saga, Status, Step, Turn

Make = Callable[..., Engine]
LONG = 30.0  # seconds that anything may take on a slow machine


def sync(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(asyncio.wait_for(test(*args, **kwargs), 4 * LONG))

    return run


@asynccontextmanager
async def working(engine: Engine) -> AsyncIterator[Engine]:
    """The engine while it runs; closed at the end."""
    task = asyncio.create_task(engine.run())
    try:
        yield engine
    finally:
        await engine.close()
        await asyncio.wait_for(task, LONG)  # says why it ended, if it did before


class Services:
    """The called services: what was called in which order, and how the calls of a name end, one by one; then well."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.turns: list[Turn] = []
        self.answers: dict[str, list[Any]] = {}

    def call(self, name: str) -> Do:
        async def do(turn: Turn) -> Json:
            self.calls.append(name)
            self.turns.append(turn)
            left = self.answers.get(name, [])
            answer = left.pop(0) if len(left) > 1 else left[0] if left else {"by": name}
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, float):  # seconds
                await asyncio.sleep(answer)
                return {"by": name}
            return answer() if callable(answer) else answer  # type: ignore[no-any-return]

        return do

    def step(self, name: str, undo: bool = True, **more: Any) -> Step:
        return Step(name, self.call(name), self.call(f"un{name}") if undo else None, **{"backoff": 0.01, **more})


def order(services: Services, **more: Any) -> Saga:
    """Reserve, pay; the pivot ship; the tail notify."""
    steps = (
        services.step("reserve"),
        services.step("pay"),
        services.step("ship", undo=False),
        services.step("notify", undo=False),
    )
    return saga(*steps, **more)


def saga(*steps: Step | Await, **more: Any) -> Saga:
    given: dict[str, Any] = {
        "name": "order",
        "version": 1,
        "deadline": 60.0,
        "correlation": lambda start: start["id"],
        **more,
    }
    return Saga(steps=steps, **given)


async def ended(engine: Engine, of: str, start: Json | None = None, name: str = "order") -> Record:
    """Begin a saga, and wait until nothing happens by itself any more."""
    await engine.begin(name, of, start or {"id": of})
    return await settled(engine, of)


async def settled(engine: Engine, of: str) -> Record:
    status = await engine.wait(of, LONG)
    record = await engine.get(of)
    assert record and record.status is status and status.over, record
    return record


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(LONG):
        while not condition():
            await asyncio.sleep(0.02)


def new() -> str:
    return str(uuid4())


async def until_status(engine: Engine, one: str, status: Status) -> None:
    async with asyncio.timeout(LONG):
        while (found := await engine.get(one)) is None or found.status is not status:
            await asyncio.sleep(0.02)
