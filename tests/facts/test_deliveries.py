"""What is sent and waited for is followed like a call; what a queue delivers is not."""

from __future__ import annotations

import pytest
from tests.facts.test_flows import Code

from skerry.facts.kinds import Event


@pytest.fixture
def code() -> Code:
    found = Code()
    found.classes("Pay")
    found.functions("view pay audit")
    found.access("pay", "write", "payments")
    return found


def event(
    code: Code, unit: str, direction: str, kind: str = "event", immediate: bool = False, target: int = -1
) -> None:
    code.facts.append(
        Event(
            unit=code.at[unit], line=5, reader="t", name="Pay", direction=direction, kind=kind, immediate=immediate,
            target=target,
        )
    )  # fmt: skip


def test_a_command_reaches_what_its_handler_does(code: Code) -> None:
    event(code, "view", "raise", "command")
    event(code, "pay", "handle", "command")
    assert code.reached("view")["write", "payments"] == 0.9
    (found, *_) = (r for r in code.flows().of(code.at["view"]) if r.effect.kind == "write")
    assert found.path == ((code.at["view"], 5), (code.at["pay"], 9))


def test_of_several_handlers_of_a_command_one_runs(code: Code) -> None:
    event(code, "view", "raise", "command")
    event(code, "pay", "handle", "command")
    event(code, "audit", "handle", "command")
    assert code.reached("view")["write", "payments"] == 0.63


@pytest.mark.parametrize(
    ("raised", "handled", "followed"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_an_event_is_followed_where_both_sides_do_it_at_once(
    code: Code, raised: bool, handled: bool, followed: bool
) -> None:
    event(code, "view", "raise", immediate=raised)
    event(code, "pay", "handle", immediate=handled)
    assert (("write", "payments") in code.reached("view")) is followed


def test_who_writes_an_entity_runs_what_hears_of_its_changes(code: Code) -> None:
    code.facts.append(
        code.facts[0].__class__(unit=code.at["view"], line=3, reader="t", mode="write", target=code.at["Pay"])
    )
    event(code, "audit", "handle", "change", True, code.at["Pay"])
    code.access("audit", "write", "log")
    assert code.reached("view")["write", "log"] == 0.9


def test_messages_that_answer_one_another_end(code: Code) -> None:
    for unit in ("view", "pay"):
        event(code, unit, "raise", "command")
        event(code, unit, "handle", "command")
    assert code.reached("view")["write", "payments"] == 0.63
