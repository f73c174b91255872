"""Why a file is where it is: pulls that are shares, the family that is off is silent, what is decided comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from skerry.decompose.constraints import Constraints
from skerry.decompose.proposal import Proposal
from skerry.decompose.propose import Wishes, propose
from skerry.facts.graph import FactGraph
from skerry.read.codebase import ReadOptions, read

SHOP = Path(__file__).parents[2] / "examples/bookshop"
MAIL, CHECKOUT = "bookshop/notify/mail.py", "bookshop/orders/checkout.py"


@pytest.fixture(scope="module")
def graph() -> FactGraph:
    return read(SHOP, ReadOptions(history=False, remember=False))


def _cut(graph: FactGraph, **wishes: object) -> Proposal:
    return propose(graph, Wishes(alternatives=False, **wishes))  # type: ignore[arg-type]


def test_with_one_service_there_is_no_second_best(graph: FactGraph) -> None:
    found = _cut(graph, services=1)
    assert found.placements
    assert {(each.second, each.margin) for each in found.placements.values()} == {("", 1.0)}


@pytest.mark.parametrize("off", ["structure", "names", "data", "layout"])
def test_a_family_that_is_off_gives_no_reason(graph: FactGraph, off: str) -> None:
    found = _cut(graph, without=frozenset({off}))
    families = {reason.family for each in found.placements.values() for reason in each.reasons}
    # Where nothing else ties a file anywhere, that it follows the files beside it is told as structure, with no weight.
    weighty = {reason.family for each in found.placements.values() for reason in each.reasons if reason.weight > 0}
    assert families
    assert off not in weighty


def test_what_was_decided_against_the_evidence_is_said_first_and_has_no_margin(graph: FactGraph) -> None:
    free = _cut(graph)
    mine, other = free.placements[CHECKOUT].service, free.placements["bookshop/stock/models.py"].service
    pinned = {path: each.service for path, each in free.placements.items()} | {CHECKOUT: other}
    placed = _cut(graph, constraints=Constraints(pinned)).placements[CHECKOUT]
    assert (placed.service, placed.second, placed.margin) == (other, mine, 0.0)
    assert placed.reasons[0].text == f"the model says that it belongs to {other}"


def test_the_places_of_a_reason_are_lines_of_the_files_they_name(graph: FactGraph) -> None:
    for each in _cut(graph).placements.values():
        for place in (place for reason in each.reasons for place in reason.places):
            assert 1 <= place.line <= max(1, graph.lines[place.path])
