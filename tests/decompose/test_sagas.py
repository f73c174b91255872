"""Transactions that a cut tears apart."""

from __future__ import annotations

from typing import Any

import pytest

from skerry.decompose.proposal import Place, ProposedSaga
from skerry.decompose.sagas import sagas
from skerry.decompose.undoing import action_of, compensation_of, title_of


@pytest.fixture
def shop(code: Any) -> Any:
    """`OrderService.place` reserves stock, takes a payment and creates an order, in this order, and looks at the customer first."""
    code.file("order/o.py", "Order", "OrderService", "OrderService.place").file("stock/s.py", "Stock", "reserve")
    code.file("payment/p.py", "Payment", "take_payment").file("customer/c.py", "Customer", "find_customer")
    for entity in ("Order", "Stock", "Payment", "Customer"):
        code.entity(entity)
    code.access("reserve", "write", "Stock").access("take_payment", "write", "Payment")
    code.access("find_customer", "read", "Customer").access("OrderService.place", "write", "Order", 38)
    code.refer("OrderService.place", "call", "take_payment", 36).refer("OrderService.place", "call", "reserve", 35)
    code.refer("OrderService.place", "create", "Order", 38).refer("OrderService.place", "call", "find_customer", 33)
    return code.transaction("OrderService.place")


def only(code: Any) -> ProposedSaga:
    (found,) = sagas(code.cut())
    return found


def test_steps_follow_the_code_and_say_what_undoes_them(shop: Any) -> None:
    saga = only(shop)
    assert (saga.name, saga.service) == ("PlaceOrder", "order")
    assert saga.transaction == Place("order/o.py", 30, "order/o.py::OrderService.place")
    assert [(s.service, s.action, s.compensation, s.entities) for s in saga.steps] == [
        ("customer", "find customer", "", ("Customer",)),
        ("stock", "reserve stock", "release stock", ("Stock",)),
        ("payment", "take payment", "refund payment", ("Payment",)),
        ("order", "place order", "", ("Order",)),
    ]
    assert [s.place.line for s in saga.steps] == [33, 35, 36, 38]
    assert saga.pivot == 3
    assert "changes Order of order and Payment of payment and Stock of stock" in saga.why


def test_what_leaves_the_system_can_not_be_undone_and_what_follows_is_retried(shop: Any) -> None:
    saga = only(shop.outbound("take_payment", "http", "https://pay.example/charges"))
    assert saga.steps[saga.pivot].action == "call charges (http)"
    assert [s.compensation for s in saga.steps] == ["", "release stock", "refund payment", "", ""]
    assert "can't be undone, and what follows is tried until it succeeds" in saga.why


def test_an_answer_from_outside_is_no_pivot(shop: Any) -> None:
    assert len(only(shop.outbound("find_customer", "http", "https://crm.example")).steps) == 4


def test_without_a_call_the_entity_names_the_action(code: Any) -> None:
    code.file("order/o.py", "Order", "run").file("stock/s.py", "Stock").entity("Order").entity("Stock")
    code.access("run", "write", "Stock", 22).access("run", "write", "Order", 23).refer("run", "create", "Order", 23)
    saga = only(code.transaction("run"))
    assert [s.action for s in saga.steps] == ["update stock", "create order"]
    assert saga.steps[0].compensation == "restore previous stock"


def test_one_writer_that_asks_others_has_nothing_to_undo(code: Any) -> None:
    code.file("order/o.py", "Order", "place_order").file("stock/s.py", "Stock").entity("Order").entity("Stock")
    code.access("place_order", "read", "Stock", 21).access("place_order", "write", "Order", 22)
    saga = only(code.transaction("place_order"))
    assert [s.compensation for s in saga.steps] == ["", ""]
    assert "changes only Order of order, but asks stock" in saga.why


def test_a_transaction_of_one_service_or_one_that_only_reads_is_no_saga(code: Any) -> None:
    code.file("order/o.py", "Order", "place", "show").file("stock/s.py", "Stock").entity("Order").entity("Stock")
    code.access("place", "write", "Order").access("show", "read", "Order").access("show", "read", "Stock")
    assert sagas(code.transaction("place", "show").cut()) == ()


def test_test_data_is_not_the_business(code: Any) -> None:
    code.file("order/o.py", "Order", "seed_all").file("stock/s.py", "Stock").entity("Order").entity("Stock")
    code.access("seed_all", "write", "Order").access("seed_all", "write", "Stock").transaction("seed_all")
    assert sagas(code.cut()) == ()


def test_neither_is_a_migration(code: Any) -> None:
    code.file("order/o.py", "Order").file("stock/s.py", "Stock").entity("Order").entity("Stock")
    code.file("order/m.py", "move_all", role="migration").access("move_all", "write", "Order")
    assert sagas(code.access("move_all", "write", "Stock").transaction("move_all").cut()) == ()


