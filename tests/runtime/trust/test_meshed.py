"""A service behind the proxy of a mesh: what the proxy says of the caller is believed, and what a caller says of itself is not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from skerry_runtime.identity import GATEWAY
from skerry_runtime.operations import Identity, Unauthorized
from skerry_runtime.service.operator import Operator
from skerry_runtime.service.problems import Problems
from skerry_runtime.trust.guard import Guard
from skerry_runtime.trust.peer import handed_on, peer
from skerry_runtime.trust.settings import Settings, TrustError
from skerry_runtime.trust.testing import AUDIENCE, ISSUER, Issuer

ISTIO = {"SKERRY_PEER": "istio", "SKERRY_PEERS": "spiffe://cluster.local/ns/shop/sa/*"}
LINKERD = {"SKERRY_PEER": "linkerd", "SKERRY_PEERS": "*.shop.serviceaccount.identity.linkerd.cluster.local"}
OURS = "By=spiffe://cluster.local/ns/shop/sa/inventory-service"
POD = "10.0.3.7"


def seen(uri: str) -> str:
    """What Istio's proxy writes of a caller."""
    return f'{OURS};Hash=0123abcd;Subject="";URI={uri}'


def account(name: str, namespace: str = "shop", trust: str = "cluster.local") -> str:
    return f"spiffe://{trust}/ns/{namespace}/sa/{name}"


def linked(name: str, namespace: str = "shop") -> str:
    return f"{name}.{namespace}.serviceaccount.identity.linkerd.cluster.local"


def scope(client: str, *headers: tuple[str, str], server: str = POD) -> dict[str, Any]:
    said = [(name.encode(), value.encode()) for name, value in headers]
    return {"type": "http", "client": (client, 40001), "server": (server, 8080), "headers": said, "state": {}}


def xfcc(client: str, *values: str) -> dict[str, Any]:
    return scope(client, *(("x-forwarded-client-cert", each) for each in values))


@pytest.mark.parametrize("near", ["127.0.0.6", "127.0.0.1", "::1", "::6", "::ffff:127.0.0.6", POD])
def test_the_proxy_beside_the_service_is_believed(near: str) -> None:
    assert peer(ISTIO)(xfcc(near, seen(account("order-service")))) == "order-service"
    assert peer(LINKERD)(scope(near, ("l5d-client-id", linked("order-service")))) == "order-service"


@pytest.mark.parametrize(
    "far", ["10.0.3.8", "192.168.1.1", "2001:db8::6", "128.0.0.6", "::ffff:10.0.3.8", "", "unix:", "localhost"]
)
def test_nobody_else_is(far: str) -> None:
    assert peer(ISTIO)(xfcc(far, seen(account("order-service")))) == ""
    assert peer(LINKERD)(scope(far, ("l5d-client-id", linked("order-service")))) == ""


def test_a_caller_without_address_has_no_name() -> None:
    assert peer(ISTIO)({"headers": [(b"x-forwarded-client-cert", seen(account("order-service")).encode())]}) == ""


SPOOFED = {
    "written before": f"{seen(account('order-service'))},{seen(account('evil'))}",
    "written before, without By": f"URI={account('order-service')},{seen(account('evil'))}",
    "in quotes that never end": f'By=x;Subject="URI={account("order-service")},{seen(account("evil"))}',
    "in quotes around a comma": f'By=x;Subject=",By=y;URI={account("order-service")}",{seen(account("evil"))}',
    "with a backslash at the end": f'By=x;Subject="\\,{seen(account("evil"))}',
}


@pytest.mark.parametrize("said", SPOOFED.values(), ids=list(SPOOFED))
def test_what_a_caller_wrote_into_the_header_is_not_who_it_is(said: str) -> None:
    assert peer(ISTIO)(xfcc("127.0.0.6", said)) == "evil"


def test_the_last_of_several_headers_counts() -> None:
    assert peer(ISTIO)(xfcc("127.0.0.6", seen(account("order-service")), seen(account("evil")))) == "evil"


NOBODY = {
    "nothing": "",
    "no name in the certificate": f'{OURS};Hash=0123abcd;Subject="CN=order-service"',
    "an empty name": seen(""),
    "two names": f"{seen(account('order-service'))};URI={account('evil')}",
    "no By": f"Hash=1;URI={account('order-service')}",
    "another namespace": seen(account("order-service", namespace="elsewhere")),
    "another trust domain": seen(account("order-service", trust="other.example")),
    "more behind the name": seen(account("order-service/x")),
    "the name of nobody": seen(account("")),
    "upper case": seen(account("Order-Service")),
    "a pattern": seen(account("*")),
    "spaces": seen(account("order-service ")),
    "not ASCII": seen(account("order-sérvice")),
    "the gateway": seen(account("gateway")),
    "what composes the graph": seen(account("supergraph")),
}


@pytest.mark.parametrize("said", NOBODY.values(), ids=list(NOBODY))
def test_who_is_not_named_as_ours_proves_nothing(said: str) -> None:
    assert peer(ISTIO)(xfcc("127.0.0.6", said)) == GATEWAY


@pytest.mark.parametrize(
    "said",
    [
        "",
        "order-service",
        linked("order-service", "elsewhere"),
        linked("order-service") + ".evil",
        linked(""),
        linked("a.b"),
    ],
)
def test_the_same_with_linkerd(said: str) -> None:
    assert peer(LINKERD)(scope("127.0.0.1", ("l5d-client-id", said))) == GATEWAY


