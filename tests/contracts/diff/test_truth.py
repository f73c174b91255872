"""How well we agree with the best tool of each format, and how many verdicts have a witness: floors, where the judged pairs are at hand."""

from functools import cache

import pytest
from benchmarks.contracts_truth import Measured, measured, truth_folder

FOLDER = truth_folder()
pytestmark = pytest.mark.skipif(FOLDER is None, reason="no judged pairs beside this repository")
FLOORS = {"openapi": (0.97, 0.95), "protobuf": (0.98, 0.98), "graphql": (1.0, 0.99), "asyncapi": (0.95, 0.95)}


@cache
def found(name: str) -> Measured:
    assert FOLDER is not None
    return measured(FOLDER, name)


@pytest.mark.parametrize("name", FLOORS)
def test_the_floors_of_agreement_hold(name: str) -> None:
    recall, specificity = FLOORS[name]
    assert found(name).seen[True] >= 50
    assert found(name).recall >= recall, found(name).wrong
    assert found(name).specificity >= specificity, found(name).wrong


@pytest.mark.parametrize(("name", "of_all"), [("openapi", 0.85), ("graphql", 0.98), ("asyncapi", 0.9)])
def test_breaking_verdicts_on_data_have_a_witness_or_a_reason_why_there_can_be_none(name: str, of_all: float) -> None:
    assert found(name).verdicts >= 30
    assert found(name).of_possible >= 0.99, found(name).unproven
    assert found(name).of_all >= of_all, found(name).unproven
