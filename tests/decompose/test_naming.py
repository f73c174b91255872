"""Contexts are called by what they are about, whatever their folders and labels are called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from skerry.decompose.naming import names, vocabulary
from skerry.decompose.partition import Partition
from skerry.kernel.words import counted, plural, singular


@pytest.fixture
def shop(code: Any) -> Any:
    """Two services whose classes end in the same technical words."""
    code.file("s1/a.py", "Order", "OrderController", "OrderRepository", "OrderForm").entity("Order", total="")
    code.file("s1/b.py", "OrderLine", "OrderLineForm").entity("OrderLine", price="")
    code.file("s2/a.py", "Customer", "CustomerController", "CustomerRepository", "CustomerForm")
    return code.entity("Customer", title="")


def relabelled(partition: Partition) -> Partition:
    return Partition(partition.graph, {path: f"x-{label}" for path, label in partition.service_of.items()})


def test_contexts_are_called_by_their_entities_in_the_plural(shop: Any) -> None:
    assert names(shop.cut()) == {"s1": "orders", "s2": "customers"}


def test_labels_have_no_say(shop: Any) -> None:
    assert names(relabelled(shop.cut())) == {"x-s1": "orders", "x-s2": "customers"}


def test_technical_words_tell_nothing(shop: Any) -> None:
    for words in vocabulary(shop.cut(), layout=False).values():
        assert not {"controller", "repository"} & set(words[:2])


def test_what_is_no_stored_thing_stays_as_it_is(code: Any) -> None:
    code.file("a/x.py", "Shipping", "ShippingPlanner", "ShippingBoard").file(
        "b/y.py", "Offer", "OfferPlanner", "OfferBoard"
    )
    assert names(code.cut(), layout=False) == {"a": "shipping", "b": "offer"}


def test_a_word_that_only_begins_names_needs_a_second(code: Any) -> None:
    code.file("a/x.py", "WishList", "WishListLine", "WishListForm").entity("WishList", title="")
    code.file("b/y.py", "Parcel", "ParcelForm", "ParcelLine").entity("Parcel", size="")
    assert names(code.cut(), layout=False)["a"] == "wish-lists"


def test_what_is_done_or_qualifies_is_no_name(code: Any) -> None:
    code.file("a/x.py", "WeightBased", "WeightBand", "WeightBasedPlan", "WeightBandPlan").entity(
        "WeightBased", charge=""
    )
    code.file("b/y.py", "PageUpdate", "PageCreate", "PageUpdateOne", "PageCreateOne").entity("WeightBand", charge="")
    given = names(code.cut(), layout=False)
    assert given["a"] == "weight-bands"
    assert given["b"].startswith("page")
    assert not {"update", "create"} & set(given["b"].split("-")[-1:])


def test_what_is_stored_is_a_thing_whatever_it_is_called(code: Any) -> None:
    code.file("a/x.py", "Process", "ProcessBoard").entity("Process", at="")
    code.file("b/y.py", "Parcel", "ParcelBoard").entity("Parcel", size="")
    assert names(code.cut(), layout=False)["a"] == "processes"


def test_one_word_of_two_services_is_given_once(code: Any) -> None:
    code.file("a/x.py", "Order", "OrderBook").file("b/y.py", "Order", "OrderBook")
    given = names(code.cut(), layout=False)
    assert len(set(given.values())) == 2


def test_folders_take_part_only_if_they_may(code: Any) -> None:
    code.file("billing/x.py", "Alpha").file("search/y.py", "Beta")
    assert names(code.cut(), layout=True) == {"billing": "billing", "search": "search"}
    assert names(code.cut(), layout=False) == {"billing": "alpha", "search": "beta"}


def test_folders_renamed_leave_names_unchanged_without_layout(shop: Any) -> None:
    cut = shop.cut()
    graph = replace(cut.graph, units=tuple(replaced(unit) for unit in cut.graph.units))
    moved = Partition(graph, {f"zz/{path}": label for path, label in cut.service_of.items()})
    assert names(moved, layout=False) == names(cut, layout=False)
    assert vocabulary(moved, layout=False) == vocabulary(cut, layout=False)


def replaced(unit: Any) -> Any:
    return type(unit)(
        unit.kind, unit.name, f"zz/{unit.path}", unit.line, unit.end, unit.parent, unit.language, unit.role
    )


def test_a_service_without_a_word_keeps_its_label(code: Any) -> None:
    code.file("Core_2/__init__.py").file("b/y.py", "Order")
    assert names(code.cut(), layout=False)["Core_2"] == "core"


@pytest.mark.parametrize("one", ["order", "category", "address", "box", "key", "status", "person", "match"])
def test_plurals_come_back_as_singulars(one: str) -> None:
    assert singular(plural(one)) == one != plural(one)


def test_some_words_have_no_plural() -> None:
    assert [plural(word) for word in ("data", "series", "based", "wireless")] == ["data", "series", "based", "wireless"]
    assert (counted(1, "entity"), counted(2000, "entity")) == ("1 entity", "2,000 entities")
