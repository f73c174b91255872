"""Why a unit stands where it does."""

from __future__ import annotations

import json

import pytest

from skerry.decompose.proposal import Proposal
from skerry.render.decomposition.text import View
from skerry.render.decomposition.why import candidates, nearest_unit, why, why_json


def test_the_service_the_second_the_margin_the_reasons_and_the_crossings(shop: Proposal) -> None:
    text = why(shop, "shop/basket/reports.py", View())
    assert text.startswith("shop/basket/reports.py belongs to order-service\n")
    assert "narrowly ahead of customer-service, by 0.04 of 1" in text
    assert "46%  structure   9 of its 12 references stay in order-service" in text
    assert "shop/basket/reports.py:12" in text
    assert "catalog-service  call  Thing13.call()" in text


def test_who_uses_it_from_outside(shop: Proposal) -> None:
    text = why(shop, "shop/partner/models.py", View(limit=2))
    assert "Used from other services (2 of" in text
    assert "order-service" in text


def test_a_file_in_no_service_says_why(shop: Proposal) -> None:
    text = why(shop, "shop/core/utils.py", View())
    assert text.splitlines()[0] == "shop/core/utils.py belongs to no service: utility"
    assert "used by catalog-service, order-service, payment-service" in text
    assert why_json(shop, "shop/core/utils.py")["unplaced"]["kind"] == "utility"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("shop/order/models.py", ["shop/order/models.py"]),
        ("./shop/order/models.py::Order.save", ["shop/order/models.py"]),
        ("order/models.py", ["shop/order/models.py"]),
        ("shipping/labels.py", ["shop/shipping/labels.py"]),
        ("abels.py", []),
    ],
)
def test_a_unit_is_named_by_its_path_the_end_of_it_or_a_name_in_it(
    asked: str, meant: list[str], shop: Proposal
) -> None:
    assert candidates(shop, asked) == meant


def test_an_ambiguous_end_gives_all_and_a_misspelling_the_nearest(shop: Proposal) -> None:
    assert len(candidates(shop, "models.py")) == 8
    assert nearest_unit(shop, "shop/order/modles.py") == "shop/order/models.py"


def test_the_same_as_json(shop: Proposal) -> None:
    document = json.loads(json.dumps(why_json(shop, "shop/basket/reports.py")))
    assert document["schema"] == "skerry/why/1"
    assert document["placement"]["second"] == "customer-service"
    assert [each["service"] for each in document["uses"]] == ["catalog-service"]
