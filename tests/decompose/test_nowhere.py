"""What belongs to no service is called what it is."""

from __future__ import annotations

from typing import Any

import pytest

from skerry.decompose.anchors import Anchors
from skerry.decompose.field import Field
from skerry.decompose.nowhere import unplaced
from skerry.decompose.proposal import Unplaced

USERS = ("billing", "orders", "stock")


@pytest.fixture
def found(code: Any) -> dict[str, Unplaced]:
    for user in USERS:
        code.file(f"{user}/a.py", f"{user.title()}Service", f"{user.title()}Service.run")
    code.file("shared/money.py", "Money").entity("Money")
    code.file("shared/text.py", "shorten")
    code.file("shared/one.py", "only")
    code.file("shared/wiring.py", "wire")
    code.file("shared/dead.py", "forgotten")
    for user in USERS:
        code.refer(f"{user.title()}Service.run", "call", "shorten")
    code.refer("BillingService.run", "use", "Money").refer("OrdersService.run", "use", "Money")
    code.refer("StockService.run", "call", "only")
    code.refer("wire", "call", "BillingService.run")
    partition = code.cut()
    field = Field.of(partition.graph)
    return {each.path: each for each in unplaced(field, Anchors.of(field), partition)}


@pytest.mark.parametrize(
    ("path", "kind", "users"),
    [
        ("shared/money.py", "shared kernel", ("billing", "orders")),
        ("shared/text.py", "utility", USERS),
        ("shared/one.py", "utility", ("stock",)),
        ("shared/wiring.py", "framework glue", ()),
        ("shared/dead.py", "isolated", ()),
    ],
)
def test_each_is_named_by_what_it_is_and_who_uses_it(
    found: dict[str, Unplaced], path: str, kind: str, users: tuple[str, ...]
) -> None:
    assert (found[path].kind, found[path].used_by) == (kind, users)
    assert found[path].why


def test_only_what_has_no_service_is_listed_in_the_order_of_paths(found: dict[str, Unplaced]) -> None:
    assert list(found) == sorted(f"shared/{name}.py" for name in ("dead", "money", "one", "text", "wiring"))
