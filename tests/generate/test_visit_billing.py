"""The clinic's VisitBilling, as it is generated: it waits 45 days for the insurer, in a second."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.runtime.saga.faults.loop import Clock, run, timeless

from skerry_runtime import Call, Conflict, Refused, spec
from skerry_runtime.saga import Filter, Saga, Status
from skerry_runtime.saga.journal import Journal

DAY = 86_400.0
CLAIM = "0b8f0d0e-3f7e-4c2f-9d3c-2b1a0c9d8e7f"
PATIENT = "5f6b2c1d-98a7-4d7e-b1d8-3f2a9c4e1111"
STARTED = {
    "id": CLAIM, "patientId": PATIENT, "appointmentId": PATIENT, "codes": ["Z00.0"], "status": "submitted",
    "amount": {"amount": "80.00", "currency": "EUR"},
}  # fmt: skip


class Clinic:
    """Billing's own operations on one claim, as its slice has them, and the card service, as far as the saga calls it."""

    def __init__(self, slice_: spec.Spec) -> None:
        self._changes = {each.name: each.changes for each in slice_.operations}
        self.refuses = False
        self.status, self.calls = "submitted", list[str]()
        self.card_service = SimpleNamespace(charge=self._charge)

    async def run(self, operation: str, call: Call, /, **values: Any) -> dict[str, Any]:
        self.calls.append(operation)
        fits = [each for each in self._changes[operation] if self.status in each.sources]
        if not fits:
            raise Conflict(f"the claim is {self.status}")
        self.status = fits[0].target
        return {**STARTED, "status": self.status}

    async def _charge(self, request: Any, *, call: Call) -> Any:
        self.calls.append(f"charge {request.amount.amount}")
        if self.refuses:
            raise Refused("card declined")
        return request


@pytest.fixture
def clinic_saga(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Clinic, Saga]]:
    source = clinic / "services/billing-service/src"
    monkeypatch.syspath_prepend(str(source))
    made = Clinic(spec.load(source / "billing_service/service.json"))
    yield made, importlib.import_module("billing_service.service_layer.sagas").VisitBilling(made, made).definition()


async def days(folder: Path, saga: Saga, many: float, event: str = "", begin: bool = False) -> Status | None:
    """A process that works for some days, and hears of an event on its last but one."""
    journal = Journal(folder / "sagas.db", [saga], name="billing", lease=DAY, keep=100 * DAY)
    work = asyncio.create_task(journal.run())
    if begin:
        await journal.begin("VisitBilling", "visit", {"input": {}, "output": STARTED})
    await asyncio.sleep((many - 1) * DAY)
    if event:
        await journal.signal(f"clinic.billing.{event}.v1", CLAIM, {"claimId": CLAIM}, event="e1")
        await journal.signal(f"clinic.billing.{event}.v1", CLAIM, {"claimId": CLAIM}, event="e1")
    await asyncio.sleep(DAY)
    found = await journal.get("visit")
    assert found and not (await journal.check()).faults
    waiting = await journal.list(Filter(waiting=True))
    assert [each.due and (each.due - each.began) / DAY for each in waiting] == ([] if found.status.ended else [45.0])
    await journal.close()
    await work
    return found.status


def test_an_accepted_claim_is_charged_and_closed(tmp_path: Path, clinic_saga: tuple[Clinic, Saga]) -> None:
    clinic, saga = clinic_saga
    with timeless() as clock:
        assert run(clock, days(tmp_path, saga, 20, begin=True)) is Status.RUNNING
        clock.now += 5 * DAY  # nothing runs
        clinic.status = "accepted"
        assert run(clock, days(tmp_path, saga, 10, "claim-accepted")) is Status.CONFIRMED
    assert (clinic.calls, clinic.status) == (["charge 80.00", "close"], "closed")


def test_a_refused_claim_is_void(tmp_path: Path, clinic_saga: tuple[Clinic, Saga]) -> None:
    clinic, saga = clinic_saga
    with timeless() as clock:
        clinic.status = "refused"
        assert run(clock, days(tmp_path, saga, 5, "claim-refused", begin=True)) is Status.COMPENSATED
    assert clinic.calls == ["void"]


def test_where_the_card_is_declined_the_accepted_claim_is_void(
    tmp_path: Path, clinic_saga: tuple[Clinic, Saga]
) -> None:
    clinic, saga = clinic_saga
    clinic.status, clinic.refuses = "accepted", True
    with timeless() as clock:
        assert run(clock, days(tmp_path, saga, 5, "claim-accepted", begin=True)) is Status.COMPENSATED
    assert clinic.calls == ["charge 80.00", "void"]


@pytest.mark.parametrize("asleep", [False, True])
def test_an_answer_after_45_days_is_too_late(tmp_path: Path, clinic_saga: tuple[Clinic, Saga], asleep: bool) -> None:
    clinic, saga = clinic_saga
    with timeless() as clock:
        assert run(clock, days(tmp_path, saga, 44, begin=True)) is Status.RUNNING
        late(tmp_path, saga, clock, asleep)
    assert (clinic.calls, clinic.status) == (["void"], "void")


def late(folder: Path, saga: Saga, clock: Clock, asleep: bool) -> None:
    """The answer comes on day 46; asleep, before anybody has seen that day 45 is over."""
    if asleep:
        clock.now += 2 * DAY
        run(clock, heard(folder))
    assert run(clock, days(folder, saga, 3, "" if asleep else "claim-accepted")) is Status.COMPENSATED


async def heard(folder: Path) -> None:
    journal = Journal(folder / "sagas.db", [], name="another")
    await journal.signal("clinic.billing.claim-accepted.v1", CLAIM, {"claimId": CLAIM}, event="e1")
    await journal.close()
