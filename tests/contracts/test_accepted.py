from __future__ import annotations

from datetime import date

import pytest

from skerry.contracts.accepted import judge, parse
from skerry.contracts.change import Change, Level
from skerry.contracts.diff.run import ADDED, REMOVED
from skerry.contracts.fingerprint import fingerprint
from skerry.kernel.span import Span

TODAY = date(2026, 11, 22)
BREAK = Change(REMOVED, Level.BREAKING, "/a", "a was removed", was=Span("a.yaml", 3))


def file(*rows: str) -> bytes:
    return ("accepted:\n" + "".join(f"  - {{ {row} }}\n" for row in rows)).encode()


def decision(until: str = "2027-03-31", mark: str = "") -> str:
    return f"fingerprint: {mark or fingerprint(BREAK)}, reason: nobody reads it, owner: checkout, until: {until}"


def test_an_accepted_change_no_longer_counts_and_keeps_its_reason() -> None:
    decisions, problems = parse("f", file(decision()))
    found = judge([BREAK], decisions, TODAY)
    assert not problems and not found.open and not found.problems
    assert [(each.owner, each.reason) for _, each in found.accepted] == [("checkout", "nobody reads it")]


def test_after_its_day_it_counts_again() -> None:
    found = judge([BREAK], parse("f", file(decision("2026-11-21")))[0], TODAY)
    assert found.open == (BREAK,)
    assert [problem.code.id for problem in found.problems] == ["C003"]
    assert judge([BREAK], parse("f", file(decision("2026-11-22")))[0], TODAY).open == ()


def test_an_acceptance_that_meets_nothing_is_told() -> None:
    found = judge([BREAK], parse("f", file(decision(mark="aaaaaaaaaaaa")))[0], TODAY)
    assert found.open == (BREAK,)
    assert [problem.code.id for problem in found.problems] == ["C004"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("fingerprint: a, reason: b, until: 2027-01-01", "this acceptance has no owner"),
        ("fingerprint: a", "this acceptance has no reason and no owner and no until"),
        ("fingerprint: a, reason: b, owner: c, until: soon", "'soon' is no day"),
    ],
)
def test_a_decision_that_lacks_something_is_left_out(text: str, what: str) -> None:
    decisions, (problem,) = parse("f", file(text, decision()))
    assert problem.what == what and problem.span.line == 2
    assert len(decisions) == 1


def test_a_file_without_the_list_is_told() -> None:
    assert parse("f", b"a: 1")[1][0].what == "there is no list `accepted` at the top"


def test_a_fingerprint_does_not_depend_on_the_line_but_on_the_values() -> None:
    moved = Change(REMOVED, Level.BREAKING, "/a", "other words", was=Span("b.yaml", 9))
    assert fingerprint(moved) == fingerprint(BREAK)
    assert fingerprint(Change(REMOVED, Level.BREAKING, "/a", "", before=1)) != fingerprint(BREAK)
    assert fingerprint(Change(ADDED, Level.BREAKING, "/a", "")) != fingerprint(BREAK)
