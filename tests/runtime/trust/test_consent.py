"""Consent that nobody can say anything about just now: nobody is let in, and nobody is told that there is none."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from skerry_runtime.operations import Call, Forbidden, Identity, OperationError, Unavailable
from skerry_runtime.spec import Condition, Consent, Consents, Not
from skerry_runtime.trust.conditions import Known
from skerry_runtime.trust.consent import Asked
from skerry_runtime.trust.rows import Rows

TREATMENT = Consent("treatment")


class Said:
    def __init__(self, known: Known) -> None:
        self._known = known

    async def given(self, work: Any, person: Any, purpose: str) -> Known:
        return self._known


def done(condition: Condition, known: Known, *, listed: bool = False) -> None:
    """Somebody does something for which the condition has to hold."""
    access = SimpleNamespace(row="", key="", fields={"patientId": "patientId"})
    operation: Any = SimpleNamespace(access=access, listed=listed, routes=(), entity="")
    guard: Any = SimpleNamespace(conditions=lambda *_: (condition,))
    call = Call(identity=Identity("osei", ("physician",)))
    asyncio.run(
        Rows(guard, {}, Said(known), "patientId").before(operation, {"patientId": "ann"}, call, cast(Any, None))
    )


@pytest.mark.parametrize("listed", [False, True])
def test_what_is_not_known_is_no_refusal_for_good(listed: bool) -> None:
    done(TREATMENT, True, listed=listed)
    with pytest.raises(Forbidden):
        done(TREATMENT, False, listed=listed)
    with pytest.raises(Unavailable):
        done(TREATMENT, None, listed=listed)


def test_that_it_is_not_known_is_not_taken_for_a_no() -> None:
    done(Not(TREATMENT), False)
    with pytest.raises(Unavailable):
        done(Not(TREATMENT), None)


@pytest.mark.parametrize(("error", "known"), [(Unavailable("away"), None), (Forbidden(), False)])
def test_a_service_that_does_not_answer_says_nothing(error: OperationError, known: Known) -> None:
    async def ask(**_: Any) -> Any:
        raise error

    said: Any = SimpleNamespace(client="consent_service", operation="ask", person="patientId")
    asked = Asked(SimpleNamespace(ask=ask), cast(Consents, said))
    work: Any = SimpleNamespace(call=Call())
    assert asyncio.run(asked.given(work, "ann", "treatment")) is known
