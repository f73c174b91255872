"""The table of what gateways can say is true of what is written: what cannot be said changes nothing, what can be changes something."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.generate.edge.edges import edge_of, everything

from skerry.generate.edge.capabilities import API, CONCERNS, ENVOY, KONG, NO, TITLES, TYK, missing, written
from skerry.generate.edge.gateway_api import envoy_gateway, gateway_api
from skerry.generate.edge.kong import kong
from skerry.generate.edge.tyk import tyk
from skerry.kernel.yaml_text import plain

DOCS = Path(__file__).parents[3] / "docs/explanation/gateways.md"
WRITE: dict[str, Callable[[Any], Any]] = {API: gateway_api, ENVOY: envoy_gateway, KONG: kong, TYK: tyk}
WORDS = {"retry": ("numRetries", '"retries"'), "size": ("requestBuffer", "request-size-limiting", "requestSizeLimit")}


def base() -> dict[str, Any]:
    found = everything()
    found["services"]["stock"]["canary"] = {"shares": {"v2": 10.0}}
    return found


def routes(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], None]:
    def apply(table: dict[str, Any]) -> None:
        for each in table["routes"]:
            change(each)

    return apply


def services(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], None]:
    def apply(table: dict[str, Any]) -> None:
        for each in table["services"].values():
            change(each)

    return apply


def older(table: dict[str, Any]) -> None:
    table["routes"] = [each for each in table["routes"] if each["by"] == "url" or each["version"] != "v1"]


def when(policy: dict[str, Any]) -> None:
    if policy.get("canary", {}).get("when"):
        policy["canary"]["when"]["value"] = "other"


CHANGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "short": routes(lambda each: each.update(short=False)),
    "versions": older,
    "time": routes(lambda each: each.update(timeout=7.0)),
    "breaker": services(lambda each: each.pop("breaker", None)),
    "rate": services(lambda each: each.pop("rate", None)),
    "tokens": routes(lambda each: each.pop("roles", None)),
    "roles": routes(lambda each: each.get("roles") and each.update(roles=["clerk"])),
    "nobody": routes(lambda each: each.get("roles") == [] and each.update(roles=["clerk"])),
    "canary": lambda table: table["services"]["stock"]["canary"].update(shares={"v2": 20.0}),
    "canary when": services(when),
    "gRPC": lambda table: table.pop("grpc"),
    "pages": lambda table: table["cors"].update(origins=[]),
    "mtls": services(lambda each: each.pop("mtls", None)),
}


def text(gateway: str, table: dict[str, Any]) -> str:
    return json.dumps(plain(WRITE[gateway](edge_of(table))))


@pytest.mark.parametrize("gateway", TITLES)
@pytest.mark.parametrize("concern", CONCERNS)
def test_what_can_be_said_is_and_what_cannot_is_not(gateway: str, concern: str) -> None:
    can = CONCERNS[concern].by[gateway].how != NO
    before = text(gateway, base())
    if concern in WORDS:
        assert any(word in before for word in WORDS[concern]) == can
        return
    table = base()
    CHANGES[concern](table)
    assert (text(gateway, table) != before) == can


def test_what_the_table_says_and_the_gateway_cannot_is_told() -> None:
    assert any("role" in each for each in missing(edge_of(base()), KONG))
    without = base()
    CHANGES["tokens"](without)
    assert not any("role" in each for each in missing(edge_of(without), KONG))


def test_the_page_has_the_table() -> None:
    assert written() in DOCS.read_text()
