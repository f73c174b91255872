"""An entity belongs where it is declared, unless all that write it are elsewhere."""

from __future__ import annotations

from typing import Any

from skerry.decompose.ownership import entities, reassigned


def owned(code: Any) -> dict[str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]:
    return {
        service: [(one.name, one.outside_readers, one.outside_writers) for one in found]
        for service, found in entities(code.cut()).items()
    }


def test_an_entity_is_owned_where_it_is_declared_and_its_users_outside_are_named(code: Any) -> None:
    code.file("order/m.py", "Order", "place").entity("Order", total="").access("place", "write", "Order")
    code.file("bill/b.py", "charge", "total").access("charge", "write", "Order").access("total", "read", "Order")
    assert owned(code) == {"bill": [], "order": [("Order", ("bill",), ("bill",))]}


def test_who_alone_writes_it_owns_it_and_that_is_said(code: Any) -> None:
    code.file("order/m.py", "Stock").entity("Stock", amount="")
    code.file("ware/w.py", "take", "add", "count")
    for function in ("take", "add", "count"):
        code.access(function, "write", "Stock")
    assert owned(code) == {"order": [], "ware": [("Stock", (), ())]}
    assert [reason.text for reason in reassigned(code.cut())["ware"]] == [
        "owns Stock, declared in order: all that writes it is here"
    ]


def test_what_is_written_through_shared_code_is_written_by_its_caller(code: Any) -> None:
    code.file("order/m.py", "Order").entity("Order", total="")
    code.file("shared/db.py", "save").access("save", "write", "Order")
    code.file("bill/b.py", "charge").refer("charge", "call", "save")
    assert owned(code)["order"] == [("Order", (), ("bill",))]


def test_who_asks_the_owner_does_not_write(code: Any) -> None:
    code.file("order/m.py", "Order", "place").entity("Order", total="").access("place", "write", "Order")
    code.file("bill/b.py", "charge").refer("charge", "call", "place")
    assert owned(code)["order"] == [("Order", (), ())]


def test_a_table_of_a_schema_belongs_to_its_chief_writer(code: Any) -> None:
    code.file("shared/schema.sql").table("shared/schema.sql", "audits", who="")
    code.file("log/l.py", "note").access("note", "write", "audits")
    code.file("bill/b.py", "show").access("show", "read", "audits")
    assert owned(code) == {"bill": [], "log": [("audits", ("bill",), ())]}


def test_an_abstract_entity_stands_back_behind_what_is_made_of_it(code: Any) -> None:
    code.file("order/m.py", "AbstractOrder", "Order", "place").entity("AbstractOrder", True, total="").entity(
        "Order", total=""
    )
    code.refer("Order", "inherit", "AbstractOrder")
    code.file("bill/b.py", "charge").access("charge", "write", "AbstractOrder")
    assert owned(code)["order"] == [("Order", (), ("bill",))]
