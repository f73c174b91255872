"""Who asks where a certificate has proved which service calls: the service itself, or whoever is behind the gateway."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from skerry_runtime.identity import Peer
from skerry_runtime.operations import Identity, Unauthorized
from skerry_runtime.trust.guard import Guard
from skerry_runtime.trust.settings import Settings
from skerry_runtime.trust.testing import AUDIENCE, ISSUER, Issuer

ANN, ORDERS = ("ann", ""), ("service:order-service", "order-service")


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


def found(issuer: Issuer, certificate: str, token: str = "", behalf: str = "") -> Any:
    """The subject and the service of who asks, and for whom it asks; or the refusal."""
    guard = Guard("stock-service", (), Settings(ISSUER, AUDIENCE, issuer.environment["SKERRY_JWKS"]))
    headers = {b"authorization": f"Bearer {token}".encode()} if token else {}
    headers |= {b"skerry-on-behalf": behalf.encode()} if behalf else {}
    state = {"peer": Peer(f"spiffe://x.local/ns/x/sa/{certificate}", certificate)} if certificate else {}
    asks = asyncio.run(guard.identify(headers, {"state": state}))
    if not isinstance(asks, Identity):
        return asks
    behind = asks.on_behalf.subject if asks.on_behalf else None
    return (asks.subject, asks.service), behind


def test_the_certificate_says_which_service(issuer: Issuer) -> None:
    own, ann = issuer.service("order-service"), issuer.token("ann", ["customer"])
    assert found(issuer, "order-service") == (ORDERS, None)
    assert found(issuer, "order-service", own) == (ORDERS, None)
    assert found(issuer, "order-service", own, ann) == (ORDERS, "ann")
    assert found(issuer, "order-service", ann) == (ORDERS, "ann")
    assert found(issuer, "order-service", own, own) == (ORDERS, None)


def test_behind_the_gateway_is_who_his_token_says(issuer: Issuer) -> None:
    ann = issuer.token("ann", ["customer"])
    assert found(issuer, "gateway", ann) == (ANN, None)
    assert found(issuer, "gateway") is None
    assert found(issuer, "gateway", ann, issuer.token("bob")) == (ANN, None), "nobody outside acts for others"


@pytest.mark.parametrize("certificate", ["gateway", "cart-service"])
def test_a_token_of_another_service_is_worth_nothing(issuer: Issuer, certificate: str) -> None:
    assert isinstance(found(issuer, certificate, issuer.service("order-service")), Unauthorized)


def test_without_certificates_the_token_says_it(issuer: Issuer) -> None:
    assert found(issuer, "", issuer.service("order-service"), issuer.token("ann")) == (ORDERS, "ann")
    assert found(issuer, "", issuer.token("ann")) == (ANN, None)