def test_where_the_whole_class_is_transactional_the_method_is_shown(code: Any) -> None:
    code.file("order/o.py", "Order", "Desk", "Desk.place").file("stock/s.py", "Stock").entity("Order").entity("Stock")
    code.access("Desk.place", "write", "Order").access("Desk.place", "write", "Stock")
    assert only(code.transaction("Desk.place", line=20)).transaction.line == 30


def test_a_transaction_of_no_service_is_led_by_who_owns_most_of_what_it_changes(code: Any) -> None:
    code.file("order/o.py", "Order", "Line").file("stock/s.py", "Stock").file("shared/x.py", "place")
    for entity in ("Order", "Line", "Stock"):
        code.entity(entity).access("place", "write", entity)
    assert only(code.transaction("place")).service == "order"


def test_what_is_only_guessed_twice_over_is_not_believed(code: Any) -> None:
    code.file("order/o.py", "Order", "place").file("stock/s.py", "Stock", "reserve").entity("Order").entity("Stock")
    code.access("place", "write", "Order").access("reserve", "write", "Stock").transaction("place")
    code.refer("place", "call", "reserve", strength=0.4)
    assert sagas(code.cut()) == ()
    assert len(sagas(code.refer("place", "call", "reserve", strength=0.5).cut())) == 1


def test_a_transaction_many_calls_inside_of_another_is_told_with_it_too(code: Any) -> None:
    code.file("order/o.py", "Order", "place", "inner", "between").file("stock/s.py", "Stock").entity("Order").entity(
        "Stock"
    )
    code.access("inner", "write", "Order").access("inner", "write", "Stock").transaction("place", "inner")
    code.refer("place", "call", "between").refer("between", "call", "inner")
    assert [s.transaction.unit for s in sagas(code.cut())] == ["order/o.py::place"]


def test_changes_weigh_more_than_questions(code: Any) -> None:
    for service in "abc":
        code.file(f"{service}/x.py", service.upper()).entity(service.upper())
    code.file("a/f.py", "ask_all", "change_two")
    code.access("ask_all", "write", "A").access("ask_all", "read", "B").access("ask_all", "read", "C")
    code.access("change_two", "write", "A").access("change_two", "write", "B").transaction("ask_all", "change_two")
    assert [s.transaction.unit for s in sagas(code.cut())] == ["a/f.py::change_two", "a/f.py::ask_all"]


def test_a_transaction_inside_of_another_is_told_with_it(shop: Any) -> None:
    shop.file("order/inner.py", "store_both").access("store_both", "write", "Stock").access(
        "store_both", "write", "Order"
    )
    shop.refer("OrderService.place", "call", "store_both", 37).transaction("store_both")
    assert [s.name for s in sagas(shop.cut())] == ["PlaceOrder"]


def test_those_that_change_most_services_come_first_and_names_differ(shop: Any) -> None:
    shop.file("order/x.py", "Desk", "Desk.place_order").access("Desk.place_order", "write", "Stock", 21)
    shop.access("Desk.place_order", "write", "Order", 22).transaction("Desk.place_order")
    found = sagas(shop.cut())
    assert [s.name for s in found] == ["PlaceOrder", "PlaceOrder2"]
    assert [len(s.steps) for s in found] == [4, 2]


@pytest.mark.parametrize(
    ("function", "entity", "action", "undo"),
    [
        ("reserve", "StockItem", "reserve stock item", "release stock item"),
        ("create_order_model", "Order", "create order", "cancel order"),
        ("createInvoiceLine", "Line", "create invoice line", "delete invoice line"),
        ("chargeCard", "Payment", "charge card", "refund card"),
        ("_delete", "Job", "delete job", "recreate job"),
        ("batch_delete_jobs", "Job", "batch delete jobs", "recreate jobs"),
        ("record_usage", "Voucher", "record usage", "reverse usage"),
        ("frobnicate", "Order", "frobnicate order", "undo: frobnicate order"),
    ],
)
def test_verbs_and_their_opposites(function: str, entity: str, action: str, undo: str) -> None:
    assert action_of(function, entity) == action
    assert compensation_of(action) == undo


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["OrderCreator", "place_order"], "PlaceOrder"),
        (["ClusterAddDevicesView", "post"], "ClusterAddDevices"),
        (["CargoHandledConsumer", "onMessage"], "CargoHandled"),
        (["ScriptModule", "delete"], "DeleteScriptModule"),
        (["transfer"], "Transfer"),
    ],
)
def test_titles(names: list[str], title: str) -> None:
    assert title_of(names) == title
