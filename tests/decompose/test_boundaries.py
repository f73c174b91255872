"""What a cut cuts, and what would stand in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skerry.decompose.boundaries import boundaries
from skerry.decompose.proposal import Boundary, Place
from skerry.facts.kinds import REFERENCE_KINDS

SERVICES = ("order", "stock", "mail")


@pytest.fixture
def shop(code: Any) -> Any:
    """Orders and stock, each an entity and functions, and a file that belongs nowhere."""
    code.file("order/o.py", "Order", "place", "cancel", "show").file(
        "stock/s.py", "Stock", "reserve", "Stock.get_amount"
    )
    return code.entity("Order").entity("Stock").file("shared/x.py", "helper")


def only(code: Any) -> Boundary:
    (found,) = boundaries(code.cut())
    return found


@pytest.mark.parametrize(
    ("kind", "crosses"),
    [("call", "call"), ("create", "call"), ("inject", "call"), ("inherit", "inherit"), ("type", "type"), ("use", "type")],
)  # fmt: skip
def test_a_reference_crosses_with_places_on_both_sides(shop: Any, kind: str, crosses: str) -> None:
    found = only(shop.refer("place", kind, "reserve", 25))
    (crossing,) = found.crossings
    assert (found.source, found.target, found.counts) == ("order", "stock", {crosses: 1})
    assert crossing.source == Place("order/o.py", 25, "order/o.py::place")
    assert crossing.target == Place("stock/s.py", 20, "stock/s.py::reserve")


@pytest.mark.parametrize("kind", ["import", "string"])
def test_an_import_alone_crosses_nothing(shop: Any, kind: str) -> None:
    assert boundaries(shop.refer("place", kind, "reserve").cut()) == ()


def test_what_only_carries_something_is_mentioned_not_called(code: Any) -> None:
    code.file("order/o.py", "place").file("stock/s.py", "Stock", "Amount", "Amount.getUnit", "Counter", "Counter.count")
    code.entity("Stock").refer("place", "inject", "Stock", 11).refer("place", "create", "Amount", 12)
    code.refer("place", "call", "Amount.getUnit", 13)
    assert only(code).counts == {"type": 3}
    assert only(code.refer("place", "create", "Counter", 14)).counts == {"type": 3, "call": 1}


def test_a_class_of_plain_methods_that_works_with_others_is_no_value(code: Any) -> None:
    code.file("order/o.py", "place").file("stock/s.py", "Prices", "Prices.getPrice", "Rates", "Rates.look")
    code.refer("Prices.getPrice", "call", "Rates.look").refer("place", "call", "Prices.getPrice")
    assert only(code).counts == {"call": 1}


def test_what_stays_inside_or_belongs_nowhere_crosses_nothing(shop: Any) -> None:
    shop.refer("place", "call", "cancel").refer("place", "call", "helper").refer("helper", "call", "reserve")
    assert boundaries(shop.cut()) == ()


def test_one_line_is_one_crossing_by_its_strongest_kind(shop: Any) -> None:
    found = only(shop.refer("place", "type", "Stock", 25).refer("place", "create", "Stock", 25))
    assert found.counts == {"call": 1}


def test_an_access_says_more_than_the_reference_it_is_written_with(shop: Any) -> None:
    found = only(shop.refer("show", "use", "Stock", 41).access("show", "read", "Stock", 41))
    assert found.counts == {"table access": 1}
    assert found.crossings[0].what == "reads Stock"


def test_a_table_means_its_entity_and_one_without_lives_where_it_is_made_or_most_written(code: Any) -> None:
    code.file("order/o.go", "place").file("stock/s.go", "reserve").file("stock/s.sql").file("stock/t.go", "Stock")
    code.entity("Stock").table("stock/s.sql", "levels").access("place", "write", "levels")
    code.access("place", "read", "stocks").access("reserve", "write", "moves").access("place", "read", "moves", 12)
    assert sorted(c.what for c in only(code).crossings) == ["reads Stock", "reads moves", "writes levels"]


def test_an_entity_of_a_schema_for_all_lives_with_who_writes_it(code: Any) -> None:
    code.file("shared/schema", "Stock").file("order/o.ts", "place").file("stock/s.ts", "reserve").entity("Stock")
    code.access("place", "read", "Stock", 11).access("place", "read", "Stock", 12).access("reserve", "write", "Stock")
    found = only(code)
    assert (found.source, found.target, found.counts) == ("order", "stock", {"table access": 2})


def test_a_foreign_key_crosses_once_though_an_abstract_class_declares_it_too(code: Any) -> None:
    code.file("order/o.py", "AbstractLine", "Line", "AbstractLoose").file("stock/s.py", "Stock").entity("Stock")
    code.entity("AbstractLine", abstract=True, stock="Stock").entity("Line", stock="Stock", number="")
    found = only(code)
    assert [c.what for c in found.crossings] == ["Line.stock → Stock"]
    assert found.crossings[0].target == Place("stock/s.py", 10, "stock/s.py::Stock")
    assert only(code.entity("AbstractLoose", abstract=True, other="Stock")).counts == {"foreign key": 2}


def test_a_foreign_key_of_plain_tables_crosses(code: Any) -> None:
    code.file("order/o.sql").file("stock/s.sql").table("stock/s.sql", "stock", 3)
    found = only(code.table("order/o.sql", "lines", 7, stock_id="stock"))
    assert (found.counts, found.crossings[0].source.line, found.crossings[0].target.line) == ({"foreign key": 1}, 7, 3)


def test_an_event_leads_from_who_raises_it_to_who_handles_it(code: Any) -> None:
    code.file("order/o.py", "place").file("mail/m.py", "thank").event("place", "raise", "Placed")
    code.event("thank", "handle", "Placed").event("thank", "handle", "Other")
    found = only(code)
    assert (found.source, found.target, found.counts, found.replacement) == ("order", "mail", {"event": 1}, "event")


def test_to_look_into_an_event_of_another_is_to_handle_it(code: Any) -> None:
    code.file("order/o.py", "Placed", "Placed.getOrder", "place").file("mail/m.py", "thank")
    code.event("place", "raise", "Placed").refer("thank", "call", "Placed.getOrder")
    found = only(code)
    assert (found.source, found.target, found.counts, found.replacement) == ("mail", "order", {"type": 1}, "event")


def test_a_request_through_a_mediator_is_a_call(code: Any) -> None:
    code.file("web/o.cs", "Show").file("order/m.cs", "Handle").event("Show", "raise", "GetOrder", kind="command")
    assert only(code.event("Handle", "handle", "GetOrder", kind="command")).counts == {"call": 1}


def test_a_transaction_that_touches_several_services_crosses_from_its_own(shop: Any) -> None:
    shop.access("place", "write", "Order").refer("place", "call", "reserve").access("reserve", "write", "Stock")
    found = only(shop.transaction("place"))
    assert found.counts == {"call": 1, "transaction": 1}
    assert [c.what for c in found.crossings if c.kind == "transaction"] == ["place writes Stock"]


def test_seeds_cross_nothing(shop: Any) -> None:
    shop.file("order/seeds.py", "seed_stock").access("seed_stock", "write", "Stock").event(
        "seed_stock", "raise", "Filled"
    )
    assert boundaries(shop.event("reserve", "handle", "Filled").cut()) == ()


# -- what replaces it --------------------------------------------------------------------------------------------------


def test_what_a_transaction_changes_on_both_sides_becomes_a_saga(shop: Any) -> None:
    shop.access("place", "write", "Order").access("place", "write", "Stock", 22).transaction("place")
    found = only(shop)
    assert found.replacement == "saga"
    assert found.why.startswith("place writes Stock of stock in one transaction")


def test_a_transaction_that_changes_one_side_only_needs_no_saga(shop: Any) -> None:
    shop.access("place", "write", "Order").access("place", "read", "Stock", 22).transaction("place")
    assert only(shop).replacement == "API call"


def test_nor_does_one_that_changes_only_the_other_side(shop: Any) -> None:
    shop.access("place", "read", "Order").access("place", "write", "Stock", 22).transaction("place")
    found = only(shop)
    assert (found.counts["transaction"], found.replacement) == (1, "API call")


def test_writes_outside_of_a_transaction_become_commands(shop: Any) -> None:
    found = only(shop.access("place", "write", "Stock"))
    assert found.replacement == "API call"
    assert "commands" in found.why


def test_reads_in_many_files_become_a_replica_and_few_stay_calls(shop: Any) -> None:
    for number in range(3):
        shop.file(f"order/{number}.py", f"list{number}").access(f"list{number}", "read", "Stock")
        assert only(shop).replacement == ("replica" if number == 2 else "API call")
    assert "3 places of 3 files" in only(shop).why
    assert only(shop.access("cancel", "write", "Stock")).replacement == "API call"


def test_to_ask_an_entity_for_its_state_is_to_read_it(shop: Any) -> None:
    for number in range(3):
        shop.file(f"order/{number}.py", f"list{number}").refer(f"list{number}", "call", "Stock.get_amount")
    assert only(shop).replacement == "replica"


@pytest.mark.parametrize(("kind", "becomes"), [("inherit", "shared kernel"), ("type", "published language")])
def test_what_never_runs_across_is_copied_or_shared(shop: Any, kind: str, becomes: str) -> None:
    assert only(shop.refer("place", kind, "Stock")).replacement == becomes


def test_keys_alone_become_identifiers_and_an_event(code: Any) -> None:
    code.file("order/o.py", "Line").file("stock/s.py", "Stock").entity("Stock").entity("Line", stock="Stock")
    found = only(code)
    assert found.replacement == "event"
    assert "Line.stock → Stock" in found.why


# -- order -------------------------------------------------------------------------------------------------------------


def test_the_heaviest_boundary_and_the_heaviest_crossing_come_first(shop: Any) -> None:
    shop.file("mail/m.py", "send").refer("send", "type", "place").refer("place", "type", "Stock", 26)
    found = boundaries(shop.access("place", "write", "Stock", 25).cut())
    assert [(b.source, b.target) for b in found] == [("order", "stock"), ("mail", "order")]
    assert [c.kind for c in found[0].crossings] == ["table access", "type"]


REFERENCES = st.tuples(
    st.sampled_from(SERVICES), st.sampled_from(REFERENCE_KINDS), st.sampled_from(SERVICES), st.integers(1, 5)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(references=st.lists(REFERENCES, max_size=12), shuffled=st.randoms())
def test_the_order_of_facts_changes_nothing_and_counts_add_up(code: Any, references: list[Any], shuffled: Any) -> None:
    def read(rows: list[Any]) -> tuple[Boundary, ...]:
        fresh = type(code)()
        for service in SERVICES:
            fresh.file(f"{service}/a.py", f"{service}_f")
        for source, kind, target, line in rows:
            fresh.refer(f"{source}_f", kind, f"{target}_f", line)
        found: tuple[Boundary, ...] = boundaries(fresh.cut())
        return found

    other = list(references)
    shuffled.shuffle(other)
    found = read(references)
    assert found == read(other)
    assert all(sum(b.counts.values()) == len(b.crossings) > 0 and b.source != b.target and b.why for b in found)


def test_nothing_is_found_in_nothing(code: Any) -> None:
    assert boundaries(code.cut()) == ()
    assert not Path(code.cut().graph.root).is_absolute()
