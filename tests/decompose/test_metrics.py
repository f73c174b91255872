"""Each figure against one that was worked out by hand."""

from __future__ import annotations

from math import isclose, log
from pathlib import Path
from typing import Any

import pytest

from skerry.decompose.metrics import metrics
from skerry.decompose.partition import Partition
from skerry.decompose.proposal import Metrics

PAGE = Path(__file__).parents[2] / "docs/reference/metrics.md"


@pytest.fixture
def shop(code: Any) -> Any:
    """Two files of orders, one of stock: an edge inside, one across in each direction."""
    code.file("order/a.py", "place").file("order/b.py", "check").file("stock/c.py", "reserve")
    code.refer("place", "call", "check").refer("place", "call", "reserve", 11).refer("place", "call", "reserve", 12)
    return code.refer("reserve", "type", "check").refer("check", "import", "reserve")


def test_structural_modularity_by_hand(shop: Any) -> None:
    # inside: order 1 edge / 2², stock 0 / 1², their mean 1/8; between: 2 edges / (2 · 2 · 1) = 1/2, one pair
    assert isclose(metrics(shop.cut()).sm, 1 / 8 - 1 / 2)


def test_all_files_that_know_each_other_in_one_service_are_wholly_modular_but_for_the_diagonal(code: Any) -> None:
    code.file("one/a.py", "f").file("one/b.py", "g").refer("f", "call", "g").refer("g", "call", "f")
    assert isclose(metrics(code.cut()).sm, 2 / 4)


def test_share_of_calls_that_cross_by_hand(shop: Any) -> None:
    # the edge inside has volume 1, the one across 2; a type is no call, an import is nothing
    across = 1 + log(2)
    assert isclose(metrics(shop.cut()).icp, across / (1 + across))


def test_interfaces_count_files_called_from_outside(shop: Any) -> None:
    assert metrics(shop.cut()).ifn == 1 / 2


@pytest.mark.parametrize(("sizes", "ned"), [([4], 1), ([5], 0), ([20], 0), ([21], 1), ([5, 15, 30], 30 / 50)])
def test_extreme_services_are_below_5_and_above_20_files(code: Any, sizes: list[int], ned: float) -> None:
    for service, size in enumerate(sizes):
        for number in range(size):
            code.file(f"s{service}/{number}.py")
    assert isclose(metrics(code.cut()).ned, ned, abs_tol=1e-12)


def test_purity_is_the_mean_entropy_of_users(code: Any) -> None:
    code.file("order/o.py", "Order", "place").file("stock/s.py", "Stock", "reserve").file("stock/t.py", "count")
    code.entity("Order").entity("Stock")
    code.access("place", "write", "Order").access("place", "read", "Stock")
    code.access("reserve", "write", "Stock").access("count", "read", "Stock").access("count", "read", "stocks", 12)
    # Order: one user. Stock: one file of order, two of stock (the table's name means the entity)
    shared = -(1 / 3 * log(1 / 3) + 2 / 3 * log(2 / 3))
    assert isclose(metrics(code.cut()).purity, (0 + shared) / 2)


def test_transactions_are_counted_once_and_cross_where_they_touch_two_services(code: Any) -> None:
    code.file("order/o.py", "Order", "place", "cancel").file("stock/s.py", "Stock", "reserve")
    code.entity("Order").entity("Stock").access("place", "write", "Order").access("cancel", "write", "Order")
    code.access("reserve", "write", "Stock").refer("place", "call", "reserve")
    code.transaction("place", "place", "cancel", "reserve")
    found = metrics(code.cut())
    assert (found.crossing_transactions, found.transactions) == (1, 3)


def test_cohesion_is_the_share_of_a_services_entities_that_a_functionality_touches(code: Any) -> None:
    code.file("order/o.py", "Order", "Line", "show", "edit").file("stock/s.py", "Stock")
    code.entity("Order").entity("Line").entity("Stock").endpoint("show").endpoint("edit")
    code.access("show", "read", "Order").access("edit", "write", "Order").access("edit", "write", "Line")
    code.access("edit", "read", "Stock")
    # order: show 1/2, edit 2/2; stock: edit 1/1
    assert isclose(metrics(code.cut()).cohesion, (3 / 4 + 1) / 2)


def test_team_fit_is_the_authors_entropy_against_everyone(code: Any) -> None:
    code.file("order/o.py").file("stock/s.py").file("shared/x.py")
    code.changed((0, "order/o.py"), (0, "order/o.py"), (0, "stock/s.py"), (1, "stock/s.py"), (2, "shared/x.py"))
    # two authors of services: order has one (fit 1), stock both alike (fit 0)
    assert isclose(metrics(code.cut()).team_fit, 1 / 2)


def test_without_history_or_anything_else_nothing_is_divided_by_nothing(code: Any) -> None:
    empty = metrics(code.cut())
    assert empty == Metrics(0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0, -1.0)
    assert metrics(code.file("one/a.py").changed((0, "one/a.py")).cut()).team_fit == 1


def test_the_figures_do_not_depend_on_the_order_of_the_assignment(shop: Any) -> None:
    cut = shop.cut()
    turned = Partition(cut.graph, dict(reversed(list(cut.service_of.items()))))
    assert metrics(turned) == metrics(cut)


def test_the_page_defines_every_figure() -> None:
    page = PAGE.read_text()
    assert all(f"`{field}`" in page for field in Metrics.__dataclass_fields__ if field != "services")
