"""Whatever a person decides is kept, and what can't be kept is found before."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from skerry.decompose.constraints import FREE, Constraints, contradictions
from skerry.decompose.propose import Wishes, propose
from skerry.facts.graph import FactGraph
from skerry.read.codebase import ReadOptions, read

SHOP = Path(__file__).parents[2] / "examples/bookshop"
PATHS = sorted(path.relative_to(SHOP).as_posix() for path in SHOP.rglob("*.py"))
files = st.sampled_from(PATHS)
groups = st.lists(st.frozensets(files, min_size=2, max_size=4), max_size=2).map(tuple)
pairs = st.lists(st.tuples(files, files), max_size=3).map(tuple)
pins = st.dictionaries(files, st.sampled_from(["x", "y", "z"]), max_size=4)


@pytest.fixture(scope="module")
def shop() -> FactGraph:
    return read(SHOP, ReadOptions(history=False, remember=False))


@given(constraints=st.builds(Constraints, pins, groups, pairs), services=st.sampled_from([0, 2, 3, 5, 8]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_together_is_kept(shop: FactGraph, constraints: Constraints, services: int) -> None:
    assume(not list(contradictions(constraints)))
    found = propose(shop, Wishes(services, constraints=constraints, alternatives=False))
    at = {path: service.name for service in found.services for path in service.units}
    assert {path: at.get(path) for path in constraints.pinned} == dict(constraints.pinned)
    assert all(len({at.get(path) for path in group}) == 1 for group in constraints.together)
    assert not [pair for pair in constraints.apart if at.get(pair[0]) == at.get(pair[1]) is not None]


def test_what_cannot_be_kept_is_named_with_a_file() -> None:
    together = (frozenset({"a", "b"}), frozenset({"b", "c"}))
    assert list(contradictions(FREE)) == []
    assert list(contradictions(Constraints({}, together, (("a", "d"),)))) == []
    assert list(contradictions(Constraints({}, together, (("a", "c"),)))) == [
        ("c", "`a` and `c` are to be apart, and together")
    ]
    assert [path for path, _ in contradictions(Constraints({"a": "x", "c": "y"}, together))] == ["c"]
    assert [path for path, _ in contradictions(Constraints({"a": "x", "d": "x"}, (), (("a", "d"),)))] == ["d"]
