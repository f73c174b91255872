"""Both gateways show a certificate to services and want to see the right one: the same cases, the same answers."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.runtime.gateway.base import problem
from tests.runtime.gateway.stage import Loop
from tests.runtime.gateway.tables import PROBLEMS, route
from tests.runtime.gateway.wire import Answer, ask
from tests.runtime.identity.behind import Secured
from tests.runtime.identity.papers import NAMESPACE, TRUST, WRONG, Papers

from skerry.generate.gateway.envoy import bootstrap, lines, secrets
from skerry.run.parts.envoy import Envoy, installed
from skerry.run.parts.gateway import Gateway
from skerry.run.parts.identities import Identities, Names
from skerry.run.parts.part import Part
from skerry.run.place import Place
from skerry_runtime.identity import contexts
from skerry_runtime.identity.authority import publish
from skerry_runtime.identity.files import Files

SERVERS = (*WRONG, "another service")
GATEWAYS = [
    pytest.param(
        "envoy", marks=pytest.mark.skipif(not installed(), reason="Envoy is not installed: the extra `gateway`")
    ),
    "python",
]


def table() -> dict[str, Any]:
    """A service for each case."""
    names = ["order-service", "plain-service", *(each.replace(" ", "-") for each in SERVERS)]
    return {
        "schema": "skerry.gateway/1", "system": "shop", "problems": PROBLEMS,
        "routes": [route(name, "GET", f"/v1/{name}") for name in names],
        "services": {name: {"newest": "v1", "mtls": True} for name in names},
        "cors": {"origins": [], "methods": [], "headers": [], "expose": [], "max_age": 600},
    }  # fmt: skip


class Scene:
    """A gateway with its certificate, in front of a right service and of all kinds of wrong ones."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.loop, self.place, self.papers = Loop(), Place(folder / "run"), Papers.at(folder / "papers")
        self.place.make()
        self.identities = Identities(
            self.place.identity, Names(TRUST, NAMESPACE, ["gateway"]), self.place.log("identity")
        )
        self.show(self.papers.right("gateway"))
        self.services = {"order-service": Secured(self.papers.wary("order-service"), self.loop).start()}
        for case in SERVERS:
            self._wrong(case)
        known = {name: [each.url] for name, each in self.services.items()}
        self.place.register({**known, "plain-service": ["http" + known["order-service"][0].removeprefix("https")]})
        self.part = self._gateway(kind, folder)
        self.loop.call(self.part.start())

    def _wrong(self, case: str) -> None:
        name = case.replace(" ", "-")
        folder = self.papers.right("payment-service") if case == "another service" else self.papers.wrong(case, name)
        kept = folder.with_name(f"served {case}")
        shutil.copytree(folder, kept, symlinks=True)
        made = Secured(kept, self.loop)
        made._identity = Unchecked(kept)  # type: ignore[assignment] - a service of ours would not start with these
        self.services[name] = made.start()

    def _gateway(self, kind: str, folder: Path) -> Part:
        if kind == "python":
            (folder / "gateway.json").write_text(json.dumps(table()))
            told = {"SKERRY_IDENTITY": str(self.identities.of("gateway"))}
            return Gateway(folder / "gateway.json", self.place, 0, "", identity=told)
        (folder / "envoy.json").write_text(lines(bootstrap(table())))
        for name, secret in secrets().items():
            (folder / name).write_text(json.dumps(secret))
        return Envoy(folder / "envoy.json", self.place, 0, "", identities=self.identities)

    def show(self, folder: Path) -> None:
        """Gives the gateway this certificate: from now on, without telling it."""
        place = self.identities.of("gateway")
        pem = [(folder / name).read_bytes() for name in ("cert.pem", "key.pem", "bundle.pem")]
        publish(place, *pem)

    def ask(self, name: str, **headers: str) -> Answer:
        return ask(self.part.url, "GET", f"/v1/{name}", headers)

    def again(self) -> None:
        self.loop.call(self.part.stop())
        self.loop.call(self.part.start())

    def stop(self) -> None:
        self.loop.call(self.part.stop())
        for each in self.services.values():
            each.stop()
        self.loop.close()


class Unchecked:
    """The identity of a server that shows whatever it has."""

    def __init__(self, folder: Path) -> None:
        self._context = contexts.server(Files.within(folder))

    def server(self, spoken: str) -> Any:
        return self._context


@pytest.fixture(scope="module", params=GATEWAYS)
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    found = Scene(request.param, tmp_path_factory.mktemp(request.param))
    try:
        yield found
    finally:
        found.stop()


def test_the_right_service_knows_the_gateway(scene: Scene) -> None:
    service = scene.services["order-service"]
    assert scene.ask("order-service").status == 200
    assert service.peers == {"spiffe://shop.local/ns/shop/sa/gateway"}


def test_nobody_outside_says_whose_certificate_there_was(scene: Scene) -> None:
    told = 'By=spiffe://shop.local/ns/shop/sa/order-service;URI="spiffe://shop.local/ns/shop/sa/payment-service"'
    assert scene.ask("order-service", **{"X-Forwarded-Client-Cert": told}).status == 200
    assert "x-forwarded-client-cert" not in scene.services["order-service"].seen[-1]


@pytest.mark.parametrize("case", SERVERS)
def test_a_service_that_is_not_the_one_that_is_meant(scene: Scene, case: str) -> None:
    if case == "foreign authority":
        scene.show(scene.papers.wary("gateway"))  # the gateway does not believe that authority either
        time.sleep(1.2)
    problem(scene.ask(case.replace(" ", "-")), 503, "unavailable")
    assert not scene.services[case.replace(" ", "-")].seen


def test_a_service_without_certificates(scene: Scene) -> None:
    problem(scene.ask("plain-service"), 503, "unavailable")


@pytest.mark.parametrize("case", WRONG)
def test_a_gateway_that_nobody_should_believe(scene: Scene, case: str) -> None:
    service = scene.services["order-service"]
    scene.show(scene.papers.wrong(case, "gateway"))
    scene.again()
    service.seen.clear()
    problem(scene.ask("order-service"), 503, "unavailable")
    assert not service.seen
    scene.show(scene.papers.right("gateway"))
    until = time.monotonic() + 15  # it takes the new one by itself
    while scene.ask("order-service").status != 200:
        assert time.monotonic() < until
        time.sleep(0.05)
