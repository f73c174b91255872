"""Kong leads where the table says, lets nothing through that must not be, and is a file that decK takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import example, given, settings
from tests.generate.edge.edges import (
    HEADERS,
    KNOWN,
    METHODS,
    NAMED,
    PATHS,
    SHARED,
    TABLE,
    everything,
    plain,
    with_schemas,
)
from tests.generate.edge.edges import edge_of as of
from tests.generate.edge.kong import FILE, UPSTREAMS, found, leads, plugin

from skerry.generate.edge.kong import kong
from skerry.generate.edge.values import edge
from skerry.kernel import yaml_text
from skerry.model import load

EXAMPLES = Path(__file__).parents[3] / "examples"


@settings(max_examples=300, deadline=None)
@given(METHODS, PATHS | KNOWN | NAMED, HEADERS)
@example("GET", "/limit/heads", {})
@example("GET", "/head/heads", {})
@example("GET", "/head/head/heads", {"API-Version": "v1"})
@example("GET", "/internal/heads", {"API-Version": "v1"})
@example("GET", "/head/Internal/heads", {})
@example("GET", "/search/internal", {})
@example("POST", "/search/INTERNAL/x", {})
@example("GET", "/search", {})
@example("GET", "/v1/orders/newest", {})
def test_it_leads_where_the_plain_gateway_does(method: str, path: str, headers: dict[str, str]) -> None:
    expected = plain(method, path, headers)
    if expected and expected[0] == "stock" and method != "POST":
        expected = None  # a route that no role may use
    assert leads(method, path, headers) == expected


def test_a_canary_gets_its_share_of_the_requests_that_are_meant() -> None:
    for headers, path, name in (
        ({"version": "canary"}, "/v1/try", "try"),
        ({"Cookie": "a=1; beta=yes"}, "/v1/biscuit", "biscuit"),
    ):
        service, *_ = found("GET", path, headers)
        shares = {each["target"].split(".")[0]: each["weight"] for each in UPSTREAMS[service["host"]]["targets"]}
        assert shares == {f"{name}-v2-only": 1000, f"{name}-v1-only": 9000}
        service, *_ = found("GET", path, {})
        (only,) = UPSTREAMS[service["host"]]["targets"]
        assert only["target"] == f"{name}-v1-only.shop.svc.cluster.local:8080"


def test_what_only_services_say_is_taken_from_every_request() -> None:
    for service in FILE["services"]:
        for route in service["routes"]:
            if plugin(route, "request-termination") is None:
                taken = plugin(route, "request-transformer")["remove"]["headers"]
                assert {"Skerry-Caller", "Skerry-Roles", "Skerry-On-Behalf", "X-Forwarded-Client-Cert"} <= set(taken)


def test_routes_ask_for_a_token_where_the_table_does() -> None:
    for method, path, asks in (("GET", "/v1/orders", False), ("POST", "/v1/stock", True), ("GET", "/v1/stock", True)):
        _, route, _ = found(method, path, {})
        assert (plugin(route, "jwt") is not None) == asks
    assert plugin(found("GET", "/v1/stock", {})[1], "request-termination")["status_code"] == 403
    assert plugin(found("POST", "/v1/stock", {})[1], "request-termination") is None


def test_rates_breakers_and_pages_are_those_of_the_table() -> None:
    (limited,) = (each for each in FILE["services"] if each["name"] == "shop.limit")
    assert plugin(limited, "rate-limiting")["minute"] == TABLE["services"]["limit"]["rate"]["limit"]
    assert UPSTREAMS["shop.order"]["healthchecks"]["passive"]["unhealthy"]["tcp_failures"] == 5
    assert plugin(limited, "cors")["origins"] == TABLE["cors"]["origins"]
    assert plugin(FILE["routes"][0], "cors") == plugin(limited, "cors")  # where preflights arrive


def test_names_are_told_apart() -> None:
    names = [route["name"] for each in FILE["services"] for route in each["routes"]]
    assert len(names) == len(set(names))
    assert {each["host"] for each in FILE["services"] if "port" not in each} == set(UPSTREAMS)


@with_schemas
@pytest.mark.parametrize("name", ["shop", "clinic", "everything"])
def test_deck_takes_the_file(name: str) -> None:
    schema = json.loads((SHARED / "kong-deck.schema.json").read_text())
    there: Any = (
        of(everything()) if name == "everything" else edge(load(EXAMPLES / name).system, ["https://shop.example"])
    )
    document = yaml_text.plain(kong(there))
    assert [str(each) for each in jsonschema_rs.validator_for(schema).iter_errors(document)] == []
    document["services"][0]["nonsense"] = 1
    assert not jsonschema_rs.is_valid(schema, document)
