"""The summary that a person reads in a minute."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.decompose.proposal import Proposal
from skerry.render.decomposition.text import View, summary
from skerry.render.snippet import columns
from skerry.render.style import Style


def test_the_verdict_stands_first_and_the_next_commands_last(shop: Proposal) -> None:
    lines = summary(shop, View(root="src dir")).splitlines()
    assert lines[0] == "shop: split a little"
    assert lines[1].startswith("Split off 5 services")
    assert "skerry why shop/basket/reports.py --on 'src dir'" in lines[-2]
    assert "skerry graph 'src dir' --as svg" in lines[-1]


def test_everything_that_a_person_decides_on_is_there_within_a_screen_or_two(shop: Proposal) -> None:
    text = summary(shop, View())
    wanted = (
        "catalog-service     supporting     13  1,820  Product, Category",
        "14 calls, 5 types, 3 foreign keys",
        "saga",
        "OrderPlacement  shop/checkout/views.py:118",
        "undo: refund the payment",
        "no way back from here",
        "1  read-heavy: catalog-service, customer-service",
        "coarse  middle *    fine",
        "4 of 9  lower",
        "shop/core/utils.py      utility",
        "the history was not read",
    )
    assert [each for each in wanted if each not in text] == []
    assert len(text.splitlines()) <= 80


def test_what_a_limit_leaves_out_is_counted(shop: Proposal) -> None:
    text = summary(shop, View(limit=2))
    assert "Services (2 of 6)" in text
    assert "Boundaries, the strongest ties first (2 of 9)" in text
    assert "and 28 crossings of 7 weaker boundaries" in text
    assert "In no service (2 of 4): 1 utility, 1 shared kernel" in text
    assert "stock-service " not in text.split("Boundaries")[0]


def test_a_measure_that_was_not_taken_is_not_a_number(shop: Proposal) -> None:
    unmeasured = tuple(replace(cut, metrics=replace(cut.metrics, team_fit=-1)) for cut in shop.alternatives)
    line = next(
        x for x in summary(replace(shop, alternatives=unmeasured), View()).splitlines() if "by few authors" in x
    )
    assert line.count("n/a") == 3


def test_colour_changes_no_width(shop: Proposal) -> None:
    painted = summary(shop, View(Style(colour=True)))
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == summary(shop, View())


@given(data=st.data(), width=st.integers(72, 130))
@settings(max_examples=25, deadline=None)
def test_no_line_is_wider_than_the_terminal_whatever_the_names(
    data: st.DataObject, width: int, proposals: st.SearchStrategy[Proposal]
) -> None:
    text = summary(data.draw(proposals), View(width=width))
    long = [line for line in text.splitlines() if columns(line) > width]
    assert long == [] or all("skerry why" in line or len(line.split()) == 1 for line in long)
    assert "\x1b" not in text
