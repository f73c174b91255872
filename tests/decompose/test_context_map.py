"""The patterns of domain-driven design, each from what it is inferred from."""

from __future__ import annotations

from typing import Any

import pytest

from skerry.decompose.boundaries import boundaries
from skerry.decompose.context_map import relations
from skerry.decompose.proposal import Relation


def mapped(code: Any) -> tuple[Relation, ...]:
    cut = code.cut()
    return relations(cut, boundaries(cut))


def only(code: Any) -> Relation:
    (found,) = mapped(code)
    return found


@pytest.fixture
def two(code: Any) -> Any:
    """Orders of five files, and stock."""
    for number in range(5):
        code.file(f"order/{number}.py", f"f{number}", f"Base{number}")
    return code.file("stock/s.py", "Stock", "reserve")


def calls(code: Any, source: str, target: str, times: int, first: int = 10) -> Any:
    for line in range(first, first + times):
        code.refer(source, "call", target, line)
    return code


def test_one_way_is_customer_and_supplier(two: Any) -> None:
    found = only(calls(two, "f0", "reserve", 3))
    assert (found.downstream, found.upstream, found.patterns) == ("order", "stock", ("customer-supplier",))
    assert "3 crossings" in found.why


def test_about_as_much_both_ways_is_a_partnership(two: Any) -> None:
    assert only(calls(calls(two, "f0", "reserve", 6), "reserve", "f0", 4)).patterns == ("partnership",)


def test_a_few_calls_both_ways_are_none(two: Any) -> None:
    assert only(calls(calls(two, "f0", "reserve", 3), "reserve", "f0", 3)).patterns == ("customer-supplier",)


def test_much_less_back_is_none_and_neither_is_a_call_or_two(two: Any) -> None:
    assert only(calls(calls(two, "f0", "reserve", 9), "reserve", "f0", 4)).patterns == ("customer-supplier",)
    assert only(calls(two, "reserve", "f1", 1)).downstream == "order"


def test_the_downstream_of_an_event_is_who_handles_it(two: Any) -> None:
    found = only(two.event("f0", "raise", "Placed").event("reserve", "handle", "Placed"))
    assert (found.downstream, found.upstream) == ("stock", "order")


def test_an_upstream_of_three_is_an_open_host_with_a_published_language(code: Any) -> None:
    code.file("money/m.py", "convert")
    for service in ("order", "payment", "report"):
        code.file(f"{service}/a.py", f"{service}_f")
        calls(code, f"{service}_f", "convert", 2)
        patterns = {relation.patterns for relation in mapped(code)}
    assert patterns == {("open-host", "published-language")}
    assert all("3 services use money" in relation.why for relation in mapped(code))


def test_types_and_entities_taken_everywhere_make_a_conformist(two: Any) -> None:
    for number in range(3):
        assert "conformist" not in {p for relation in mapped(two) for p in relation.patterns}
        two.access(f"f{number}", "read", "Stock")
    assert only(two).patterns == ("conformist",)
    assert "3 of 5 files" in only(two).why


def test_behaviour_asked_for_everywhere_does_not(two: Any) -> None:
    for number in range(5):
        two.refer(f"f{number}", "call", "reserve")
    assert only(two).patterns == ("customer-supplier",)


def test_what_goes_through_an_adapter_is_kept_out_by_it(two: Any) -> None:
    two.file("order/stock_client.py", "ask").access("f0", "read", "Stock")
    found = only(calls(two, "ask", "reserve", 4))
    assert found.patterns == ("anticorruption-layer",)
    assert "4 of 5 uses go through stock_client.py" in found.why


def test_entities_that_both_write_are_a_shared_kernel(two: Any) -> None:
    two.file("stock/t.py", "Level", "Move", "change").entity("Level").entity("Move")
    for unit in ("f0", "change"):
        two.access(unit, "write", "Level", 11).access(unit, "write", "Move", 12)
    assert only(two).patterns == ("shared-kernel",)
    assert "both write Level, Move" in only(two).why


def test_base_classes_alone_are_a_shared_kernel(two: Any) -> None:
    assert only(two.refer("Base0", "inherit", "Stock")).patterns == ("shared-kernel",)
