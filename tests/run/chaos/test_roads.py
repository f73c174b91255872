"""Relays between services: nothing is changed on a good road; a bad one is slow, breaks off, or lets nothing through."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from skerry.run.chaos.roads import Roads

Story = Callable[[Roads, int], Awaitable[None]]


@asynccontextmanager
async def echoing() -> AsyncIterator[str]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def said(port: int, text: bytes, limit: float = 10.0) -> bytes:
    """What comes back."""
    async with asyncio.timeout(limit):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(text)
            writer.write_eof()
            return await reader.read()
        finally:
            writer.close()


def on_a_road(story: Story) -> None:
    async def run() -> None:
        roads = Roads()
        try:
            async with echoing() as url:
                (behind,) = roads.through({"s": [url]})["s"]
                assert behind != url and roads.through({"s": [url]})["s"] == [behind], "an address keeps its relay"
                await asyncio.sleep(0.05)
                await story(roads, urlsplit(behind).port or 0)
        finally:
            await roads.close()

    asyncio.run(run())


def test_a_good_road_changes_nothing() -> None:
    async def story(roads: Roads, port: int) -> None:
        text = bytes(range(256)) * 4_000
        assert await said(port, text) == text

    on_a_road(story)


def test_a_slow_one_takes_its_time_both_ways() -> None:
    async def story(roads: Roads, port: int) -> None:
        roads.to("s").delay = 0.2
        began = time.monotonic()
        assert await said(port, b"hello") == b"hello"
        assert time.monotonic() - began >= 0.4

    on_a_road(story)


def test_a_closed_one_lets_nothing_through_until_it_is_healed() -> None:
    async def story(roads: Roads, port: int) -> None:
        roads.to("s").closed = True
        with pytest.raises(TimeoutError):
            await said(port, b"hello", 0.3)
        waiting = asyncio.create_task(said(port, b"late"))
        await asyncio.sleep(0.1)
        roads.heal()
        assert await waiting == b"late"

    on_a_road(story)


def test_a_torn_one_breaks_off() -> None:
    async def story(roads: Roads, port: int) -> None:
        roads.to("s").torn = True
        broken = 0
        for _ in range(300):
            try:
                broken += await said(port, b"x") != b"x"
            except OSError:
                broken += 1
        assert 5 < broken < 120

    on_a_road(story)


def test_nobody_behind_it_is_as_without_it() -> None:
    async def story(roads: Roads, port: int) -> None:
        (dead,) = roads.through({"s": ["http://127.0.0.1:1"]})["s"]
        await asyncio.sleep(0.05)
        with contextlib.suppress(OSError):
            assert await said(urlsplit(dead).port or 0, b"x", 5) == b""

    on_a_road(story)
