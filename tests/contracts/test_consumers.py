from __future__ import annotations

from pathlib import Path

import pytest

from skerry.contracts.change import Action, Change, Direction, Level, Rule, Subject
from skerry.contracts.consumers import judged
from skerry.model import System, load

MODEL = """\
arch: 1
system: shop
contexts: { sales: { kind: core, team: t } }
services:
  order-service:
    context: sales
    owns: [Order]
    api:
      v2:
        GET /orders/{id}: get -> Order
        GET /orders?status: list -> Order[]
        POST /orders: place(Order) -> 201 Order; emits OrderPlaced
  billing:
    context: sales
    calls: { order-service: { get: { reads: [total, shipTo.city] } } }
    events: { in: { OrderPlaced: bill by id }, reads: { OrderPlaced: [total] } }
  mail:
    context: sales
    calls: { order-service: { get: {}, list: { reads: [id] } } }
    events: { in: { OrderPlaced: tell by id } }
    views: { Names: { from: [OrderPlaced], key: id } }
types:
  sales:
    Order: { id: uuid, total: money, note: text?, shipTo: Address }
    Address: { city: text, street: text }
    OrderPlaced: { id: uuid, total: money }
"""


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> System:
    path: Path = tmp_path_factory.mktemp("model") / "shop.arch.yaml"
    path.write_text(MODEL)
    loaded = load(path)
    assert not loaded.problems
    return loaded.system


def change(subject: str, *field: str, direction: Direction = Direction.OUT, level: Level = Level.BREAKING) -> Change:
    rule = Rule(direction, "body", "type", Action.CHANGED, level, "")
    return Change(rule, level, "", "", subject=Subject(subject, field))


def levels(change: Change, system: System, service: str = "") -> dict[str, str]:
    return {each.consumer: str(each.level) for each in judged([change], system, service)[0].consumers}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (change("GET /orders/{id}", "total"), {"billing": "breaking", "mail": "breaking"}),
        (change("GET /v2/orders/{orderId}", "note"), {"billing": "safe", "mail": "breaking"}),
        (change("GET /orders/{id}", "shipTo"), {"billing": "breaking", "mail": "breaking"}),
        (change("GET /orders/{id}", "shipTo", "city"), {"billing": "breaking", "mail": "breaking"}),
        (change("GET /orders/{id}", "shipTo", "street"), {"billing": "safe", "mail": "breaking"}),
        (change("GET /orders", "items", "[]", "total"), {"mail": "safe"}),
        (change("GET /orders", "items", "[]", "id"), {"mail": "breaking"}),
        (change("GET /orders/{id}", "items", "[]", "total"), {"billing": "breaking", "mail": "breaking"}),
        (change("POST /orders", "total", direction=Direction.IN), {}),
        (change("GET /orders/{id}", "id", direction=Direction.IN), {"billing": "breaking", "mail": "breaking"}),
        (change("shop.sales.v1.OrderService/Get", "total"), {"billing": "breaking", "mail": "breaking"}),
        (change("orders#OrderPlaced", "note"), {"billing": "safe", "mail": "breaking"}),
        (change("orders#OrderPlaced", "note", direction=Direction.IN), {"billing": "safe", "mail": "breaking"}),
        (change("orders#OrderPlaced", "data", "note", direction=Direction.IN), {"billing": "safe", "mail": "breaking"}),
        (change("orders#OrderPlaced", "total"), {"billing": "breaking", "mail": "breaking"}),
        (change("orders#OrderPlaced", "total", level=Level.SAFE), {"billing": "safe", "mail": "safe"}),
        (change("GET /nothing", "total"), {}),
        (change(""), {}),
    ],
)
def test_who_is_broken_follows_from_who_uses_what(found: Change, expected: dict[str, str], system: System) -> None:
    assert levels(found, system) == expected


def test_another_service_with_the_same_route_is_left_out(system: System) -> None:
    assert levels(change("GET /orders/{id}", "total"), system, "billing") == {}


def test_the_reason_names_the_fields(system: System) -> None:
    verdicts = judged([change("GET /orders/{id}", "note")], system)[0].consumers
    assert [each.because for each in verdicts] == [
        "it reads total, shipTo.city of order-service.get",
        "it calls order-service.get and may read anything",
    ]


def test_a_field_that_is_not_there_is_a_problem_of_the_model(tmp_path: Path) -> None:
    path = tmp_path / "m.arch.yaml"
    path.write_text(MODEL.replace("reads: [total, shipTo.city]", "reads: [totl, shipTo.town]"))
    assert [problem.what for problem in load(path).problems] == [
        "`sales.Order` has no field `totl`",
        "`sales.Address` has no field `town`",
    ]
