"""The order in which services leave."""

from __future__ import annotations

from typing import Any

import pytest

from skerry.decompose.boundaries import boundaries
from skerry.decompose.phases import phases
from skerry.decompose.proposal import Phase


def ordered(code: Any) -> dict[str, Phase]:
    cut = code.cut()
    return {phase.name: phase for phase in phases(cut, boundaries(cut))}


def service(code: Any, name: str, reads: int, writes: int) -> Any:
    """A service with an entity and one function that accesses it."""
    entity = name.capitalize()
    code.file(f"{name}/a.py", entity, f"{name}_f").entity(entity)
    for line in range(reads + writes):
        code.access(f"{name}_f", "read" if line < reads else "write", entity, 20 + line)
    return code


@pytest.fixture
def shop(code: Any) -> Any:
    """A catalogue that is read, orders that take stock in one transaction, and reports that hardly read more than they write."""
    service(service(service(service(code, "catalogue", 8, 1), "order", 3, 3), "stock", 8, 1), "report", 1, 1)
    code.refer("order_f", "call", "stock_f", 26)
    return code.transaction("order_f")


def test_what_reads_is_first_what_changes_together_second_the_rest_third(shop: Any) -> None:
    found = ordered(shop)
    assert [(phase.name, phase.services) for phase in found.values()] == [
        ("read-heavy", ("catalogue",)),
        ("transactional", ("stock", "order")),
        ("supporting", ("report",)),
    ]


def test_reasons_cite_figures(shop: Any) -> None:
    found = ordered(shop)
    assert (
        "catalogue: 8 of 9 accesses to its data read, no transaction binds it to others" in found["read-heavy"].why[1]
    )
    assert "order and stock leave together: one transaction changes them" in found["transactional"].why[1]
    assert found["supporting"].why[0].startswith("They stay until stock and order are out")
    assert all(any(why.startswith(f"{s}: ") for why in phase.why) for phase in found.values() for s in phase.services)


@pytest.mark.parametrize(("many", "first"), [(3, 1), (6, 2), (7, 3), (20, 3)])
def test_one_to_three_begin_however_many_there_are(code: Any, many: int, first: int) -> None:
    for number in range(many):
        service(code, f"s{number}", 5, 1)
    found = ordered(code)
    assert len(found["read-heavy"].services) == first
    assert sum(len(phase.services) for phase in found.values()) == many


def test_the_least_dependent_of_those_that_read_begins(code: Any) -> None:
    service(service(service(code, "a", 5, 0), "b", 5, 0), "c", 5, 0).refer("a_f", "call", "b_f")
    assert ordered(code)["read-heavy"].services == ("c",)


def test_one_that_changes_what_others_own_does_not_begin(code: Any) -> None:
    service(service(code, "a", 9, 0), "b", 9, 3).access("a_f", "write", "B", 40)
    found = ordered(code)
    assert found["read-heavy"].services == ("b",)
    assert "it changes the data of others in 1 place" in found["transactional"].why[1]


def test_one_whose_data_others_change_does_not_begin(code: Any) -> None:
    service(service(service(service(code, "a", 9, 1), "b", 5, 1), "c", 5, 1), "d", 1, 5)
    code.access("b_f", "write", "A", 40).access("b_f", "write", "A", 41)
    assert ordered(code)["read-heavy"].services == ("c",)


def test_one_that_lives_from_being_written_is_transactional(code: Any) -> None:
    service(service(service(code, "log", 1, 5), "a", 5, 1), "b", 2, 2)
    found = ordered(code)
    assert (found["transactional"].services, found["supporting"].services) == (("log",), ("b",))


def test_without_one_that_reads_the_least_bound_begins_and_says_so(code: Any) -> None:
    service(service(code, "a", 0, 2), "b", 0, 2).refer("a_f", "call", "b_f")
    found = ordered(code)
    assert found["read-heavy"].services == ("b",)
    assert found["read-heavy"].why[0].startswith("None mostly reads")


def test_nothing_leaves_nothing(code: Any) -> None:
    assert ordered(code) == {}
