"""What holds for every pair of models: nothing changes from itself to itself, and the way back is the twin of the way there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skerry.contracts.architecture import compare
from skerry.contracts.change import Action, Change, Level
from skerry.model import System, load, load_texts

EXAMPLES = Path(__file__).parents[3] / "examples"
TWINS = {
    Action.ADDED: Action.REMOVED, Action.REMOVED: Action.ADDED, Action.CHANGED: Action.CHANGED,
    Action.NARROWED: Action.WIDENED, Action.WIDENED: Action.NARROWED,
}  # fmt: skip
ENTITIES = ("Order", "Bill", "Parcel")
SERVICES = ("a", "b", "c")


def maybe(values: dict[str, Any]) -> Any:
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(each) for name, each in values.items()})


def services() -> Any:
    offered = ["get -> 204", "get(Order) -> Order", "get -> Bill; emits Made"]
    own = {
        "team": ["red", "blue"],
        "owns": [["Order"], ["Bill", "Parcel"], []],
        "stores": [{}, {"main": {"postgres": "x"}}, {"main": {"postgres": "x", "outbox": True, "encrypted": True}}],
        "load": [{"peak": "10 rps"}, {"peak": "20 rps"}],
        "policies": [{"calls": {"timeout": "1s"}}, {"slo": {"availability": "99%"}}, {"data": {"pii": {"keep": "2y"}}}],
        "api": [{"v1": {"GET /x": each}} for each in offered]
        + [{"auth": {"jwt": ["x"]}, "v1": {"GET /y": "get -> 204"}}],
        "calls": [{"a": {}}, {"b": {}, "c": {}}, {"c": {"timeout": "1s"}}],
    }
    return st.dictionaries(st.sampled_from(SERVICES), maybe(own), min_size=1)


@st.composite
def models(draw: Any) -> System:
    chosen = draw(services())
    for name, service in chosen.items():
        service["context"] = draw(st.sampled_from(("sales", "money")))
        if "calls" in service:
            service["calls"] = {each: how for each, how in service["calls"].items() if each in chosen and each != name}
    top = draw(
        maybe(
            {
                "policies": [{"calls": {"timeout": "2s", "retries": 1}}, {"calls": {"timeout": "3s", "mtls": True}}],
                "access": [
                    {"staff": ["*"]},
                    {"staff": ["read Order", "read Order if id = caller"]},
                    {"staff": ["read *"]},
                ],
                "deploy": [{"kubernetes": {"autoscale": {"min": 1, "max": 2}}}],
                "environments": [{"prod": {"replicas": 2}}, {"prod": {"replicas": 3}, "test": {}}],
                "map": [["sales -> money: open-host"], ["sales -> money: partnership"]],
            }
        )
    )
    types = {name: {"id": "uuid", **draw(maybe({"note": ["text", "int", "text?"]}))} for name in (*ENTITIES, "Made")}
    model = {
        "arch": 1,
        "system": "s",
        "contexts": {"sales": {}, "money": {}},
        "services": chosen,
        "types": {"shared": types},
    }
    return load_texts([("s.arch.yaml", json.dumps(model | top))]).system


def key(change: Change) -> tuple[Any, ...]:
    return change.rule.area, change.rule.kind, change.path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(models(), models())
def test_the_way_back_is_the_twin_of_the_way_there(one: System, other: System) -> None:
    assert not compare(one, one)
    there, back = compare(one, other), compare(other, one)
    assert {(*key(each), TWINS[each.rule.action], each.after, each.before) for each in there} == {
        (*key(each), each.rule.action, each.before, each.after) for each in back
    }
    assert len(there) == len({(*key(each), str(each.was), str(each.now)) for each in there})


@pytest.mark.parametrize("name", ["shop", "clinic"])
def test_nothing_changes_where_nothing_changed(name: str) -> None:
    assert not compare(load(EXAMPLES / name).system, load(EXAMPLES / name).system)


def edited(*edits: tuple[str, str]) -> dict[str, Change]:
    text = (EXAMPLES / "shop" / "shop.arch.yaml").read_text()
    old = load_texts([("shop.arch.yaml", text)]).system
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return {f"{each.rule.id} {each.path}": each for each in compare(old, load_texts([("shop.arch.yaml", text)]).system)}


def test_what_one_line_changes_for_many_is_told_once() -> None:
    (change,) = edited(("calls: { timeout: 500ms", "calls: { timeout: 300ms")).values()
    assert (change.level, len(change.details["parts"])) == (Level.DANGEROUS, 9)
    assert "calls.timeout is 300ms, was 500ms, for catalog-service" in change.message
    assert change.was and change.now and (change.was.line, change.was.column) == (change.now.line, change.now.column)
    (longer,) = edited(("calls: { timeout: 500ms", "calls: { timeout: 700ms")).values()
    assert longer.level is Level.SAFE


def test_a_grant_without_its_condition_is_wider() -> None:
    found = edited(("    - order-service.* if customerId = caller\n", "    - order-service.*\n"))
    assert [change.level for change in found.values()] == [Level.DANGEROUS]
    assert "model-role-grant-widened role/grant/customer: order-service.*" in found


def test_a_grant_that_a_wider_one_gives_anyway_changes_nothing() -> None:
    (change,) = edited(("    - catalog-service.*\n", "    - catalog-service.*\n    - catalog-service.get\n")).values()
    assert change.level is Level.SAFE


def test_a_call_that_closes_a_circle_is_told() -> None:
    found = edited(
        (
            "    load: { peak: 600 rps, p95: 100ms }",
            "    load: { peak: 600 rps, p95: 100ms }\n    calls: { order-service: { get: {} } }",
        )
    )
    assert "model-call-cycle-added call/cycle/catalog-service, order-service" in found
    assert "model-call-added call/itself/catalog-service -> order-service.get" in found


def test_two_services_with_one_database_are_told() -> None:
    found = edited(("postgres: shipments", "postgres: orders"))
    assert "model-ownership-shared-added ownership/shared/postgres orders" in found


def test_what_belongs_to_a_removed_part_is_not_told_again() -> None:
    text = (EXAMPLES / "shop" / "shop.arch.yaml").read_text()
    start = text.index("  fulfillment-service:  ")
    service = text[start : text.index("  customer-service:", start)]
    found = edited((service, ""), (", fulfillment-service", ""))
    assert {each.rule.area for each in found.values()} <= {
        "model-service",
        "model-ownership",
        "model-migration",
        "model-event",
    }
    removed = found["model-service-removed service/itself/fulfillment-service"]
    assert (removed.level, removed.now) == (Level.BREAKING, None)


def test_those_who_use_what_goes_are_named() -> None:
    found = edited(("        GET /products/{id}: get -> Product\n", ""))
    removed = found["model-operation-removed operation/itself/catalog-service.get"]
    assert [(each.consumer, each.level) for each in removed.consumers] == [("order-service", Level.DANGEROUS)]
    assert "until now" in removed.consumers[0].because
