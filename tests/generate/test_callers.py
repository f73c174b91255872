"""Who may call whom follows from the model: from calls, sagas and routes; and who shows certificates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skerry.generate.fleet.file import fleet
from skerry.generate.generator import Asked
from skerry.generate.identity import mutual
from skerry.generate.service.callees import callers
from skerry.model.load import load
from skerry.model.system import System

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def shop() -> System:
    return load(EXAMPLES / "shop").system


@pytest.mark.parametrize(("service", "wanted"), [
    ("catalog-service", ["order-service", "gateway"]),  # by `calls:`
    ("payment-service", ["order-service", "gateway"]),  # by a saga
    ("order-service", ["gateway"]),  # not itself, though its sagas call it
    ("fulfillment-service", []),  # it hears events alone
    ("search-service", ["gateway"]),
])  # fmt: skip
def test_callers_of_the_shop(shop: System, service: str, wanted: list[str]) -> None:
    assert callers(shop, shop.services[service]) == wanted


def test_what_is_not_ours_speaks_plainly(shop: System) -> None:
    assert [name for name, each in shop.services.items() if not mutual(each)] == ["search-service"]
    (tree,) = fleet(shop, Asked()).trees
    found = json.loads(tree.files["fleet.json"])
    assert (found["trust"], found["domain"]) == (True, "shop.local")
    assert [each["name"] for each in found["services"] if not each.get("mtls")] == ["search-service"]
