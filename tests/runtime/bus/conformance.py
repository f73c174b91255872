"""What every bus is held to. A backend's test class inherits `Conformance`, or `SharedConformance` of `shared.py`."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter
from dataclasses import replace

import pytest
from tests.runtime.bus.harness import (
    CHANGED,
    CREATED,
    OTHER,
    QUICK,
    TRACE,
    Failing,
    Heard,
    count,
    in_order,
    made,
    opened,
    run,
    settled,
    until,
)

from skerry_runtime.bus import Bus, BusUnavailable, Delivery, Event, Poison, open_bus


class Conformance:
    """Inherited with a fixture `url`; a shared backend's address may be opened again and again."""

    async def broken(self, bus: Bus, url: str, what: str, body: bytes) -> None:
        """Puts on the bus what is no event, as somebody else might."""
        raise NotImplementedError

    @run
    async def test_an_event_reaches_each_group_as_it_was(self, url: str) -> None:
        event = replace(made(1, "a"), traceparent=TRACE, dataschema="urn:shop:x", extensions={"region": "eu"})
        async with opened(url) as bus:
            one, two = Heard(), Heard()
            await bus.subscribe("one", [CREATED], one)
            await bus.subscribe("two", [CREATED, CHANGED], two)
            await bus.publish([event])
            await until(lambda: one.done and two.done)
            assert one.done == two.done == [event]

    @run
    async def test_only_types_that_are_heard(self, url: str) -> None:
        async with opened(url) as bus:
            heard = Heard()
            await bus.subscribe("one", [CHANGED, OTHER], heard)
            await bus.publish([made(1), made(2, what=CHANGED), made(3, what=OTHER)])
            await until(lambda: len(heard.done) == 2)
            assert sorted(heard.numbers) == [2, 3]
            await until(lambda: settled(bus, "one"))

    @run
    async def test_order_within_a_key_holds_while_some_fail(self, url: str) -> None:
        async def act(event: Event) -> None:
            await asyncio.sleep(random.random() * 0.004)
            await failing(event)

        failing = Failing(1, lambda event: event.data["number"] % 7 == 0)
        heard = Heard(act)
        events = [made(n, f"key{n % 9}", CREATED if n % 2 else CHANGED) for n in range(180)]
        async with opened(url) as bus:
            await bus.subscribe("one", [CREATED, CHANGED], heard, QUICK)
            for start in range(0, len(events), 20):
                await bus.publish(events[start : start + 20])
            await until(lambda: len(heard.done) >= len(events))
            in_order(heard.done, events)
            assert Counter(heard.numbers) == Counter(range(180))  # nothing failed here, so nothing is repeated

    @run
    async def test_events_of_different_keys_are_handled_side_by_side(self, url: str) -> None:
        gate = asyncio.Event()

        async def act(event: Event) -> None:
            if event.partitionkey == "slow":
                await gate.wait()

        heard = Heard(act)
        async with opened(url) as bus:
            await bus.subscribe("one", [CREATED], heard)
            await bus.publish([made(0, "slow"), made(1, "slow"), *(made(n, f"k{n}") for n in range(2, 8))])
            await until(lambda: len(heard.done) == 6)
            assert sorted(heard.numbers) == [2, 3, 4, 5, 6, 7]
            gate.set()
            await until(lambda: len(heard.done) == 8)
            assert heard.numbers[-2:] == [0, 1]

    @run
    async def test_a_failed_event_comes_again_after_longer_and_longer(self, url: str) -> None:
        heard = Heard(Failing(3))
        async with opened(url) as bus:
            await bus.subscribe("one", [CREATED], heard, replace(QUICK, attempts=4, backoff=0.1))
            await bus.publish([made(1)])
            await until(lambda: heard.done)
            times = [at for at, _ in heard.begun]
            gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
            assert len(gaps) == 3
            assert all(gap >= least for gap, least in zip(gaps, (0.074, 0.149, 0.299), strict=True))

    @run
    async def test_a_dead_letter_lets_others_pass_and_comes_back_by_replay(self, url: str) -> None:
        failing = Failing(3, lambda event: event.data["number"] == 1)
        heard, other = Heard(failing), Heard()
        bad = made(1, "a")
        async with opened(url) as bus:
            await bus.subscribe("one", [CREATED], heard, QUICK)
            await bus.subscribe("two", [CREATED], other, QUICK)
            await bus.publish([bad, made(2, "a")])
            await until(lambda: len(heard.done) == 1 and len(other.done) == 2)
            assert heard.numbers == [2]
            await until(lambda: count(bus.dead("one"), 1))
            (letter,) = await bus.dead("one")
            assert (letter.id, letter.type, letter.attempts) == (bad.id, CREATED, 3)
            assert "not yet" in letter.reason
            assert abs(letter.at - time.time()) < 60
            assert await bus.dead("two") == ()
            assert (await bus.lag("one")).dead == 1
            assert await bus.replay("one", ["another"]) == 0
            assert await bus.replay("one", [bad.id]) == 1
            await until(lambda: len(heard.done) == 2)
            assert heard.done[-1] == bad
            assert await bus.dead("one") == ()
            assert await bus.replay("one") == 0
            await bus.publish([made(3, "a")])
            await until(lambda: len(heard.done) == 3 and len(other.done) == 3)
            assert other.numbers == [1, 2, 3]  # the replay was for the other group alone

    @run
    async def test_a_handler_may_call_an_event_poison(self, url: str) -> None:
        async def act(event: Event) -> None:
            if event.data["number"] == 1:
                raise Poison("no such order")

        heard = Heard(act)
        async with opened(url) as bus:
            await bus.subscribe("one", [CREATED], heard, QUICK)
            await bus.publish([made(1, "a"), made(2, "a")])
            await until(lambda: heard.done)
            await until(lambda: count(bus.dead("one"), 1))
            assert [(letter.reason, letter.attempts) for letter in await bus.dead("one")] == [("no such order", 1)]
            assert len(heard.begun) == 2

    @run
    @pytest.mark.parametrize(
        "body", [b"\xff\x00", b"[]", b"{}", b'{"specversion":"1.0","id":7,"source":"/x","type":"t"}']
    )
    async def test_what_is_no_event_goes_to_the_dead_letters(self, url: str, body: bytes) -> None:
        heard = Heard()
        async with opened(url) as bus:
            await bus.subscribe("one", [CREATED], heard, QUICK)
            await self.broken(bus, url, CREATED, body)
            await bus.publish([made(2)])
            await until(lambda: heard.done)
            await until(lambda: count(bus.dead("one"), 1))
            (letter,) = await bus.dead("one")
            assert letter.body == body
            assert letter.reason
            assert letter.id
            assert await bus.replay("one", [letter.id]) == 1
            await until(lambda: count(bus.dead("one"), 1))

    @run
    async def test_a_late_group_hears_what_was_before_and_an_old_one_goes_on(self, url: str) -> None:
        async with opened(url) as bus:
            await bus.publish([made(n, "a") for n in range(5)])
            first = Heard()
            member = await bus.subscribe("one", [CREATED], first, QUICK)
            await until(lambda: len(first.done) == 5)
            await member.close()
            await bus.publish([made(5, "a")])
            assert (await bus.lag("one")).behind == 1
            again, late = Heard(), Heard()
            await bus.subscribe("one", [CREATED], again, QUICK)
            await bus.subscribe("late", [CREATED], late, QUICK)
            await until(lambda: len(again.done) >= 1 and len(late.done) == 6)
            assert (first.numbers, again.numbers, late.numbers) == ([0, 1, 2, 3, 4], [5], [0, 1, 2, 3, 4, 5])

    @run
    async def test_a_group_may_come_back_with_other_wishes(self, url: str) -> None:
        first, second = Heard(), Heard()
        async with opened(url) as bus:
            member = await bus.subscribe("one", [CREATED], first, QUICK)
            await bus.publish([made(0, "a")])
            await until(lambda: first.done)
            await member.close()
            await bus.subscribe("one", [CREATED, CHANGED, OTHER], second, Delivery(lease=7.0, window=50, attempts=2))
            await bus.publish([made(1, "a", CHANGED), made(2, "a"), made(3, "b", OTHER)])
            await until(lambda: len(second.done) == 3)
            assert [number for number in second.numbers if number != 3] == [1, 2]

    @run
    async def test_an_event_that_is_published_again_is_stored_once(self, url: str) -> None:
        event = made(1, "a")
        async with opened(url) as bus:
            heard = Heard()
            await bus.subscribe("one", [CREATED], heard)
            await bus.publish([event])
            await bus.publish([event, event, made(2, "a")])
            await until(lambda: 2 in heard.numbers)
            assert heard.numbers == [1, 2]

    @run
    async def test_it_does_not_wait_for_the_next_look(self, url: str) -> None:
        heard = Heard()
        async with opened(url) as bus:
            await bus.subscribe("one", [CREATED], heard)
            await bus.publish([made(0)])
            await until(lambda: heard.done)
            start = time.monotonic()
            for number in range(1, 13):
                await bus.publish([made(number)])
                await until(lambda number=number: len(heard.done) > number)  # type: ignore[misc]
            assert time.monotonic() - start < 5, "twelve looks of a second each take longer"

    @run
    async def test_lag_counts_what_is_not_handled(self, url: str) -> None:
        gate = asyncio.Event()

        async def act(event: Event) -> None:
            await gate.wait()

        heard = Heard(act)
        async with opened(url) as bus:
            assert (await bus.lag("nobody")).behind == 0
            await bus.subscribe("one", [CREATED], heard, replace(QUICK, parallel=2))
            await bus.publish([made(n, f"k{n}") for n in range(10)])
            await until(lambda: len(heard.begun) == 2)
            found = await bus.lag("one")
            assert found.behind == 10
            assert 2 <= found.flying <= 10
            await asyncio.sleep(0.05)
            assert 0.04 < (await bus.lag("one")).seconds < 60
            gate.set()
            await until(lambda: len(heard.done) == 10)
            await until(lambda: settled(bus, "one"))

    @run
    async def test_members_of_a_group_share_its_events_in_order(self, url: str) -> None:
        done: list[Event] = []

        async def handle(event: Event) -> None:
            await asyncio.sleep(random.random() * 0.03)
            done.append(event)

        events = [made(n, f"key{n % 7}") for n in range(140)]
        async with opened(url) as bus:
            for _ in range(3):
                await bus.subscribe("one", [CREATED], handle, QUICK)
            for start in range(0, len(events), 10):
                await bus.publish(events[start : start + 10])
            await until(lambda: len(done) >= len(events))
            in_order(done, events)
            await until(lambda: settled(bus, "one"))
            assert Counter(event.id for event in done) == Counter(event.id for event in events)

    @run
    async def test_what_a_closed_member_held_goes_to_the_next(self, url: str) -> None:
        async def act(event: Event) -> None:
            await asyncio.sleep(60)

        stuck, heard = Heard(act), Heard()
        async with opened(url) as bus:
            member = await bus.subscribe("one", [CREATED], stuck, replace(QUICK, drain=0.1))
            await bus.publish([made(n, "a") for n in range(3)])
            await until(lambda: stuck.begun)
            await member.close()
            await member.close()
            await bus.subscribe("one", [CREATED], heard, QUICK)
            await until(lambda: len(heard.done) == 3)
            assert heard.numbers == [0, 1, 2]

    @run
    async def test_closing_waits_for_the_handler_that_runs(self, url: str) -> None:
        async def act(event: Event) -> None:
            await asyncio.sleep(0.2)

        heard = Heard(act)
        async with opened(url) as bus:
            member = await bus.subscribe("one", [CREATED], heard, QUICK)
            await bus.publish([made(1, "a"), made(2, "a")])
            await until(lambda: heard.begun)
            await member.close()
            assert heard.numbers == [1]
            assert (await bus.lag("one")).behind == 1

    @run
    async def test_what_it_refuses(self, url: str) -> None:
        bus = await open_bus(url)
        with pytest.raises(ValueError, match="letters"):
            await bus.subscribe("a.b", [CREATED], Heard())
        await bus.check()
        await bus.close()
        await bus.close()
        with pytest.raises(BusUnavailable):
            await bus.publish([made(1)])
        with pytest.raises(BusUnavailable):
            await bus.check()
