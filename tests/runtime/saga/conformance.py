"""What every engine of sagas does, as tests that the suite of an engine inherits: it provides the fixture `make`."""

from __future__ import annotations

import asyncio
import time

import pytest

from skerry_runtime import Conflict, Refused
from skerry_runtime.operations import Already, InProgress, Unavailable
from skerry_runtime.saga import Filter, How, NotParked, Status, UnknownSaga

from .awaiting import Awaiting
from .scenes import Make, Services, ended, new, order, saga, settled, sync, until, until_status, working


class Conformance(Awaiting):
    @pytest.fixture
    def make(self) -> Make:
        """Makes engines, one after the other, on one store: `make(saga, …, **options)`."""
        raise NotImplementedError

    @pytest.fixture
    def services(self) -> Services:
        return Services()

    # Forward

    @sync
    async def test_steps_run_in_order_and_see_what_came_before(self, make: Make, services: Services) -> None:
        services.answers["reserve"] = [{"reservation": 7}]
        async with working(make(order(services))) as engine:
            record = await ended(engine, one := new(), {"id": one, "input": {"total": 3}})
        assert services.calls == ["reserve", "pay", "ship", "notify"]
        assert record.status is Status.CONFIRMED
        assert record.ended and record.ended >= record.began
        assert record.results["reserve"] == {"reservation": 7}
        pay = services.turns[1]
        assert (pay.saga, pay.key, pay.undoes) == (one, f"{one}/pay", "")
        assert pay.start["input"] == {"total": 3}
        assert pay.results == {"reserve": {"reservation": 7}}
        assert 0 < pay.deadline <= 5
        assert [(entry.step, entry.outcome) for entry in record.entries] == [
            (name, "done") for name in ("reserve", "pay", "ship", "notify")
        ]

    @sync
    async def test_a_saga_begins_once(self, make: Make, services: Services) -> None:
        async with working(make(order(services))) as engine:
            one = new()
            await asyncio.gather(*(engine.begin("order", one, {"id": one}) for _ in range(3)))
            await settled(engine, one)
            await engine.begin("order", one, {"id": one})
            assert (await settled(engine, one)).status is Status.CONFIRMED
        assert services.calls == ["reserve", "pay", "ship", "notify"]

    @sync
    async def test_many_at_once(self, make: Make, services: Services) -> None:
        async with working(make(order(services))) as engine:
            records = await asyncio.gather(*(ended(engine, new()) for _ in range(12)))
        assert {record.status for record in records} == {Status.CONFIRMED}
        assert len(services.calls) == 48

    @sync
    async def test_what_is_unknown_is_said(self, make: Make, services: Services) -> None:
        async with working(make(order(services))) as engine:
            with pytest.raises(UnknownSaga, match="order"):
                await engine.begin("invoice", new(), {})
            assert await engine.get(new()) is None
            assert await engine.wait(new(), 0.1) is None
            with pytest.raises(NotParked):
                await engine.resume(new(), How.RETRY)

    @sync
    async def test_a_failed_call_is_repeated(self, make: Make, services: Services) -> None:
        services.answers["pay"] = [OSError("gone"), OSError("gone"), {"paid": True}]
        async with working(make(order(services))) as engine:
            record = await ended(engine, new())
        assert record.status is Status.CONFIRMED
        assert services.calls == ["reserve", "pay", "pay", "pay", "ship", "notify"]
        assert len({turn.key for turn in services.turns[1:4]}) == 1
        assert record.entries[1].attempts == 3

    @sync
    async def test_a_step_waits_as_long_as_it_is_asked_to(self, make: Make, services: Services) -> None:
        services.answers["pay"] = [Unavailable("the breaker is open", after=0.4), {"paid": True}]
        async with working(make(order(services))) as engine:
            record = await ended(engine, new())
        assert record.ended and record.ended - record.began >= 0.4

    # Back

    @sync
    async def test_a_refusal_undoes_what_was_done_last_first(self, make: Make, services: Services) -> None:
        steps = [services.step(name) for name in ("a", "b", "c")]
        services.answers["c"] = [Refused("no")]
        async with working(make(saga(*steps))) as engine:
            record = await ended(engine, one := new())
        assert services.calls == ["a", "b", "c", "unb", "una"]
        assert record.status is Status.COMPENSATED
        assert "no" in record.reason
        undo = services.turns[3]
        assert (undo.key, undo.undoes) == (f"{one}/b/undo", f"{one}/b")
        assert undo.results == {"a": {"by": "a"}, "b": {"by": "b"}}

    @sync
    async def test_the_first_step_may_refuse(self, make: Make, services: Services) -> None:
        services.answers["reserve"] = [Refused("none left")]
        async with working(make(order(services))) as engine:
            record = await ended(engine, new())
        assert services.calls == ["reserve"]
        assert (record.status, "none left" in record.reason) == (Status.COMPENSATED, True)

    @sync
    async def test_a_pivot_that_can_not_be_any_more_is_not_asked_again(self, make: Make, services: Services) -> None:
        services.answers["ship"] = [InProgress("just now"), Conflict("the order is cancelled, and has to be pending")]
        async with working(make(order(services))) as engine:
            record = await ended(engine, new())
        assert (record.status, services.calls[2:]) == (Status.COMPENSATED, ["ship", "ship", "unpay", "unreserve"])

    @sync
    async def test_what_others_have_got_is_not_got_and_what_they_took_back_is(
        self, make: Make, services: Services
    ) -> None:
        services.answers |= {
            "pay": [Already("another has it")],
            "unreserve": [Already("free")],
            "cancel": [Already("cancelled")],
        }
        async with working(make(order(services, otherwise=services.call("cancel")))) as engine:
            record = await ended(engine, new())
        assert services.calls == ["reserve", "pay", "unreserve", "cancel"]
        assert record.status is Status.COMPENSATED

    @sync
    async def test_what_failed_unsurely_is_undone_too(self, make: Make, services: Services) -> None:
        services.answers["pay"] = [OSError("lost")]
        async with working(make(order(services))) as engine:
            record = await ended(engine, new())
        assert services.calls == ["reserve", "pay", "pay", "pay", "unpay", "unreserve"]
        assert (record.status, "lost" in record.reason) == (Status.COMPENSATED, True)

    @sync
    async def test_a_call_without_an_answer_is_unsure(self, make: Make, services: Services) -> None:
        slow = services.step("slow", timeout=0.05, attempts=2)
        services.answers["slow"] = [30.0]
        async with working(make(saga(slow, services.step("ship", undo=False)))) as engine:
            record = await ended(engine, new())
        assert services.calls == ["slow", "slow", "unslow"]
        assert "no answer within 0.05 s" in record.reason

    @sync
    async def test_a_result_that_is_no_json_is_unsure(self, make: Make, services: Services) -> None:
        services.answers["pay"] = [object]
        async with working(make(order(services))) as engine:
            record = await ended(engine, new())
        assert record.status is Status.COMPENSATED
        assert "JSON" in record.reason
        assert services.calls[-2:] == ["unpay", "unreserve"]

    @sync
    async def test_an_undo_has_attempts_of_its_own(self, make: Make, services: Services) -> None:
        once = services.step("once", attempts=1, undo_attempts=5)
        services.answers |= {"once": [OSError("lost")], "unonce": [OSError("no")] * 4 + [{}]}
        async with working(make(saga(once))) as engine:
            record = await ended(engine, new())
        assert services.calls == ["once", *["unonce"] * 5]
        assert record.status is Status.COMPENSATED

    @sync
    async def test_otherwise_ends_what_is_undone(self, make: Make, services: Services) -> None:
        services.answers["pay"] = [Refused("no")]
        async with working(make(order(services, otherwise=services.call("cancel")))) as engine:
            assert (await ended(engine, one := new())).status is Status.COMPENSATED
            assert services.calls == ["reserve", "pay", "unreserve", "cancel"]
            assert services.turns[-1].key == f"{one}/otherwise"
            services.answers["pay"] = [{}]
            assert (await ended(engine, new())).status is Status.CONFIRMED
        assert services.calls.count("cancel") == 1

    # The pivot and after it

    @sync
    async def test_the_pivot_may_refuse(self, make: Make, services: Services) -> None:
        services.answers["ship"] = [Refused("no")]
        async with working(make(order(services))) as engine:
            record = await ended(engine, new())
        assert services.calls == ["reserve", "pay", "ship", "unpay", "unreserve"]
        assert record.status is Status.COMPENSATED

    @sync
    @pytest.mark.parametrize("late", ["ship", "notify"])
    async def test_from_the_pivot_on_everything_is_repeated_until_it_is_sure(
        self, make: Make, services: Services, late: str
    ) -> None:
        services.answers[late] = [OSError("lost")] * 6 + [{}]  # more often than its attempts
        async with working(make(order(services))) as engine:
            record = await ended(engine, new())
        assert record.status is Status.CONFIRMED
        assert services.calls.count(late) == 7

    @sync
    @pytest.mark.parametrize(
        ("how", "status", "calls"),
        [
            (How.RETRY, Status.CONFIRMED, ["notify", "last"]),
            (How.SKIP, Status.CONFIRMED, ["last"]),
            (How.FORCE, Status.CONFIRMED, []),
        ],
    )
    async def test_a_refusal_after_the_pivot_waits_for_a_person(
        self, make: Make, services: Services, how: How, status: Status, calls: list[str]
    ) -> None:
        services.answers["notify"] = [Refused("unknown address")]
        steps = [services.step(name, undo=False) for name in ("ship", "notify", "last")]
        async with working(make(saga(*steps))) as engine:
            record = await ended(engine, one := new())
            assert record.status is Status.PARKED
            assert "notify" in record.step
            assert "unknown address" in record.reason
            assert [found.id for found in await engine.list(Filter(Status.PARKED))] == [one]
            assert await engine.versions() == {("order", 1): 1}
            before = len(services.calls)
            services.answers["notify"] = [{}]
            await engine.resume(one, how)
            await until_status(engine, one, status)
            assert services.calls[before:] == calls
            with pytest.raises(NotParked):
                await engine.resume(one, how)
            assert not await engine.versions()

    @sync
    @pytest.mark.parametrize(
        ("how", "calls"), [(How.RETRY, ["unpay", "unreserve"]), (How.SKIP, ["unreserve"]), (How.FORCE, [])]
    )
    async def test_a_failed_undo_waits_for_a_person(
        self, make: Make, services: Services, how: How, calls: list[str]
    ) -> None:
        pay = services.step("pay", undo_attempts=2)
        services.answers |= {"pay": [OSError("lost")], "unpay": [OSError("down")]}
        async with working(make(saga(services.step("reserve"), pay))) as engine:
            record = await ended(engine, one := new())
            assert (record.status, "down" in record.reason) == (Status.PARKED, True)
            assert services.calls[-2:] == ["unpay", "unpay"]
            before = len(services.calls)
            services.answers["unpay"] = [{}]
            await engine.resume(one, how)
            await until_status(engine, one, Status.COMPENSATED)
            assert services.calls[before:] == calls
            assert "lost" in (await settled(engine, one)).reason

    @sync
    async def test_who_is_parked_again_is_resumed_again(self, make: Make, services: Services) -> None:
        services.answers["notify"] = [Refused("no")]
        async with working(make(order(services))) as engine:
            await ended(engine, one := new())
            await engine.resume(one, How.RETRY)
            await until(lambda: services.calls.count("notify") == 2)
            assert (await settled(engine, one)).status is Status.PARKED
            await engine.resume(one, How.SKIP)
            await until_status(engine, one, Status.CONFIRMED)
        assert services.calls.count("notify") == 2

    # The deadline

    @sync
    async def test_the_deadline_undoes(self, make: Make, services: Services) -> None:
        services.answers["pay"] = [OSError("down")]
        pay = services.step("pay", attempts=1000, backoff=0.05)
        async with working(make(saga(services.step("reserve"), pay, deadline=0.6))) as engine:
            record = await ended(engine, new())
        assert record.status is Status.COMPENSATED
        assert "deadline" in record.reason
        assert services.calls[-2:] == ["unpay", "unreserve"]

    @sync
    async def test_the_deadline_ends_a_call_that_hangs(self, make: Make, services: Services) -> None:
        services.answers["pay"] = [30.0]
        pay = services.step("pay", timeout=60.0)
        async with working(make(saga(services.step("reserve"), pay, deadline=0.5))) as engine:
            record = await ended(engine, new())
        assert services.calls[-2:] == ["unpay", "unreserve"]
        assert record.status is Status.COMPENSATED

    @sync
    async def test_after_the_deadline_no_pivot_is_begun(self, make: Make, services: Services) -> None:
        services.answers["pay"] = [
            lambda: time.sleep(0.7) or {"paid": True}
        ]  # nothing can end it: it is done, and late
        steps = (services.step("pay"), services.step("ship", undo=False))
        async with working(make(saga(*steps, deadline=0.6))) as engine:
            record = await ended(engine, new())
        assert record.results == {"pay": {"paid": True}}
        assert "ship" not in services.calls
        assert (record.status, services.calls[-1]) == (Status.COMPENSATED, "unpay")

    @sync
    async def test_past_the_pivot_there_is_no_deadline(self, make: Make, services: Services) -> None:
        services.answers["notify"] = [OSError("down")] * 4 + [{}]
        steps = [services.step("ship", undo=False), services.step("notify", undo=False, backoff=0.1)]
        async with working(make(saga(*steps, deadline=0.4))) as engine:
            record = await ended(engine, new())
        assert record.status is Status.CONFIRMED
        assert record.ended and record.ended > record.deadline

    # Restarts and versions

    @sync
    async def test_who_comes_next_goes_on_where_it_stopped(self, make: Make, services: Services) -> None:
        services.answers["pay"] = [30.0]
        pay = services.step("pay", timeout=60.0)
        steps = (services.step("reserve"), pay, services.step("ship", undo=False))
        async with working(make(saga(*steps))) as engine:
            await engine.begin("order", one := new(), {"id": one})
            await until(lambda: "pay" in services.calls)
        services.answers["pay"] = [{"paid": 1}]
        async with working(make(saga(*steps))) as engine:
            record = await settled(engine, one)
        assert record.status is Status.CONFIRMED
        assert services.calls == ["reserve", "pay", "pay", "ship"]
        assert services.turns[-1].results == {"reserve": {"by": "reserve"}, "pay": {"paid": 1}}

    @sync
    async def test_the_parked_stay_parked_over_a_restart(self, make: Make, services: Services) -> None:
        services.answers["notify"] = [Refused("no")]
        definition = order(services)
        async with working(make(definition)) as engine:
            await ended(engine, one := new())
        async with working(make(definition)) as engine:
            await asyncio.sleep(0.5)
            assert (await settled(engine, one)).status is Status.PARKED
            await engine.resume(one, How.SKIP)
            await until_status(engine, one, Status.CONFIRMED)
        assert services.calls.count("notify") == 1

    @sync
    async def test_a_saga_ends_in_the_version_in_which_it_began(self, make: Make, services: Services) -> None:
        services.answers["old"] = [30.0]
        first = saga(services.step("old", timeout=60.0))
        second = saga(services.step("new"), version=2)
        async with working(make(first)) as engine:
            await engine.begin("order", one := new(), {"id": one})
            await until(lambda: services.calls)
        services.answers["old"] = [{}]
        async with working(make(second)) as engine:  # does not know version 1
            two = await ended(engine, new())
            assert two.version == 2
            assert await engine.wait(one, 1.0) is Status.RUNNING
            assert await engine.versions() == {("order", 1): 1}
        assert services.calls == ["old", "new"]
        async with working(make(first, second)) as engine:
            old = await settled(engine, one)
            assert (old.version, old.status) == (1, Status.CONFIRMED)
            assert not await engine.versions()
            assert (await ended(engine, new())).version == 2
        assert services.calls == ["old", "new", "old", "new"]

    # What a person reads

    @sync
    async def test_sagas_are_listed(self, make: Make, services: Services) -> None:
        other = saga(services.step("bill"), name="invoice")
        async with working(make(order(services), other)) as engine:
            ids = [new() for _ in range(3)]
            for one in ids:
                await ended(engine, one)
            services.answers["bill"] = [Refused("no")]
            billed = (await ended(engine, new(), name="invoice")).id
            first = await engine.list(Filter(limit=2))
            assert [record.id for record in first] == ids[:2]
            rest = await engine.list(Filter(after=ids[1]))
            assert [record.id for record in rest] == [ids[2], billed]
            assert [record.id for record in await engine.list(Filter(Status.COMPENSATED))] == [billed]
            assert [record.id for record in await engine.list(Filter(saga="order", status=Status.CONFIRMED))] == ids
            assert not await engine.list(Filter(Status.PARKED))
