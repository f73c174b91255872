"""What a model means: the two examples, the cascade, versions, and several files as one."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from skerry.model import load, load_texts
from skerry.model.load import LARGEST
from skerry.model.system import OperationName, System, TypeName
from skerry.model.terms.types import Many, Named

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def shop() -> System:
    loaded = load(EXAMPLES / "shop")
    assert loaded.problems == ()
    return loaded.system


def test_the_clinic_is_sound_and_spread_over_files() -> None:
    loaded = load(EXAMPLES / "clinic")
    assert loaded.problems == ()
    assert len(loaded.documents) == 5
    assert set(loaded.system.contexts) == {"patients", "clinical", "appointments", "billing"}
    assert {"hipaa"} <= set(loaded.system.profile.comply)
    assert loaded.system.contexts["billing"].comply == ("hipaa", "pci-dss")


def test_a_version_that_is_like_another_exchanges_types(shop: System) -> None:
    versions = shop.services["order-service"].api.versions
    assert versions["v2"].operations["list"].output == Many(Named("Order", "orders"))
    assert versions["v1"].operations["list"].output == Many(Named("Order", "orders", "v1"))
    assert versions["v1"].operations.keys() == versions["v2"].operations.keys()
    assert shop.services["order-service"].operations["list"].version == "v2"


def test_operations_say_what_they_do_to_the_world(shop: System) -> None:
    place = shop.operation(OperationName("order-service", "place"))
    assert place
    assert place.status == 201
    assert place.emits == ((TypeName("orders", "OrderCreated", "v2"),),)
    take = shop.operation(OperationName("payment-service", "take"))
    assert take
    assert [str(event) for every in take.emits for event in every] == [
        "payments.PaymentCompleted",
        "payments.PaymentFailed",
    ]


def test_a_reaction_that_says_more_declares_an_internal_operation(shop: System) -> None:
    ship = shop.operation(OperationName("fulfillment-service", "ship"))
    assert ship
    assert ship.route is None
    assert ship.output == Named("Shipment", "orders")


def test_the_pivot_is_the_first_step_that_is_not_undone(shop: System) -> None:
    saga = shop.sagas["OrderCreation"]
    assert saga.pivot == 2
    assert saga.steps[2].do == OperationName("order-service", "confirm")


LAYERS = """
arch: 1
system: a
contexts: { x: {} }
policies: { calls: { timeout: 500ms, retries: 2 } }
services:
  caller:
    context: x
    policies: { calls: { retries: 1 } }
    calls: { callee: { cache: 1m, slow: { timeout: 9s }, fast: {} } }
  callee:
    context: x
    api:
      v1:
        GET /slow: { do: slow, calls: { timeout: 5s, retries: 0 } }
        GET /fast: fast
"""


def test_the_cascade_goes_from_the_system_to_the_call() -> None:
    loaded = load_texts([("x", LAYERS)])
    assert loaded.problems == ()
    slow, fast = (call.policy for call in loaded.system.services["caller"].calls)
    assert (str(slow.timeout), str(slow.retries), str(slow.cache)) == ("9s", "0", "1m")
    assert (str(fast.timeout), str(fast.retries), str(fast.cache)) == ("500ms", "1", "1m")
    assert slow.retries
    assert slow.retries.span.line == 15


def test_files_are_one_model_and_a_name_is_defined_once() -> None:
    first = "arch: 1\nsystem: a\ncontexts: { x: {} }\ntypes: { x: { A: text } }\nmap: []\n"
    second = "contexts:\n  y: {}\n  x: {}\ntypes: { x: { B: A }, y: { C: B } }\n"
    loaded = load_texts([("1", first), ("2", second)])
    (problem,) = loaded.problems
    assert (problem.code.id, str(problem.span), str(problem.related[0][0])) == ("M008", "2:3:3", "1:3:13")
    assert set(map(str, loaded.system.types)) == {"x.A", "x.B", "y.C"}


def test_a_first_draft_is_not_checked_for_what_it_does_not_spell_out() -> None:
    head = "arch: 1\nsystem: a\ncontexts: { x: {} }\nservices:\n"
    text = head + "  s: { context: x, owns: [A], events: { in: { B: do by id } }, calls: [t] }\n  t: { context: x }\n"
    loaded = load_texts([("x", text)])
    assert loaded.problems == ()
    assert loaded.system.services["s"].owns == (TypeName("x", "A"),)


def test_what_is_no_text_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.arch.yaml").write_text("arch: 1\nsystem: a\ncontexts: { x: {} }\n")
    (tmp_path / "b.arch.yaml").write_bytes(b"about: \xff")
    (tmp_path / "c.arch.yaml").mkdir()
    (tmp_path / "d.arch.yaml").symlink_to("d.arch.yaml")
    os.mkfifo(tmp_path / "e.arch.yaml")
    with (tmp_path / "f.arch.yaml").open("wb") as large:
        large.truncate(LARGEST + 1)
    loaded = load(tmp_path)
    assert [problem.code.id for problem in loaded.problems] == ["M006"] * 5
    assert set(loaded.system.contexts) == {"x"}


def test_every_example_ships_in_the_wheel() -> None:
    shipped = tomllib.loads((EXAMPLES.parent / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]["force-include"]
    examples = {str(path.relative_to(EXAMPLES.parent)) for path in EXAMPLES.glob("*/*.arch.yaml")}
    assert examples == set(shipped) & examples
    assert all(shipped[name] == f"skerry/{name}" for name in examples)
