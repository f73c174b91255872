"""What a bus is held to that processes share: its consumers are killed, frozen, and replaced."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

from tests.runtime.bus.conformance import Conformance
from tests.runtime.bus.harness import (
    CREATED,
    SCALE,
    consumer,
    count,
    firsts,
    in_order,
    lines,
    made,
    numbers_in,
    opened,
    run,
    settled,
    until,
)

from skerry_runtime.bus import happened


class SharedConformance(Conformance):
    """Of a bus that processes share: they are killed, frozen, and replaced."""

    async def freeze(self, process: subprocess.Popen[bytes], url: str) -> None:
        """Stops a process where it stands."""
        process.send_signal(signal.SIGSTOP)

    @run
    async def test_events_of_a_killed_consumer_are_handled_by_the_next(self, url: str, tmp_path: Path) -> None:
        total = 60 * SCALE
        events = [made(n, f"key{n % 5}") for n in range(total)]
        out = tmp_path / "heard"
        async with opened(url) as bus:
            await bus.publish(events[: total // 2])
            with consumer(url, out, "slow") as first:
                await until(lambda: len(lines(out, "done")) >= 5)
                first.send_signal(signal.SIGKILL)
                first.wait()
            before = len(lines(out, "done"))
            assert before < total // 2
            await bus.publish(events[total // 2 :])
            with consumer(url, out, "quick"):
                await until(lambda: len(set(lines(out, "done"))) == total)
                await until(lambda: settled(bus, "one"))
        done = lines(out, "done")
        assert len(done) > total or len(lines(out, "begun")) > total, "nothing was in hand when it was killed"
        in_order(firsts(done, events), events)

    @run
    async def test_a_frozen_consumer_is_replaced_and_begins_nothing_when_it_wakes(
        self, url: str, tmp_path: Path
    ) -> None:
        events = [made(n, f"key{n % 2}") for n in range(20)]
        frozen, other = tmp_path / "frozen", tmp_path / "other"
        async with opened(url) as bus:
            await bus.publish(events)
            with consumer(url, frozen, "slow") as first:
                await until(lambda: lines(frozen, "done"))
                await self.freeze(first, url)
                begun = len(lines(frozen, "begun"))
                with consumer(url, other, "quick"):
                    await until(lambda: settled(bus, "one"))
                    handled = len(lines(other, "done"))
                    first.send_signal(signal.SIGCONT)
                    await bus.publish([made(100, "key0")])
                    await until(lambda: any("100" in numbers_in(path, events) for path in (frozen, other)))
                    await until(lambda: settled(bus, "one"))
                    old = [name for name in lines(frozen, "begun")[begun:] if name in {event.id for event in events}]
        assert handled + len(lines(frozen, "done")) >= 20
        assert old == []

    @run
    async def test_an_event_that_kills_its_consumers_ends_as_a_dead_letter(self, url: str, tmp_path: Path) -> None:
        deadly = happened(CREATED, "/order-service", {"number": 1, "deadly": True}, key="a")
        out = tmp_path / "heard"
        async with opened(url) as bus:
            await bus.publish([deadly, made(2, "a"), *(made(n, f"b{n}") for n in range(3, 9))])
            for _ in range(12):
                with consumer(url, out, "quick") as process:
                    await until(lambda: process.poll() is not None or len(set(lines(out, "done"))) == 7)
                    if process.poll() is None:
                        await until(lambda: settled(bus, "one"))
                        break
            await until(lambda: count(bus.dead("one"), 1))
            assert [letter.id for letter in await bus.dead("one")] == [deadly.id]
            assert 2 <= lines(out, "begun").count(deadly.id) <= 8

    @run
    async def test_two_processes_share_a_group_in_order(self, url: str, tmp_path: Path) -> None:
        events = [made(n, f"key{n % 6}") for n in range(120 * SCALE)]
        out = tmp_path / "heard"
        async with opened(url) as bus:
            with consumer(url, out, "uneven"), consumer(url, out, "uneven"):
                for start in range(0, len(events), 10):
                    await bus.publish(events[start : start + 10])
                await until(lambda: len(set(lines(out, "done"))) == len(events))
                await until(lambda: settled(bus, "one"))
        done = lines(out, "done")
        assert len(done) == len(events)
        in_order(firsts(done, events), events)
