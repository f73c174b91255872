"""The same system finer and coarser: each cut with a number of its own, the chosen one among them, and all made again alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from skerry.decompose.alternatives import cuts, remade, shaken, stability
from skerry.decompose.constraints import Constraints
from skerry.decompose.cut import Cut, Cutter
from skerry.decompose.field import Field
from skerry.decompose.weigh import Evidence
from skerry.read.codebase import ReadOptions, read

SHOP = Path(__file__).parents[2] / "examples/bookshop"


@pytest.fixture(scope="module")
def cutter() -> Cutter:
    return Cutter(Evidence(Field.of(read(SHOP, ReadOptions(history=False, remember=False)))))


@pytest.mark.parametrize("services", [1, 2, 4])
def test_the_chosen_cut_stands_among_finer_and_coarser_ones(cutter: Cutter, services: int) -> None:
    chosen = cutter.of(services)
    found = cuts(cutter, chosen)
    numbers = [cut.services for cut in found]
    assert numbers == sorted(set(numbers))
    assert [cut for cut in found if cut is chosen] == [chosen]


def test_where_nothing_was_cut_there_is_no_other_way(cutter: Cutter) -> None:
    nothing = Cut(np.full(len(cutter.field), -1, np.int64), 1.0)
    assert cuts(cutter, nothing) == []


def test_shaking_changes_weights_and_no_ties_and_the_same_each_time(cutter: Cutter) -> None:
    first, again = shaken(cutter), shaken(cutter)
    ties = cutter.tied.layer.tocsr()
    for one, other in zip(first, again, strict=True):
        assert abs(one.layer - other.layer).nnz == 0
        assert abs(one.layer - one.layer.T).max() < 1e-12
        assert ((one.layer > 0) != (ties > 0)).nnz == 0
        assert abs(one.layer - ties).nnz > 0


def test_a_cut_that_is_pinned_whole_returns_however_it_is_shaken(cutter: Cutter) -> None:
    where = {path: path.split("/")[1] for path in cutter.field.paths if path.count("/") > 1}
    held = Cutter(cutter.evidence, Constraints(where))
    cut = held.at(1.0)
    kept = np.array([path in where for path in cutter.field.paths])
    for labels in remade(held, cut, shaken(held)):
        assert stability(Cut(cut.labels[kept], 1.0), [labels[kept]]) == 1.0
