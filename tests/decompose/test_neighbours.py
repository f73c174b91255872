"""Of several files of one name one is a neighbour: the most similar, and of copies the one that references lead to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from skerry.decompose.field import Field, unit_rows
from skerry.decompose.neighbours import nearest, walked
from skerry.decompose.weigh import Evidence
from skerry.read.codebase import ReadOptions, read

SHOP = Path(__file__).parents[2] / "examples/bookshop"
SIDES = 3


@pytest.mark.parametrize("led", [True, False])
def test_of_copies_the_neighbour_is_the_one_that_references_lead_to(led: bool) -> None:
    """`parcel.py` in three modules, all alike, as are the desks and the doors; a door uses the desk, that the parcel."""
    parcels, desks, doors = (np.arange(SIDES) + SIDES * part for part in range(3))
    called = np.repeat([0, 1, 2], SIDES)
    rows = unit_rows(sp.csr_matrix(np.array([[2, 1, 0]] * 3 + [[0, 0, 1]] * 3 + [[1, 1, 0]] * 3, float)))
    uses = sp.lil_matrix((9, 9))
    uses[desks, parcels] = uses[doors, desks] = 1
    ties = nearest(rows, 8, 0.05, called, walked(uses.tocsr()) if led else None).toarray()
    found = [np.flatnonzero(row).tolist() for row in ties[doors][:, parcels]]
    assert found == ([[0], [1], [2]] if led else [[0], [], []])  # without any lead the first is taken
    assert not ties[:SIDES, :SIDES].any()


def test_without_structure_none_stands_nearer() -> None:
    graph = read(SHOP, ReadOptions(remember=False, history=False))
    field = Field.of(graph)
    assert Evidence(field).near.nnz > 0
    assert Evidence(field, frozenset({"structure"})).near.nnz == 0


_ROWS = st.integers(2, 12).flatmap(
    lambda size: st.tuples(
        st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=size, max_size=size),
        st.lists(st.integers(0, 3), min_size=size, max_size=size),
    )
)


@given(_ROWS)
def test_no_namesakes_and_no_two_of_one_name_are_picked(rows: tuple[list[list[int]], list[int]]) -> None:
    values, called = np.array(rows[0], float), np.array(rows[1])
    found = nearest(unit_rows(sp.csr_matrix(values)), 3, 0.1, called, walked(sp.csr_matrix(values @ values.T)))
    ties = found.tocoo()
    assert (called[ties.row] != called[ties.col]).all()
    assert (np.abs(found - found.T)).nnz == 0


@given(_ROWS)
def test_nearness_says_nothing_where_no_name_is_shared(rows: tuple[list[list[int]], list[int]]) -> None:
    values = np.array(rows[0], float)
    like, own = unit_rows(sp.csr_matrix(values)), np.arange(len(values))
    near = walked(sp.csr_matrix(values @ values.T))
    assert abs(nearest(like, 3, 0.1, own, near) - nearest(like, 3, 0.1)).nnz == 0


def test_a_walk_stays_where_ties_lead() -> None:
    line = sp.csr_matrix(np.array([[0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0] * 5, [0, 0, 0, 0, 1], [0] * 5], float))
    near = walked(line).toarray()
    assert near[0, 1] > near[0, 2] > 0
    assert near[0, 3] == near[0, 4] == 0
    assert walked(sp.csr_matrix((3, 3))).nnz == 0
