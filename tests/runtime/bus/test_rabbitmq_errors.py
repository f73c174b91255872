"""What RabbitMQ's client and server say at awkward moments; needs no server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest
from aiormq.exceptions import ConnectionClosed
from tests.runtime.bus.harness import run

from skerry_runtime.bus import BusUnavailable
from skerry_runtime.bus.rabbitmq_errors import translated
from skerry_runtime.bus.rabbitmq_link import Link


async def answering() -> None:
    """The answer arrives with the cancellation, which is forgotten."""
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        return


async def closing() -> None:
    """The channel closes with the cancellation, which is replaced."""
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        raise ConnectionClosed(320, "closed") from None


@run
@pytest.mark.parametrize("client", [answering, closing])
async def test_a_task_that_is_cancelled_ends(client: Callable[[], Awaitable[None]]) -> None:
    async def work() -> None:
        for _ in range(2):
            with contextlib.suppress(BusUnavailable), translated():
                await client()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


@run
async def test_a_task_that_nobody_cancels_goes_on_when_the_client_cancels_what_it_waits_for() -> None:
    async def work() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:  # cancelled once, and cleaning up: a cancellation by the client is no second one
            with pytest.raises(BusUnavailable, match="the connection was closed"), translated():
                raise asyncio.CancelledError from None
            return "cleaned up"
        return ""

    with pytest.raises(BusUnavailable, match="the connection was closed"), translated():
        raise asyncio.CancelledError
    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    assert await task == "cleaned up"


@run
async def test_a_queue_that_is_too_busy_to_answer_is_not_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([(0.25, (0, 0)), (0.0, (7, 1)), (0.0, (0, 0))])

    async def declared(_: Link, queue: str) -> tuple[int, int]:
        seconds, found = next(answers)
        await asyncio.sleep(seconds)
        return found

    monkeypatch.setattr(Link, "_declared", declared)
    link = Link("amqp://127.0.0.1:1")
    assert await link.count("billing") == (7, 1)
    assert await link.count("billing") == (0, 0)
