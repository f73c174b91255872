"""What is served is what was written: descriptors, documents, health, and the end of a service."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from tests.runtime.faces.grpc.twins import Twins, folder, started

from skerry.contracts.write.protobuf import write
from skerry.formats.protobuf.compile import descriptors
from skerry.model.load import load
from skerry_runtime.faces.grpc.testing import Spoken
from skerry_runtime.service.health import Phase
from skerry_runtime.service.service import Service
from skerry_runtime.service.testing import Tested

ROOT = Path(__file__).parents[4]
INVENTORY = "shop.inventory.v1.InventoryService"
Status = health_pb2.HealthCheckResponse


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """What `skerry contracts write` writes for the shop."""
    return dict(write(load(ROOT / "examples/shop").system).files)


@pytest.mark.parametrize("service", ["order-service", "inventory-service"])
def test_the_files_are_those_that_are_written(written: dict[str, str], service: str):
    kept = folder(service) / "contract"
    found = {each.relative_to(kept).as_posix(): each.read_text() for each in kept.rglob("*.proto")}
    assert found and found == {name: written[name] for name in found}


def test_reflection_tells_what_protoc_makes_of_them(written: dict[str, str], orders: Twins):
    compiled = FileDescriptorSet.FromString(
        descriptors({name: text for name, text in written.items() if "order" in name})
    )
    wanted = {each.name: each for each in compiled.file}
    told = ProtoReflectionDescriptorDatabase(orders.spoken.channel)
    services = [each for each in told.get_services() if each.startswith("shop.")]
    assert services == ["shop.order.v1.OrderService", "shop.order.v2.OrderService"]
    for name in services:
        served: FileDescriptorProto = told.FindFileContainingSymbol(name)
        assert served == wanted[served.name]
        for each in served.dependency:
            assert told.FindFileByName(each) == wanted[each]


def test_every_procedure_of_the_document_is_served(orders: Twins):
    for service in ("shop.order.v1.OrderService", "shop.order.v2.OrderService"):
        for method in orders.spoken.pool.FindServiceByName(service).methods:
            assert orders.spoken.raw(f"{service}/{method.name}", b"", str(uuid4())).code != "UNIMPLEMENTED"


def test_the_documents_are_handed_out(orders: Twins):
    path = "/contract/shop/order/v2/order_service.proto"
    assert path in orders.rest.get("/contract").json()["documents"]
    assert orders.rest.get(path).body == (folder("order-service") / path[1:]).read_bytes()


def test_calls_are_measured(warehouse: Tested, spoken: Spoken):
    assert spoken.call("v1", "stock", {"productId": str(uuid4())}).code == "NOT_FOUND"
    assert f'http_route="/{INVENTORY}/Stock"' in warehouse.get("/metrics").body.decode()


def check(spoken: Spoken, name: str = "") -> Any:
    return health_pb2_grpc.HealthStub(spoken.channel).Check(health_pb2.HealthCheckRequest(service=name)).status


def test_health(warehouse: Tested, spoken: Spoken):
    assert check(spoken) == check(spoken, INVENTORY) == Status.SERVING
    with pytest.raises(grpc.RpcError, match="NOT_FOUND"):
        check(spoken, "shop.Nothing")

    async def gone() -> None:
        raise ConnectionError("the database is away")

    warehouse.service.health.checks["database"] = gone
    assert check(spoken) == Status.NOT_SERVING


def test_whoever_watches_hears_of_the_end_and_is_let_go(tmp_path: Path):
    with started("inventory-service", tmp_path) as running:
        spoken = Spoken(running.service, token=running.token)
        heard: list[Any] = []

        def watch() -> None:
            asked = health_pb2.HealthCheckRequest(service=INVENTORY)
            heard.extend(each.status for each in health_pb2_grpc.HealthStub(spoken.channel).Watch(asked))

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        time.sleep(0.3)
        _turned(running.service)
        watching.join(10)
        assert heard == [Status.SERVING, Status.NOT_SERVING] and not watching.is_alive()
        assert check(spoken) == Status.NOT_SERVING  # draining: calls are answered until it stops
        assert spoken.call("v1", "stock", {"productId": str(uuid4())}).code == "NOT_FOUND"
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert spoken.call("v1", "stock", {"productId": str(uuid4())}, timeout=2).code == "UNAVAILABLE"
    spoken.close()


def _turned(service: Service) -> None:
    async def turn() -> None:
        service.health.phase = Phase.DRAINING

    asyncio.run_coroutine_threadsafe(turn(), service._sweeping.get_loop()).result(10)  # type: ignore[union-attr]


def test_a_stop_lets_calls_end(tmp_path: Path):
    found: list[str] = []

    def slow(kind: type[Any]) -> type[Any]:
        async def stock(self: Any, productId: Any) -> Any:
            await asyncio.sleep(0.5)
            return await kind.stock(self, productId)

        return type("Slow", (kind,), {"stock": stock})

    with started("inventory-service", tmp_path, slow) as running:
        spoken, product = Spoken(running.service, token=running.token), str(uuid4())
        asking = threading.Thread(target=lambda: found.append(spoken.call("v1", "stock", {"productId": product}).code))
        asking.start()
        time.sleep(0.2)
    asking.join(10)
    assert found == ["NOT_FOUND"]
    spoken.close()


def test_without_its_libraries_a_service_runs_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(sys.modules, "skerry_runtime.faces.grpc.server", None)
    with started("inventory-service", tmp_path) as running:
        assert running.get("/ready").status == 200 and running.service.ports == {}
    assert "pip install 'skerry[grpc]'" in capfd.readouterr().out
