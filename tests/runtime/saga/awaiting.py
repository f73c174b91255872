"""How every engine of sagas waits for events: early and late ones, again and out of order, over restarts. A part of the conformance."""

from __future__ import annotations

import asyncio

import pytest

from skerry_runtime.saga import Await, Filter, How, Saga, Status

from .scenes import LONG, Make, Services, ended, new, saga, settled, sync, until, until_status, working


class Awaiting:
    def waiting(self, services: Services, limit: float = 60.0, deadline: float = 60.0) -> Saga:
        return saga(
            services.step("ask"),
            Await("answered", "Answered", "Declined", by="id", limit=limit),
            services.step("go", undo=False),
            deadline=deadline,
        )

    @sync
    @pytest.mark.parametrize("when", ["before the start", "before the wait", "during the wait"])
    async def test_an_event_is_awaited_whenever_it_comes(self, make: Make, services: Services, when: str) -> None:
        one = new()
        if when == "before the wait":
            services.answers["ask"] = [0.5]
        async with working(make(self.waiting(services))) as engine:
            if when == "before the start":
                await engine.signal("Answered", one, {"n": 1})
            await engine.begin("order", one, {"id": one})
            await until(lambda: services.calls)
            if when == "during the wait":
                await asyncio.sleep(0.3)
                assert services.calls == ["ask"]
            await engine.signal("Answered", new(), {"n": 2})  # about something else
            await engine.signal("Answered", one, {"n": 1})
            await engine.signal("Answered", one, {"n": 1})  # a duplicate
            record = await settled(engine, one)
        assert (record.status, record.results["answered"]) == (Status.CONFIRMED, {"n": 1})
        assert services.calls == ["ask", "go"]

    @sync
    async def test_the_event_of_failure_undoes(self, make: Make, services: Services) -> None:
        async with working(make(self.waiting(services))) as engine:
            await engine.begin("order", one := new(), {"id": one})
            await engine.signal("Declined", one, {})
            record = await settled(engine, one)
        assert services.calls == ["ask", "unask"]
        assert (record.status, "Declined" in record.reason) == (Status.COMPENSATED, True)

    @sync
    @pytest.mark.parametrize(("limit", "deadline", "why"), [(0.2, 60.0, "within 0.2 s"), (60.0, 0.4, "deadline")])
    async def test_a_wait_has_an_end(
        self, make: Make, services: Services, limit: float, deadline: float, why: str
    ) -> None:
        async with working(make(self.waiting(services, limit, deadline))) as engine:
            record = await ended(engine, new())
        assert (record.status, why in record.reason) == (Status.COMPENSATED, True)
        assert services.calls == ["ask", "unask"]

    @sync
    async def test_after_the_pivot_a_failure_waits_for_a_person(self, make: Make, services: Services) -> None:
        late = saga(services.step("go", undo=False), Await("paid", "Paid", "Bounced", by="id"))
        async with working(make(late)) as engine:
            await engine.begin("order", one := new(), {"id": one})
            await engine.signal("Bounced", one, {})
            assert (await settled(engine, one)).status is Status.PARKED
            await engine.resume(one, How.RETRY)  # waits for another one, not for the same again
            await engine.signal("Bounced", one, {})
            await engine.signal("Paid", one, {"sum": 3})
            await until_status(engine, one, Status.CONFIRMED)
            assert (await settled(engine, one)).results["paid"] == {"sum": 3}

    @sync
    async def test_an_event_is_not_for_those_who_begin_after_it_was_used(self, make: Make, services: Services) -> None:
        about = new()
        async with working(make(self.waiting(services, limit=0.5))) as engine:
            first, second, third = new(), new(), new()
            for one in (first, second):
                await engine.begin("order", one, {"id": about})
            await engine.signal("Answered", about, {"n": 1}, event="e1")
            assert (await settled(engine, first)).status is Status.CONFIRMED
            assert (await settled(engine, second)).status is Status.CONFIRMED  # both were open
            assert (await ended(engine, third, {"id": about})).status is Status.COMPENSATED

    @sync
    async def test_an_event_that_comes_while_nobody_looks_is_not_late(self, make: Make, services: Services) -> None:
        async with working(make(self.waiting(services))) as engine:
            await engine.begin("order", one := new(), {"id": one})
            await until(lambda: services.calls)
            await engine.signal("Answered", one, {"n": 1}, event="e1")
        async with working(make(self.waiting(services))) as engine:
            await engine.signal("Answered", one, {"n": 2}, event="e1")  # the broker repeats it
            assert (await settled(engine, one)).results["answered"] == {"n": 1}
        assert services.calls.count("go") == 1

    @sync
    async def test_an_event_that_comes_too_late_changes_nothing(self, make: Make, services: Services) -> None:
        async with working(make(self.waiting(services, limit=0.2))) as engine:
            record = await ended(engine, one := new())
            assert record.status is Status.COMPENSATED
            await engine.signal("Answered", one, {}, event="late")
            await asyncio.sleep(0.5)
            assert (await settled(engine, one)).status is Status.COMPENSATED
        assert services.calls == ["ask", "unask"]

    @sync
    async def test_an_event_that_came_too_late_while_nobody_looked_is_none(
        self, make: Make, services: Services
    ) -> None:
        async with working(make(self.waiting(services, limit=1.0))) as engine:
            await engine.begin("order", one := new(), {"id": one})
            await until(lambda: services.calls)
        await asyncio.sleep(1.2)
        other = saga(services.step("else"), name="other")
        async with working(make(other)) as engine:  # knows the saga not, and hears the event
            await engine.signal("Answered", one, {}, event="late")
        async with working(make(self.waiting(services, limit=1.0))) as engine:
            record = await settled(engine, one)
        assert (record.status, "within 1 s" in record.reason) == (Status.COMPENSATED, True)
        assert services.calls == ["ask", "unask"]

    @sync
    async def test_events_in_another_order_are_each_for_their_own_wait(self, make: Make, services: Services) -> None:
        both = saga(Await("paid", "Paid", by="id"), Await("packed", "Packed", by="id"), services.step("go", undo=False))
        async with working(make(both)) as engine:
            await engine.begin("order", one := new(), {"id": one})
            await engine.signal("Packed", one, {"n": 1})
            await engine.signal("Packed", one, {"n": 2})
            await engine.signal("Paid", one, {"n": 3})
            assert (await settled(engine, one)).results | {"go": {}} == {
                "paid": {"n": 3},
                "packed": {"n": 1},
                "go": {},
            }

    @sync
    async def test_the_first_of_success_and_failure_decides(self, make: Make, services: Services) -> None:
        async with working(make(self.waiting(services))) as engine:
            await engine.signal("Declined", one := new(), {})
            await engine.signal("Answered", one, {})
            assert (await ended(engine, one)).status is Status.COMPENSATED

    @sync
    async def test_those_who_wait_are_seen(self, make: Make, services: Services) -> None:
        plain = saga(services.step("slow"), name="plain")
        services.answers["slow"] = [5.0]
        async with working(make(self.waiting(services, limit=50.0), plain)) as engine:
            await engine.begin("plain", new(), {"id": "plain"})
            await engine.begin("order", one := new(), {"id": one})
            async with asyncio.timeout(LONG):
                while not (found := await engine.list(Filter(waiting=True))):
                    await asyncio.sleep(0.05)
            assert [(each.id, each.waits) for each in found] == [(one, ("Answered", "Declined"))]
            assert found[0].due and 40 < found[0].due - found[0].began <= 52
            stats = await engine.stats()
            assert (stats.running, stats.waiting, stats.overdue) == (2, 1, 0)
            assert (await engine.get(one)) and stats.lease and stats.oldest >= 0
            await engine.signal("Answered", one, {})
            assert (await settled(engine, one)).due is None
            assert not await engine.list(Filter(waiting=True))
            assert (await engine.stats()).ended == 1
