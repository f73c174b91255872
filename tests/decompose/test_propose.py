"""A whole proposal: where files stand and why, what stands nowhere, and the same system cut otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from skerry.decompose.alternatives import stability, stability_of
from skerry.decompose.constraints import Constraints
from skerry.decompose.cut import Cut
from skerry.decompose.proposal import Proposal
from skerry.decompose.propose import Wishes, propose
from skerry.facts.graph import FactGraph
from skerry.read.codebase import ReadOptions, read

SHOP = Path(__file__).parents[2] / "examples/bookshop"


@pytest.fixture(scope="module")
def graph() -> FactGraph:
    return read(SHOP, ReadOptions(history=False, remember=False))


@pytest.fixture(scope="module")
def found(graph: FactGraph) -> Proposal:
    return propose(graph, Wishes(name="shop"))


def test_the_same_facts_give_the_same_proposal(graph: FactGraph, found: Proposal) -> None:
    assert propose(graph, Wishes(name="shop")) == found


def test_every_file_is_in_one_service_or_in_none_with_a_word_about_it(graph: FactGraph, found: Proposal) -> None:
    placed = [path for service in found.services for path in service.units]
    assert sorted([*placed, *(each.path for each in found.unplaced)]) == sorted(graph.words)
    assert found.placements.keys() == set(placed)
    assert all(each.why for each in found.unplaced)


def test_nobody_is_the_second_best_of_himself_and_margins_are_shares(found: Proposal) -> None:
    for placement in found.placements.values():
        assert placement.service != placement.second
        assert 0 <= placement.margin <= 1
        assert 1 <= len(placement.reasons) <= 3
        assert {reason.family for reason in placement.reasons} <= {*found.evidence, "constraint"}


def test_reasons_name_files_that_are_there(graph: FactGraph, found: Proposal) -> None:
    places = [place for each in found.placements.values() for reason in each.reasons for place in reason.places]
    assert places
    assert {place.path for place in places} <= set(graph.words)


def test_a_file_is_explained_by_what_it_is_tied_to(found: Proposal) -> None:
    text = " ".join(reason.text for reason in found.placements["bookshop/stock/levels.py"].reasons)
    assert "StockLevel" in text
    assert found.placements["bookshop/stock/levels.py"].service == found.placements["bookshop/stock/models.py"].service


def test_alternatives_have_each_a_name_and_a_number_of_their_own(found: Proposal) -> None:
    numbers = [len(cut.services) for cut in found.alternatives]
    assert numbers == sorted(set(numbers))
    assert len({cut.name for cut in found.alternatives}) == len(numbers) >= 2
    (chosen,) = [cut for cut in found.alternatives if cut.chosen]
    assert chosen.assignment == {path: each.service for path, each in found.placements.items()}
    assert chosen.metrics == found.metrics


def test_stability_is_1_for_what_returns_and_never_below_chance() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1])
    cut = Cut(labels, 1.0)
    assert stability(cut, [labels, 1 - labels]) == stability_of(0, cut, [labels]) == 1.0
    assert stability(cut, [np.array([0, 1, 2, 0, 1, 2])]) == 0.0
    assert stability_of(0, cut, [np.array([0, 0, 1, 1, 1, 1])]) == pytest.approx(0.667)


def test_evidence_that_is_left_out_gives_no_reasons(graph: FactGraph) -> None:
    found = propose(graph, Wishes(without=frozenset({"layout", "names"}), alternatives=False))
    assert not {"layout", "names"} & set(found.evidence)
    families = {reason.family for each in found.placements.values() for reason in each.reasons}
    assert not {"layout", "names"} & families


def test_names_are_unique_beside_names_that_are_given(graph: FactGraph) -> None:
    pinned = Constraints({"bookshop/notify/mail.py": "stock", "bookshop/payments/models.py": "customers"})
    found = propose(graph, Wishes(constraints=pinned, alternatives=False))
    names = [service.name for service in found.services]
    assert len(set(names)) == len(names)
    assert {"stock", "customers"} <= set(names)


def test_what_stands_nowhere_is_called_by_what_it_is(tmp_path: Path) -> None:
    shutil.copytree(SHOP / "bookshop", tmp_path / "bookshop")
    (tmp_path / "bookshop/alone.py").write_text("QUUX = 41\n")
    more = read(tmp_path, ReadOptions(history=False, remember=False))
    found = propose(more, Wishes(without=frozenset({"layout", "names"}), alternatives=False))
    kinds = {each.path: each.kind for each in found.unplaced}
    assert kinds["bookshop/alone.py"] == "isolated"
    assert set(kinds.values()) <= {"shared kernel", "utility", "framework glue", "isolated"}
