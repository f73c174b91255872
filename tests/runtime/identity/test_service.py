"""Who gets to a service that shows a certificate and wants to see one: a real process, asked over real sockets."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import re
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.runtime.identity.papers import WRONG, Papers
from tests.runtime.service.running import FOLDER, LIMIT, Running, running, spawn

from skerry_runtime import Unavailable
from skerry_runtime.clients import Client, Clients, Edge, Registry
from skerry_runtime.identity import Identity, contexts
from skerry_runtime.identity.files import Files
from skerry_runtime.spec import Call, Callee

SAID = {
    "foreign authority": "certificate",
    "expired": "certificate has expired",
    "not yet valid": "certificate is not yet valid",
    "foreign trust domain": "spiffe://evil.example/ns/shop/sa/cart-service",
    "foreign namespace": "spiffe://shop.local/ns/other/sa/cart-service",
    "no name": "is not spiffe://TRUST/ns/NAMESPACE/sa/SERVICE",
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return Papers.at(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="module")
def service(papers: Papers) -> Iterator[Running]:
    identity = papers.wary("order-service")
    environment = {"SKERRY_IDENTITY": str(identity), "SKERRY_HEALTH_PORT": "0", "TEST_SPEC": spec(papers.folder)}
    with running(f"sqlite+aiosqlite:///{papers.folder}/a.db", papers.folder, **environment) as found:
        yield found


def spec(folder: Path) -> str:
    """The service, as the model has two callers of it."""
    path = folder / "service.json"
    said = json.loads((FOLDER / "service.json").read_text()) | {"callers": ["cart-service", "gateway"]}
    path.write_text(json.dumps(said))
    return str(path)


def asked(service: Running, context: ssl.SSLContext, path: str = "/v2/orders", **headers: str) -> tuple[int, str]:
    """Status and text of an answer.

    Raises:
        OSError: there is none, since the handshake was refused.
    """
    with contextlib.closing(
        http.client.HTTPSConnection("127.0.0.1", service.port, timeout=LIMIT, context=context)
    ) as to:
        to.request("GET" if not path.startswith("/internal") else "POST", path, headers=headers)
        answer = to.getresponse()
        return answer.status, answer.read().decode()


def logged(service: Running, text: str) -> str:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        for line in service.log.read_text().splitlines():
            if text in line:
                return line
        time.sleep(0.02)
    raise AssertionError(f"{text!r} is not in {service.log.read_text()}")


def test_a_caller_of_whom_the_model_says_so(service: Running, papers: Papers) -> None:
    for caller in ("cart-service", "gateway"):
        status, body = asked(service, contexts.client(Files.within(papers.right(caller))))
        assert (status, json.loads(body)) == (200, {"items": []}), body


@pytest.mark.parametrize("kind", WRONG)
def test_a_certificate_that_nobody_may_believe(service: Running, papers: Papers, kind: str) -> None:
    context = contexts.client(Files.within(papers.wrong(kind, "cart-service")))
    with pytest.raises((OSError, http.client.HTTPException)):
        asked(service, context)
    line = logged(service, SAID[kind])
    assert "refused a handshake of 127.0.0.1:" in line


def test_no_certificate(service: Running) -> None:
    with pytest.raises((OSError, http.client.HTTPException)):
        asked(service, ssl._create_unverified_context())
    assert "refused a handshake" in logged(service, "peer did not return a certificate")


def test_no_tls_at_all(service: Running) -> None:
    with pytest.raises((OSError, http.client.HTTPException)):
        service.ask("GET", "/health")
    assert "refused a handshake" in logged(service, "http request")


def test_an_older_tls(service: Running, papers: Papers) -> None:
    context = contexts.client(Files.within(papers.right("cart-service")))
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(OSError):
        asked(service, context)


def test_a_service_that_may_not_call(service: Running, papers: Papers) -> None:
    context = contexts.client(Files.within(papers.right("payment-service")))
    for path in ("/v2/orders", "/internal/place", "/health", "/nothing"):
        status, body = asked(service, context, path)
        problem = json.loads(body)
        assert (status, problem["status"], problem["type"].rpartition("/")[2]) == (403, 403, "forbidden")
        assert problem["detail"] == "payment-service may not call order-service: the model does not say that it does"
    assert "spiffe://shop.local/ns/shop/sa/payment-service" in logged(service, "refused spiffe:")


def test_the_gateway_gets_no_further_than_it_should(service: Running, papers: Papers) -> None:
    context = contexts.client(Files.within(papers.right("gateway")))
    assert asked(service, context, "/internal/place")[0] == 403
    assert asked(service, context, "/operator/events", **{"Skerry-Operator": "x"})[0] == 403
    others = contexts.client(Files.within(papers.right("cart-service")))
    assert asked(service, others, "/internal/place")[0] == 400  # it lacks a key


def test_a_header_makes_nobody_somebody(service: Running, papers: Papers) -> None:
    context = contexts.client(Files.within(papers.right("payment-service")))
    told = f'URI="{papers.name("cart-service")}"'
    assert asked(service, context, **{"X-Forwarded-Client-Cert": told, "Skerry-Caller": "cart-service"})[0] == 403


def test_probes_need_no_certificate(service: Running) -> None:
    beside = Running(service.process, service.plain, service.log)
    assert [beside.ask("GET", path).status for path in ("/health", "/started", "/ready")] == [200] * 3
    assert "identity" in beside.ask("GET", "/ready").json["checks"]
    assert [beside.ask("GET", path).status for path in ("/v2/orders", "/internal/place", "/", "/openapi.json")] == [
        404
    ] * 4
    assert beside.ask("POST", "/v2/orders", {}, idempotency_key="x").status == 404


class Orders(Client):
    service, version = "order-service", "v2"

    async def list(self) -> Any:
        return await self.send("list", "GET", "/orders", answer=Any)


class Payments(Orders):
    service = "payment-service"


@pytest.mark.parametrize(("client", "url", "why"), [
    (Orders, "https", ""),
    (Payments, "https", "sa/payment-service is meant, and it is spiffe://shop.local/ns/shop/sa/order-service"),
    (Orders, "http", "order-service is called with certificates alone, and its address http://"),
])  # fmt: skip
def test_a_client_speaks_to_nobody_but_whom_it_means(
    service: Running, papers: Papers, tmp_path: Path, client: type[Orders], url: str, why: str
) -> None:
    path = tmp_path / "registry.json"
    path.write_text(json.dumps({client.service: [f"{url}://127.0.0.1:{service.port}"]}))

    async def called() -> Any:
        shared = Clients(Registry(path), identity=Identity(papers.right("cart-service")))
        try:
            return await client(
                shared, Edge(Callee(client.service, "v2", calls=(Call(timeout=LIMIT, retries=0),)))
            ).list()
        finally:
            await shared.close()

    if not why:
        assert asyncio.run(called()) == {"items": []}
        return
    with pytest.raises(Unavailable, match=re.escape(why)):
        asyncio.run(called())


def test_a_service_does_not_start_without_one(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"exit 1: .*has no certificate: it needs cert.pem, key.pem, bundle.pem, or"):
        spawn(f"sqlite+aiosqlite:///{tmp_path}/a.db", tmp_path, SKERRY_IDENTITY=str(tmp_path))


def test_a_plain_service_stays_plain(papers: Papers, tmp_path: Path) -> None:
    environment = {
        "SKERRY_IDENTITY": str(papers.right("order-service")),
        "SKERRY_PLAIN": "search-service, order-service",
    }
    with running(f"sqlite+aiosqlite:///{tmp_path}/a.db", tmp_path, **environment) as found:
        assert found.ask("GET", "/v2/orders").status == 200
