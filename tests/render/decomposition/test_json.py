"""The JSON that programs build on."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.decompose.proposal import Proposal
from skerry.render.decomposition.json import PARTS, as_json, document, schema, unknown_fields


def test_the_shape_that_was_promised(shop: Proposal) -> None:
    whole = json.loads(as_json(shop))
    assert whole["schema"] == "skerry/decompose/1"
    assert set(PARTS) <= set(whole)
    service = whole["services"][0]
    assert service["name"] == "catalog-service"
    assert service["units"][0] == "shop/catalogue/models.py"
    assert service["entities"][0]["table"] == "catalogue_product"
    assert whole["shared"][0]["path"] == "shop/core/utils.py"
    assert whole["hidden"] == {}


@pytest.mark.parametrize("limit", [None, 0, 2])
@pytest.mark.parametrize("fields", [(), ("services.name", "metrics"), ("boundaries",)])
def test_it_is_as_its_schema_says(limit: int | None, fields: tuple[str, ...], shop: Proposal) -> None:
    jsonschema_rs.validate(schema(), json.loads(as_json(shop, limit, fields)))


@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_so_is_every_other(data: st.DataObject, proposals: st.SearchStrategy[Proposal]) -> None:
    jsonschema_rs.validate(schema(), json.loads(as_json(data.draw(proposals))))


def test_the_schema_refuses_what_is_not_a_proposal(shop: Proposal) -> None:
    validator = jsonschema_rs.validator_for(schema())
    good: dict[str, Any] = json.loads(as_json(shop))
    good["services"][0]["unts"] = []
    assert not validator.is_valid(good)
    assert not validator.is_valid({"schema": "skerry/decompose/2", "system": "x", "hidden": {}})


def test_a_limit_cuts_every_list_and_says_by_how_much(shop: Proposal) -> None:
    cut = document(shop, limit=2)
    assert [len(cut["services"]), len(cut["services"][0]["units"])] == [2, 2]
    assert cut["hidden"]["services"] == 4
    assert cut["hidden"]["services[catalog-service].units"] == 11


def test_fields_pick_parts_and_keys(shop: Proposal) -> None:
    picked = document(shop, fields=("services.name", "services.units", "notes"))
    assert set(picked) == {"schema", "system", "services", "notes", "hidden"}
    assert set(picked["services"][0]) == {"name", "units"}


def test_a_field_that_names_nothing_is_found(shop: Proposal) -> None:
    assert unknown_fields(["services", "sevices", "services.unit", "metrics.sm"]) == ["sevices", "services.unit"]
