"""gRPC behind certificates: who gets to a service, directly and through Envoy, and that new files are taken while it runs."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.runtime.faces.grpc.twins import folder, started
from tests.runtime.gateway.stage import Loop, Stage
from tests.runtime.identity.papers import WRONG, Papers
from tests.runtime.identity.test_service import SAID
from tests.runtime.identity.tunnel import Tunnel

from skerry.generate.gateway.envoy.identity import secrets
from skerry.generate.gateway.routes import table
from skerry.model.load import load
from skerry.run.parts.envoy import Envoy, installed
from skerry.run.parts.identities import Identities, Names
from skerry.run.place import Place
from skerry_runtime.faces.grpc.testing import Said, Spoken

ROOT = Path(__file__).parents[4]
WAREHOUSE = "inventory-service"
MEANT = Papers.name(WAREHOUSE)
TOKEN: dict[str, str] = {}  # of somebody who may ask for the stock


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return Papers.at(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="module")
def port(papers: Papers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """That of the warehouse over gRPC, which shows a certificate and wants to see one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKERRY_IDENTITY", str(papers.wary(WAREHOUSE)))
        with started(WAREHOUSE, tmp_path_factory.mktemp("service") / "of") as running:
            TOKEN["authorization"] = f"Bearer {running.acting('wendy', 'warehouse').token}"
            yield running.service.ports["grpc"]


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    found = Loop()
    yield found
    found.close()


def logged(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """The first refusal: the service may notice it after the client has."""
    until = time.monotonic() + 10
    while not caplog.records and time.monotonic() < until:
        time.sleep(0.02)
    return caplog.records[0].__dict__


def asked(at: int) -> Said:
    with Spoken(port=at, folder=folder(WAREHOUSE)) as spoken:
        return spoken.call("v1", "stock", {"productId": str(uuid4())}, timeout=5, **TOKEN)


def test_a_caller_of_whom_the_model_says_so(port: int, papers: Papers, loop: Loop) -> None:
    with Tunnel(loop, port, papers.right("gateway"), MEANT) as at:
        assert asked(at).code == "NOT_FOUND"
        with Spoken(port=at, folder=folder(WAREHOUSE)) as spoken:
            nobody = spoken.call("v1", "stock", {"productId": str(uuid4())}, timeout=5)
        assert nobody.code == "UNAUTHENTICATED", "the gateway itself is nobody"
    with Tunnel(loop, port, papers.right("order-service"), MEANT) as at:
        found = asked(at)
        assert (found.code, found.detail) == ("PERMISSION_DENIED", "The caller may not do this."), (
            "it may call, but not for this, whoever is behind it"
        )


def test_a_caller_of_whom_it_does_not(port: int, papers: Papers, loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.WARNING, "skerry.identity"),
        Tunnel(loop, port, papers.right("customer-service"), MEANT) as at,
    ):
        found = asked(at)
    assert (found.code, found.kind) == ("PERMISSION_DENIED", "forbidden")
    assert found.detail == f"customer-service may not call {WAREHOUSE}: the model does not say that it does"
    (record,) = caplog.records
    assert record.__dict__["peer"] == Papers.name("customer-service")


@pytest.mark.parametrize("kind", WRONG)
def test_a_certificate_that_nobody_may_believe(
    port: int, papers: Papers, loop: Loop, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.WARNING, "skerry.identity"),
        Tunnel(loop, port, papers.wrong(kind, "gateway"), MEANT) as at,
    ):
        assert asked(at).code == "UNAVAILABLE"
        told = logged(caplog)
    assert (told["event"], told["peer_address"]) == ("handshake-refused", "127.0.0.1")
    assert SAID[kind].replace("cart-service", "gateway") in told["reason"]


def test_a_certificate_that_ends_on_an_open_connection(port: int, papers: Papers, loop: Loop) -> None:
    short = papers.made("short", Papers.name("gateway"), ends=4)
    with Tunnel(loop, port, short, MEANT) as at, Spoken(port=at, folder=folder(WAREHOUSE)) as spoken:
        until, codes = time.monotonic() + 15, set()
        while "PERMISSION_DENIED" not in codes and time.monotonic() < until:
            codes.add(spoken.call("v1", "stock", {"productId": str(uuid4())}, timeout=5, **TOKEN).code)
            time.sleep(0.2)
    assert codes == {"NOT_FOUND", "PERMISSION_DENIED"}


def test_nothing_is_plain(port: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "skerry.identity"):
        assert asked(port).code == "UNAVAILABLE"
        assert logged(caplog)["event"] == "handshake-refused"


def test_a_new_certificate_is_shown_without_a_restart(port: int, papers: Papers, loop: Loop) -> None:
    tunnel = Tunnel(loop, port, papers.right("gateway"), MEANT)
    with tunnel as at:
        assert asked(at).code == "NOT_FOUND"
        papers.wary(WAREHOUSE)
        until = time.monotonic() + 15
        while len(set(tunnel.serials)) < 2 and time.monotonic() < until:
            time.sleep(0.2)
            assert asked(at).code == "NOT_FOUND"
    assert len(set(tunnel.serials)) == 2


@pytest.mark.skipif(not installed(), reason="Envoy is not installed: the extra `gateway`")
def test_through_envoy(port: int, papers: Papers, tmp_path: Path) -> None:
    papers.right("gateway")
    identities = Identities(papers.folder, Names("shop.local", "shop", ["gateway"]), tmp_path / "log")

    def made(at: Path, of: Place, telemetry: str) -> Envoy:
        for name, secret in secrets().items():
            (at / name).write_text(json.dumps(secret))
        return Envoy(at / "envoy.json", of, 0, telemetry, identities=identities)

    stage = Stage(tmp_path / "stage", table(load(ROOT / "examples/shop").system), made).start()
    try:
        stage.register(
            **{f"{WAREHOUSE}.grpc": [f"http://127.0.0.1:{port}"], "order-service.grpc": [f"http://127.0.0.1:{port}"]}
        )
        at = int(stage.part.url.rpartition(":")[2])
        until = time.monotonic() + 20
        while (found := asked(at)).code == "UNAVAILABLE" and time.monotonic() < until:
            time.sleep(0.05)  # Envoy has not read the address yet
        assert found.code == "NOT_FOUND", found
        with Spoken(port=at, folder=folder("order-service")) as other:
            assert other.call("v2", "get", {"id": str(uuid4())}, timeout=5, **TOKEN).code == "UNAVAILABLE", (
                "not who is meant"
            )
    finally:
        stage.stop()
