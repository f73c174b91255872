"""Gateway API leads where the table says, with Envoy Gateway's policies and without; and what is written is valid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    plain,
    with_schemas,
)
from tests.generate.edge.gateway_api import Gateway

from skerry.formats.kubernetes import documents
from skerry.formats.kubernetes.schemas import faults
from skerry.generate.edge.gateway_api import envoy_gateway, gateway_api, text
from skerry.generate.edge.values import edge
from skerry.model import load
from skerry.workbench.manifests import schemas_of

EXAMPLES = Path(__file__).parents[3] / "examples"
ENVOY, ANY = Gateway(envoy_gateway(EDGE)), Gateway(gateway_api(EDGE))


@settings(max_examples=300, deadline=None)
@given(METHODS, PATHS | KNOWN | NAMED, HEADERS)
@example("GET", "/head/head/heads", {"API-Version": "v1"})
@example("GET", "/head/Internal/heads", {})
@example("GET", "/search/internal", {})
@example("POST", "/search/INTERNAL/x", {})
@example("GET", "/search", {})
@example("GET", "/search/heads", {})
@example("GET", "/v1/orders/newest", {})
def test_envoy_gateway_leads_where_the_plain_gateway_does(method: str, path: str, headers: dict[str, str]) -> None:
    assert ENVOY.leads(method, path, headers) == plain(method, path, headers)


@settings(max_examples=300, deadline=None)
@given(METHODS, PATHS | KNOWN | NAMED, HEADERS)
@example("GET", "/search/internal", {})
@example("GET", "/order/internal", {})
@example("GET", "/order/v1/orders", {})
def test_any_gateway_leads_nowhere_else(method: str, path: str, headers: dict[str, str]) -> None:
    """Under its name, a service is asked for more than the table has; it says itself what it does not have."""
    found, expected = ANY.leads(method, path, headers), plain(method, path, headers)
    parts = [each for each in path.split("/") if each]
    if not parts or parts[0] not in TABLE["services"]:
        assert found == expected
    elif expected is None:
        assert found is None or found[0] == parts[0]
        assert found is None or not found[1].startswith("/internal")
    elif parts[0] != "head":  # some of its paths begin with a parameter: in no prefix's words
        assert found is not None and found[:2] == expected[:2] and found[2] >= expected[2]


@pytest.mark.parametrize("gateway", [ENVOY, ANY])
def test_a_canary_gets_its_share_of_the_requests_that_are_meant(gateway: Gateway) -> None:
    for headers, name in (({"version": "canary"}, "try"), ({"Cookie": "a=1; beta=yes"}, "biscuit")):
        for path in (f"/v1/{name}", f"/{name}/v1/{name}"):
            meant, others = gateway.found("GET", path, headers), gateway.found("GET", path, {})
            assert meant and others
            shares = {each["name"]: each["weight"] for each in meant[1]["backendRefs"]}
            assert shares == {f"{name}-v2-only": 1000, f"{name}-v1-only": 9000}
            assert [each["name"] for each in others[1]["backendRefs"]] == [f"{name}-v1-only"]


@pytest.mark.parametrize("gateway", [ENVOY, ANY])
def test_what_only_services_say_is_taken_from_every_request(gateway: Gateway) -> None:
    rules = [
        rule for _, rule, route in gateway.matches if route["metadata"]["name"] != "pages" and "backendRefs" in rule
    ]
    rules += [rule for each in gateway.of("GRPCRoute") for rule in each["spec"]["rules"]]
    for rule in rules:
        (change,) = (
            each["requestHeaderModifier"] for each in rule["filters"] if each["type"] == "RequestHeaderModifier"
        )
        assert {"Skerry-Caller", "Skerry-Roles", "Skerry-On-Behalf", "X-Forwarded-Client-Cert"} <= set(change["remove"])


def test_each_route_is_for_the_roles_of_the_table() -> None:
    policies = {
        target["name"]: each["spec"] for each in ENVOY.of("SecurityPolicy") for target in each["spec"]["targetRefs"]
    }
    for route in TABLE["routes"]:
        method, path = route["method"], f"/{route['service']}{route['path'].replace('{', '').replace('}', '')}"
        found = ENVOY.found(method, path, {})
        assert found
        policy = policies.get(found[2]["metadata"]["name"])
        if "roles" not in route:
            assert policy is None
            continue
        assert policy and policy["authorization"]["defaultAction"] == "Deny"
        (provider,) = policy["jwt"]["providers"]
        assert (provider["issuer"], provider["audiences"]) == ("https://login.example", ["shop"])
        claims = [claim for rule in policy["authorization"]["rules"] for claim in rule["principal"]["jwt"]["claims"]]
        assert [role for claim in claims for role in claim["values"]] == route["roles"]


def test_rates_and_breakers_are_those_of_the_table() -> None:
    policies = {each["metadata"]["name"]: each["spec"] for each in ENVOY.of("BackendTrafficPolicy")}
    (limit,) = policies["limit"]["rateLimit"]["local"]["rules"]
    assert limit["limit"] == {"requests": TABLE["services"]["limit"]["rate"]["limit"], "unit": "Minute"}
    assert policies["order"]["healthCheck"]["passive"]["consecutiveGatewayErrors"] == 5
    targets = {target["name"] for each in policies.values() for target in each["targetRefs"]}
    routes = {each["metadata"]["name"] for each in (*ENVOY.of("HTTPRoute"), *ENVOY.of("GRPCRoute"))}
    assert targets == routes - {"to-https", "pages"}


@pytest.mark.parametrize("gateway", [ENVOY, ANY])
def test_a_page_may_ask_before_it_calls(gateway: Gateway) -> None:
    found = gateway.found("OPTIONS", "/v1/orders", {"Access-Control-Request-Method": "POST"})
    assert found and found[1]["filters"][0]["cors"]["allowOrigins"] == TABLE["cors"]["origins"]


@with_schemas
@pytest.mark.parametrize("name", ["shop", "clinic", "everything"])
@pytest.mark.parametrize("write", [gateway_api, envoy_gateway])
def test_it_is_schema_and_cel_validated(name: str, write: Any) -> None:
    there = EDGE if name == "everything" else edge(load(EXAMPLES / name).system, ["https://shop.example"])
    schemas = schemas_of([str(SHARED / "crds" / "gateway-api-1.6.1.yaml"), str(SHARED / "json")])
    unknown = set()
    for file, several in write(there).items():
        for each in documents(f"{file}.yaml", text(several).encode()).resources:
            assert [(file, fault.keys, fault.message) for fault in faults(schemas, each)] == []
            if (each.api, each.kind) not in schemas.custom and (each.api, each.kind.lower()) not in schemas.custom:
                unknown.add(each.kind)
    assert unknown <= {"HTTPRouteFilter"}  # whose schema is not among those at hand
