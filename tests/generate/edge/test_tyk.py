"""Tyk leads where the table says, under the names of services; and its documents are what Tyk takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import example, given, settings
from tests.generate.edge.edges import (
    EDGE,
    HEADERS,
    KNOWN,
    METHODS,
    NAMED,
    PATHS,
    SHARED,
    TABLE,
    cleaned,
    plain,
    with_schemas,
)

from skerry.generate.edge.tyk import tyk
from skerry.generate.edge.values import edge
from skerry.model import load

EXAMPLES = Path(__file__).parents[3] / "examples"
DOCUMENTS = tyk(EDGE)
EXTENSION = "x-tyk-api-gateway"


def leads(method: str, path: str) -> tuple[str, str, int] | None:
    """As Tyk does it: the API by its listen path, the operation by its path; exact ones first; blocked where only others stand."""
    service, _, rest = cleaned(path)[1:].partition("/")
    document = DOCUMENTS.get(service)
    if document is None:
        return None
    inner, extension = f"/{rest}", document[EXTENSION]
    done, allowing = extension["middleware"]["operations"], False
    for template, there in sorted(document["paths"].items(), key=lambda each: "{" in each[0]):
        operation = there.get(method.lower())
        allowing |= any("allow" in done[each["operationId"]] for name, each in there.items() if name != "parameters")
        ignoring = re.IGNORECASE if operation and "block" in done[operation["operationId"]] else 0
        end = ".+" if template == "/internal/{below}" else "[^/]+"
        if operation and re.fullmatch(re.sub(r"\{[^}]*\}", end, template), inner, ignoring):
            what = done[operation["operationId"]]
            if "block" in what:
                return None
            time = what["transformRequestHeaders"]["add"][0]["value"]
            assert what["enforceTimeout"]["duration"] == f"{time}ms"
            return service, inner, int(time)
    if allowing or not extension["middleware"]["operations"]:
        return None
    return service, inner, int(extension["middleware"]["global"]["transformRequestHeaders"]["add"][0]["value"])


@settings(max_examples=300, deadline=None)
@given(METHODS, PATHS | KNOWN | NAMED, HEADERS)
@example("GET", "/search/internal", {})
@example("GET", "/search/Internal/x", {})
@example("GET", "/search/x", {})
@example("GET", "/order/v1/orders/newest", {})
@example("GET", "/stock/v1/stock", {})
def test_it_leads_where_the_plain_gateway_does_under_names(method: str, path: str, headers: dict[str, str]) -> None:
    found, expected = leads(method, path), plain(method, path, headers)
    if expected is None or cleaned(path) == expected[1]:
        assert found is None or "internal" in path.lower()  # without a name, nothing is found
    elif (expected[0], method) in (("stock", "GET"), ("stock", "HEAD")):
        assert found is None  # no role may
    else:
        assert found and found[:2] == expected[:2] and found[2] >= expected[2]


def test_tokens_are_asked_for_where_the_table_does() -> None:
    server = DOCUMENTS["stock"][EXTENSION]["server"]
    token = server["authentication"]["securitySchemes"]["token"]
    assert token["allowedIssuers"] == ["https://login.example"] and token["allowedAudiences"] == ["shop"]
    assert "authentication" not in DOCUMENTS["order"][EXTENSION]["server"]
    done = DOCUMENTS["stock"][EXTENSION]["middleware"]["operations"]
    assert [("ignoreAuthentication" in each, "block" in each) for each in done.values()].count((False, True)) == 4


def test_what_only_services_say_is_taken_from_every_request() -> None:
    for document in DOCUMENTS.values():
        taken = document[EXTENSION]["middleware"]["global"]["transformRequestHeaders"]["remove"]
        assert {
            "Skerry-Caller",
            "Skerry-Roles",
            "Skerry-On-Behalf",
            "X-Forwarded-Client-Cert",
            "Skerry-Deadline",
        } <= set(taken)


def test_rates_are_those_of_the_table() -> None:
    rate = TABLE["services"]["limit"]["rate"]
    assert DOCUMENTS["limit"][EXTENSION]["upstream"]["rateLimit"] == {
        "enabled": True,
        "rate": rate["limit"],
        "per": "60s",
    }


@with_schemas
@pytest.mark.parametrize("name", ["shop", "clinic", "everything"])
def test_tyk_takes_the_documents(name: str) -> None:
    there = EDGE if name == "everything" else edge(load(EXAMPLES / name).system, ["https://shop.example"])
    valid = jsonschema_rs.validator_for(json.loads((SHARED / "tyk-oas.schema.json").read_text()))
    for service, document in tyk(there).items():
        assert [(service, str(each)) for each in valid.iter_errors(document[EXTENSION])] == []
        ids = [
            each["operationId"]
            for path in document["paths"].values()
            for name, each in path.items()
            if name != "parameters"
        ]
        assert len(ids) == len(set(ids))
        assert set(document[EXTENSION]["middleware"].get("operations", ())) == set(ids)
