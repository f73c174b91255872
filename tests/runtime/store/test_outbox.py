"""Outbox, relay and inbox, each on SQLite and on Postgres."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from tests.runtime.bus.harness import made, run, until
from tests.runtime.store.databases import INBOX, LEASES, OUTBOX, Rows, engine_of

from skerry_runtime.bus import BusUnavailable, Event
from skerry_runtime.store.inbox import Inbox
from skerry_runtime.store.outbox import Outbox
from skerry_runtime.store.relay import Pace, Relay

QUICK = Pace(poll=0.02, lease=1.0, backoff=0.01, longest=0.05)
outbox = Outbox(OUTBOX)


class Published:
    """A bus that remembers, and fails as it is told."""

    def __init__(self, outages: int = 0, refused: set[int] | None = None) -> None:
        self.events: list[Event] = []
        self.outages, self.refused = outages, refused or set()

    async def publish(self, events: Sequence[Event]) -> None:
        if self.outages:
            self.outages -= 1
            self.events += events[: len(events) // 2]  # some arrive nevertheless
            raise BusUnavailable("away")
        if any(event.data["number"] in self.refused for event in events):
            raise ValueError("too large")
        self.events += events

    @property
    def numbers(self) -> list[int]:
        return [event.data["number"] for event in self.events]


async def write(engine: AsyncEngine, *events: Event) -> None:
    async with engine.begin() as connection:
        await outbox.publish(connection, events)


@contextlib.asynccontextmanager
async def relaying(engine: AsyncEngine, bus: Published, begin: Any = None, **settings: Any) -> AsyncIterator[Relay]:
    relay = Relay(Rows(engine), OUTBOX, LEASES, bus, begin, **{"pace": QUICK, **settings})
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@run
async def test_what_commits_is_published_in_order_and_nothing_else(database: str) -> None:
    bus = Published()
    async with engine_of(database) as engine, relaying(engine, bus) as relay:
        with contextlib.suppress(ZeroDivisionError):
            async with engine.begin() as connection:
                await outbox.publish(connection, [made(99, "a")])
                raise ZeroDivisionError
        events = [made(n, f"k{n % 3}") for n in range(30)]
        for event in events:
            await write(engine, event)
        assert await relay.drain(20)
        assert bus.events == events
        assert await relay.waiting() == (0, 0.0)


@run
async def test_a_commit_wakes_the_relay(database: str) -> None:
    bus = Published()
    async with (
        engine_of(database) as engine,
        relaying(engine, bus, pace=replace(QUICK, poll=60.0, lease=60.0)) as relay,
    ):
        await until(lambda: relay._leader)
        await asyncio.sleep(0.1)
        await write(engine, made(1))
        relay.wake()
        await until(lambda: bus.events, 20)


@run
async def test_a_commit_of_another_process_wakes_the_relay_through_its_pipe(tmp_path: Path) -> None:
    bus, slow = Published(), replace(QUICK, poll=60.0, lease=60.0)
    url = f"sqlite+aiosqlite:///{tmp_path}/service.db"
    async with engine_of(url) as engine, relaying(engine, bus, pace=slow, beside=tmp_path / "wake") as first:
        await until(lambda: first._leader)
        async with relaying(engine, bus, pace=slow, beside=tmp_path / "wake") as second:
            await until(lambda: second._leader)
            await asyncio.sleep(0.1)
            await write(engine, made(1))
            second.wake()
            await until(lambda: bus.events, 20)


@run
async def test_an_outage_of_the_bus_loses_nothing_and_keeps_order(database: str) -> None:
    bus = Published(outages=5)
    events = [made(n, f"k{n % 3}") for n in range(20)]
    async with engine_of(database) as engine:
        await write(engine, *events)
        async with relaying(engine, bus) as relay:
            assert await relay.drain(20)
    assert bus.events[-20:] == events
    assert len(bus.events) > 20


@run
async def test_an_event_that_no_bus_takes_holds_back_its_own_key_alone(database: str) -> None:
    bus = Published(refused={1})
    async with engine_of(database) as engine, relaying(engine, bus) as relay:
        await write(engine, made(1, "a"), made(2, "b"), made(3, "a"), made(4))
        await until(lambda: {2, 4} <= set(bus.numbers))
        await write(engine, made(5, "a"), made(6, "b"))
        await until(lambda: 6 in bus.numbers)
        async with engine.connect() as connection:
            error = (await connection.execute(select(OUTBOX.c.error).where(OUTBOX.c.attempts > 0))).scalar_one()
        assert "too large" in error
        await until(lambda: _waiting(relay, 3))
        bus.refused.clear()
        assert await relay.drain(20)
        assert [number for number in bus.numbers if number in (1, 3, 5)] == [1, 3, 5]


@run
async def test_no_event_waits_for_sagas_that_begin_and_these_begin_some_at_a_time(database: str) -> None:
    bus, free, begun, most = Published(), asyncio.Event(), set[str](), [0, 0]

    async def begin(saga: str, identifier: str, start: Mapping[str, Any]) -> None:
        most[0] += 1
        most[1] = max(most)
        await free.wait()
        most[0] -= 1
        begun.add(identifier)

    async with engine_of(database) as engine, relaying(engine, bus, begin, pace=replace(QUICK, begun=5)) as relay:
        async with engine.begin() as connection:
            for number in range(12):
                await outbox.start(connection, "order", f"saga-{number}", {})
        await until(lambda: most[0])
        await write(engine, made(1), made(2))
        await until(lambda: bus.numbers == [1, 2])
        assert not begun
        free.set()
        assert await relay.drain(20)
    assert begun == {f"saga-{number}" for number in range(12)}
    assert most[1] == 5


async def _waiting(relay: Relay, number: int) -> bool:
    return (await relay.waiting())[0] == number


@run
async def test_sagas_are_begun_until_it_succeeds_and_events_do_not_wait_for_them(database: str) -> None:
    begun: list[tuple[str, str, Mapping[str, Any]]] = []
    failures = 3

    async def begin(saga: str, identifier: str, start: Mapping[str, Any]) -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise RuntimeError("journal is away")
        begun.append((saga, identifier, start))

    bus = Published()
    async with engine_of(database) as engine, relaying(engine, bus, begin) as relay:
        async with engine.begin() as connection:
            await outbox.start(connection, "OrderCreation", "s1", {"input": {"a": 1}, "output": None})
            await outbox.publish(connection, [made(1)])
        assert await relay.drain(20)
    assert begun == [("OrderCreation", "s1", {"input": {"a": 1}, "output": None})]
    assert bus.numbers == [1]


@run
async def test_one_of_two_relays_works_and_the_other_takes_over(database: str) -> None:
    one, two = Published(), Published()
    async with engine_of(database) as engine:
        async with relaying(engine, one) as first:
            await write(engine, made(1))
            await until(lambda: one.events)
            async with relaying(engine, two) as second:
                await write(engine, *(made(n) for n in range(2, 50)))
                assert await second.drain(20)
                assert (len(one.events), two.events) == (49, [])
                assert second._leader == first._name
        async with relaying(engine, two):  # the first has given its place back
            await write(engine, made(100))
            await until(lambda: two.events)
        async with engine.begin() as connection:  # one that died without a word
            until_then = time.time() + 0.5
            await connection.execute(LEASES.insert().values(name="relay", owner="dead", until=until_then))
        async with relaying(engine, two):
            await write(engine, made(101))
            await until(lambda: 101 in two.numbers)
        assert time.time() > until_then


@run
async def test_rows_stay_for_the_horizon_and_can_be_published_again(database: str) -> None:
    bus, begun = Published(), []

    async def begin(*args: Any) -> None:
        begun.append(args)

    async with engine_of(database) as engine, relaying(engine, bus, begin) as relay:
        before = time.time()
        await write(engine, made(1, "a"), made(2, "a"))
        async with engine.begin() as connection:
            await outbox.start(connection, "S", "s1", {})
        assert await relay.drain(20)
        assert await relay.prune() == 0
        assert await relay.republish(time.time() + 10) == 0
        assert await relay.republish(before - 10, until=before - 5) == 0
        assert await relay.republish(before) == 2
        assert await relay.drain(20)
        assert bus.numbers == [1, 2, 1, 2]
        assert len(begun) == 1
        await write(engine, made(3, "a"))
        assert await relay.drain(20)
        async with engine.begin() as connection:
            old = OUTBOX.c.published - QUICK.horizon - 10
            await connection.execute(update(OUTBOX).where(OUTBOX.c.kind == "saga").values(published=old))
        assert await relay.prune() == 1
        async with engine.connect() as connection:
            assert (await connection.execute(select(func.count()).select_from(OUTBOX))).scalar_one() == 3


@run
async def test_the_inbox_lets_an_event_in_once_for_each_group(database: str) -> None:
    inbox, event = Inbox(INBOX), made(1)
    async with engine_of(database) as engine:
        with contextlib.suppress(ZeroDivisionError):
            async with engine.begin() as connection:
                assert await inbox.first(connection, "one", event)
                raise ZeroDivisionError
        for group, first in (("one", True), ("one", False), ("two", True)):
            async with engine.begin() as connection:
                assert await inbox.first(connection, group, event) is first
        async with engine.begin() as connection:
            assert await inbox.first(connection, "one", replace(event, source="/other"))
            assert await inbox.prune(connection) == 0
        async with engine.begin() as connection:
            assert await Inbox(INBOX, horizon=-10).prune(connection) == 3


@run
async def test_of_two_transactions_that_handle_the_same_one_has_an_effect(database: str) -> None:
    inbox, event, found = Inbox(INBOX), made(1), []

    async def handle() -> None:
        async with engine.begin() as connection:
            first = await inbox.first(connection, "one", event)
            await asyncio.sleep(0.05)
            found.append(first)

    async with engine_of(database) as engine:
        await asyncio.gather(*(handle() for _ in range(5)))
    assert sorted(found) == [False, False, False, False, True]


@pytest.mark.parametrize("key", ["", "a"])
@run
async def test_what_the_outbox_holds_comes_out_the_same(database: str, key: str) -> None:
    bus = Published()
    event = replace(made(1, key), extensions={"region": "eu"}, traceparent=f"00-{'a' * 32}-{'b' * 16}-01")
    async with engine_of(database) as engine, relaying(engine, bus) as relay:
        await write(engine, event)
        assert await relay.drain(20)
    assert bus.events == [event]
