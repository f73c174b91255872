"""Certificates and their authority are replaced while everything works: between services and at both gateways, no request fails."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from tests.runtime.gateway.stage import Loop
from tests.runtime.gateway.tables import PROBLEMS, route
from tests.runtime.identity.test_service import Orders, spec
from tests.runtime.service.running import Running, running

from skerry.generate.gateway.envoy import bootstrap, lines, secrets
from skerry.run.parts.envoy import Envoy, installed
from skerry.run.parts.gateway import Gateway
from skerry.run.parts.identities import Identities, Names
from skerry.run.parts.part import Part
from skerry.run.place import Place
from skerry_runtime.clients import Clients, Edge, Registry
from skerry_runtime.identity import Identity
from skerry_runtime.identity.authority import Authority, Lives
from skerry_runtime.spec import Call, Callee

LIVES = Lives(leaf=8.0, authority=12.0)
EVERY = 1.5  # seconds
LASTS = 13.5  # seconds: longer than the first authority is valid
NAMES = ("order-service", "cart-service", "gateway")


class Load:
    """Requests one after the other on a kept connection; what is no 200 is a failure."""

    def __init__(self, name: str, ask: Callable[[], int]) -> None:
        self.name, self._ask = name, ask
        self.count, self.failures = 0, list[str]()

    def run(self, ended: threading.Event) -> None:
        began = time.monotonic()
        while not ended.is_set():
            try:
                status = self._ask()
            except Exception as error:
                self.failures.append(f"{type(error).__name__}: {error}")
            else:
                self.failures += [f"{status} after {time.monotonic() - began:.1f} s"] if status != 200 else []
            self.count += 1
            time.sleep(0.01)


@pytest.mark.slow
def test_no_request_fails(tmp_path: Path) -> None:
    place = Place(tmp_path / "run")
    place.make()
    authority, ended = Authority(place.identity, "shop.local", "shop", LIVES), threading.Event()
    told = {
        "SKERRY_IDENTITY": str(place.identity / "order-service"), "SKERRY_HEALTH_PORT": "0", "TEST_SPEC": spec(tmp_path),
    }  # fmt: skip
    with (
        replaced(authority),
        running(f"sqlite+aiosqlite:///{tmp_path}/a.db", tmp_path, **told) as service,
        gateways(place, service) as urls,
        called(place) as client,
    ):
        first = bundle(place)
        loads = [*(Load(name, through(url)) for name, url in urls.items()), Load("client", client)]
        with ThreadPoolExecutor(len(loads)) as others:
            under_way = [others.submit(each.run, ended) for each in loads]
            time.sleep(LASTS)
            ended.set()
            for each in under_way:
                each.result(30)
        assert not [f"{each.name}: {why}" for each in loads for why in each.failures]
        assert all(each.count > 50 for each in loads)
        assert service.log.read_text().count("a new certificate of spiffe://shop.local/ns/shop/sa/order-service") >= 5
        assert not first & bundle(place), "the authority was not replaced"
        assert "refused" not in service.log.read_text()
        assert service.stop() == 0  # both gateways still have connections


@contextmanager
def replaced(authority: Authority) -> Iterator[None]:
    """All certificates are, again and again, from before anybody starts."""
    ended = threading.Event()

    def issue() -> None:
        while not ended.wait(EVERY):
            authority.issue(NAMES)

    authority.issue(NAMES)
    with ThreadPoolExecutor(1) as one:
        one.submit(issue)
        try:
            yield
        finally:
            ended.set()


def bundle(place: Place) -> set[bytes]:
    """The authorities that the service believes."""
    found = x509.load_pem_x509_certificates((place.identity / "order-service" / "bundle.pem").read_bytes())
    return {each.serial_number.to_bytes(20, "big") for each in found}


def through(url: str) -> Callable[[], int]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)

    def ask() -> int:
        connection.request("GET", "/v2/orders")
        answer = connection.getresponse()
        answer.read()
        return answer.status

    return ask


@contextmanager
def called(place: Place) -> Iterator[Callable[[], int]]:
    loop = Loop()
    shared = Clients(Registry(place.registry), identity=Identity(place.identity / "cart-service"))

    async def made() -> Orders:
        return Orders(shared, Edge(Callee("order-service", "v2", calls=(Call(timeout=30.0, retries=0),))))

    client = loop.call(made())

    def ask() -> int:
        return 200 if loop.call(client.list()) == {"items": []} else 0

    try:
        yield ask
    finally:
        loop.call(shared.close())
        loop.close()


@contextmanager
def gateways(place: Place, service: Running) -> Iterator[dict[str, str]]:
    place.register({"order-service": [f"https://127.0.0.1:{service.port}"]})
    table: dict[str, Any] = {
        "schema": "skerry.gateway/1", "system": "shop", "problems": PROBLEMS,
        "routes": [route("order-service", "GET", "/v2/orders")],
        "services": {"order-service": {"newest": "v2", "mtls": True}},
        "cors": {"origins": [], "methods": [], "headers": [], "expose": [], "max_age": 600},
    }  # fmt: skip
    files = {"gateway.json": json.dumps(table), "envoy.json": lines(bootstrap(table))}
    files |= {name: json.dumps(secret) for name, secret in secrets().items()}
    for name, text in files.items():
        (place.folder.parent / name).write_text(text)
    identities = Identities(place.identity, Names("shop.local", "shop", NAMES), place.log("identity"))
    told = {"SKERRY_IDENTITY": str(identities.of("gateway"))}
    parts: dict[str, Part] = {"python": Gateway(place.folder.parent / "gateway.json", place, 0, "", identity=told)}
    if installed():
        parts["envoy"] = Envoy(place.folder.parent / "envoy.json", place, 0, "", identities=identities)
    loop = Loop()
    try:
        for each in parts.values():
            loop.call(each.start())
        yield {name: each.url for name, each in parts.items()}
    finally:
        for each in parts.values():
            loop.call(each.stop())
        loop.close()
