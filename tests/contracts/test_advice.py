from __future__ import annotations

from datetime import date

import pytest

from skerry.contracts.advice import Bump, Order, advise
from skerry.contracts.change import Action, Change, Direction, Level, Rule, Subject, Verdict

TODAY = date(2026, 11, 22)


def change(direction: Direction, action: Action, level: Level, consumers: tuple[Verdict, ...] = ()) -> Change:
    rule = Rule(direction, "body", "type", action, level, "")
    return Change(rule, level, "/a", f"{direction} {action}", subject=Subject("GET /orders"), consumers=consumers)


IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH


@pytest.mark.parametrize(
    ("changes", "bump", "order"),
    [
        ([], Bump.NONE, Order.ANY),
        ([change(BOTH, Action.CHANGED, Level.SAFE)], Bump.PATCH, Order.ANY),
        ([change(OUT, Action.NARROWED, Level.SAFE)], Bump.MINOR, Order.ANY),
        ([change(IN, Action.WIDENED, Level.SAFE)], Bump.MINOR, Order.PROVIDER),
        ([change(BOTH, Action.ADDED, Level.SAFE)], Bump.MINOR, Order.PROVIDER),
        ([change(OUT, Action.WIDENED, Level.DANGEROUS)], Bump.MINOR, Order.CONSUMERS),
        ([change(OUT, Action.WIDENED, Level.BREAKING)], Bump.MAJOR, Order.CONSUMERS),
        (
            [change(IN, Action.NARROWED, Level.BREAKING), change(IN, Action.WIDENED, Level.SAFE)],
            Bump.MAJOR,
            Order.SIDE_BY_SIDE,
        ),
    ],
)
def test_the_version_and_who_goes_first_follow_from_what_changed(
    changes: list[Change], bump: Bump, order: Order
) -> None:
    found = advise(changes, TODAY)
    assert (found.bump, found.order) == (bump, order)


def test_a_break_is_given_a_way_with_dates_and_names() -> None:
    hit = (Verdict("order-service", Level.BREAKING, "it reads total"), Verdict("notify", Level.SAFE, ""))
    phases = advise([change(OUT, Action.WIDENED, Level.BREAKING, hit)], TODAY, 90).phases
    assert [phase.name for phase in phases] == ["expand", "migrate", "contract"]
    assert [phase.begins for phase in phases] == [TODAY, TODAY, date(2027, 2, 20)]
    assert "GET /orders" in phases[0].do and "2027-02-20" in phases[0].do
    assert "order-service" in phases[1].do and "notify" not in phases[1].do


def test_the_changelog_has_the_worst_first_and_each_once() -> None:
    one, other = change(IN, Action.NARROWED, Level.BREAKING), change(OUT, Action.NARROWED, Level.SAFE)
    assert (
        advise([other, one, one], TODAY).changelog
        == "### Breaking\n\n- in narrowed\n\n### Compatible\n\n- out narrowed"
    )