def test_two_ids_are_none() -> None:
    both = (("l5d-client-id", linked("order-service")), ("l5d-client-id", linked("evil")))
    assert peer(LINKERD)(scope("127.0.0.1", *both)) == GATEWAY


def test_each_mesh_has_a_header_of_its_own() -> None:
    assert peer(LINKERD)(xfcc("127.0.0.1", seen(account("order-service")))) == ""
    assert peer(ISTIO)(scope("127.0.0.1", ("l5d-client-id", account("order-service")))) == ""


def test_without_a_mesh_headers_say_nothing() -> None:
    assert peer({})(xfcc("127.0.0.6", seen(account("order-service")))) == ""


def test_without_a_word_of_the_proxy_nobody_is_known() -> None:
    assert peer(ISTIO)(xfcc("127.0.0.6")) == "" and peer(LINKERD)(scope(POD)) == ""


def asks(issuer: Issuer, said: dict[str, Any], token: str = "", behalf: str = "") -> Any:
    """Who asks, as the guard of a service behind Istio's proxy has it: the service, and for whom; or the refusal."""
    guard = Guard("stock-service", (), Settings(ISSUER, AUDIENCE, issuer.environment["SKERRY_JWKS"]), peer(ISTIO))
    headers = {b"authorization": f"Bearer {token}".encode()} if token else {}
    headers |= {b"skerry-on-behalf": behalf.encode()} if behalf else {}
    found = asyncio.run(guard.identify(headers, said))
    if not isinstance(found, Identity):
        return found
    return found.service, (found.person or found).subject


def test_the_guard_knows_services_by_the_proxy_and_people_by_their_tokens(tmp_path: Path) -> None:
    issuer = Issuer(tmp_path)
    ann, own = issuer.token("ann", ["customer"]), issuer.service("order-service")
    ours, gateway = xfcc("127.0.0.6", seen(account("order-service"))), xfcc("127.0.0.6", seen(account("proxy", "kong")))
    assert asks(issuer, ours) == ("order-service", "service:order-service")
    assert asks(issuer, ours, behalf=ann) == ("order-service", "ann")
    assert asks(issuer, gateway, ann) == ("", "ann")
    assert asks(issuer, gateway, ann, behalf=issuer.token("bob")) == ("", "ann"), "nobody outside acts for others"
    assert asks(issuer, gateway) is None
    assert isinstance(asks(issuer, gateway, own), Unauthorized), "a service's token that has got out opens nothing"
    assert isinstance(asks(issuer, xfcc("127.0.0.6", seen(account("cart-service"))), own), Unauthorized)


def test_past_the_proxy_a_header_is_worth_nothing(tmp_path: Path) -> None:
    issuer = Issuer(tmp_path)
    spoofed = xfcc("10.0.3.8", seen(account("order-service")))
    assert asks(issuer, spoofed) is None
    assert asks(issuer, spoofed, issuer.token("ann")) == ("", "ann")


@pytest.mark.parametrize(
    "said",
    [
        {"SKERRY_PEER": "envoy", "SKERRY_PEERS": "spiffe://cluster.local/ns/shop/sa/*"},
        {"SKERRY_PEER": "istio"},
        {"SKERRY_PEERS": "spiffe://cluster.local/ns/shop/sa/*"},
        {"SKERRY_PEER": "istio", "SKERRY_PEERS": "*"},
        {"SKERRY_PEER": "istio", "SKERRY_PEERS": "spiffe://cluster.local/ns/*/sa/*"},
        {"SKERRY_PEER": "istio", "SKERRY_PEERS": "spiffe://cluster.local/ns/shop/sa/order-service"},
    ],
)
def test_a_service_that_is_told_half_of_it_does_not_start(said: dict[str, str]) -> None:
    with pytest.raises(TrustError):
        peer(said)


def operated(said: dict[str, Any]) -> int:
    """The status with which the operator's face answers; there are no sagas, so 404 for who may ask."""
    nothing: Any = lambda: None  # noqa: E731
    operator = Operator("x", Problems("https://problems.example"), nothing, nothing, nothing, nothing, nothing, nothing)
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    path = {"path": "/operator/sagas/stats", "raw_path": b"", "method": "GET", "query_string": b"", "root_path": ""}
    asyncio.run(operator({**said, **path}, receive, send))
    return int(sent[0]["status"])


def test_the_operator_answers_nobody_through_a_proxy() -> None:
    asks = ("skerry-operator", "1")
    assert operated(scope("127.0.0.1", asks)) == 404
    assert operated(scope("127.0.0.6", asks)) == operated(scope("10.0.3.8", asks)) == operated(scope(POD, asks)) == 403
    assert operated(scope("127.0.0.1", asks, ("x-forwarded-client-cert", "By=x"))) == 403
    assert operated(scope("127.0.0.1", asks, ("l5d-client-id", linked("order-service")))) == 403


def test_what_a_proxy_hands_on_is_not_somebody_on_this_machine() -> None:
    assert handed_on(xfcc("127.0.0.6"))
    assert handed_on(xfcc("127.0.0.1", "By=x"))
    assert handed_on(scope("127.0.0.1", ("l5d-client-id", "x")))
    assert not handed_on(scope("127.0.0.1", ("skerry-operator", "1")))
