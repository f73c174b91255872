"""gRPC through the gateways: Envoy carries it, with what holds at the edge; the plain one does not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.runtime.faces.grpc.twins import folder, started
from tests.runtime.gateway.stage import Stage

from skerry.generate.gateway.routes import table
from skerry.model.load import load
from skerry.run.parts.envoy import Envoy, installed
from skerry.run.parts.gateway import Gateway
from skerry.run.place import Place
from skerry_runtime.faces.grpc.testing import Spoken
from skerry_runtime.service.testing import Tested

ROOT = Path(__file__).parents[4]
INVENTORY = "shop.inventory.v1.InventoryService"
CLUSTER = "inventory-service.grpc"


@pytest.fixture(scope="module")
def routes() -> dict[str, Any]:
    return table(load(ROOT / "examples/shop").system)


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory, routes: dict[str, Any]) -> Iterator[tuple[Stage, Spoken, Tested]]:
    """Envoy before the warehouse, and a client of it; and the warehouse itself."""
    if not installed():
        pytest.skip("Envoy is not installed: the extra `gateway`")
    place = tmp_path_factory.mktemp("edge")

    def made(at: Path, of: Place, telemetry: str) -> Envoy:
        return Envoy(at / "envoy.json", of, 0, telemetry)

    with started("inventory-service", place / "service") as running:
        url = f"http://127.0.0.1:{running.service.ports['grpc']}"
        stage = Stage(place / "stage", routes, made)
        stage.start()
        stage.register(**{CLUSTER: [url]})
        port = int(stage.part.url.rpartition(":")[2])
        with Spoken(port=port, folder=folder("inventory-service"), token=running.token) as spoken:
            until = time.monotonic() + 20
            while spoken.raw(f"{INVENTORY}/Stock", b"").code == "UNAVAILABLE" and time.monotonic() < until:
                time.sleep(0.05)  # Envoy has not read the address yet
            yield stage, spoken, running
        stage.stop()


def test_a_call_goes_through_once(edge: tuple[Stage, Spoken, Tested]):
    _, spoken, _ = edge
    product, key = str(uuid4()), str(uuid4())
    move = {"productId": product, "warehouseId": str(uuid4()), "quantity": 3}
    first = spoken.call("v1", "move", move, key)
    again = spoken.call("v1", "move", move, key)
    assert first.code == again.code == "OK" and first.value == again.value
    assert again.metadata["idempotency-replayed"] == "true"
    wrong = spoken.call("v1", "move", {**move, "warehouseId": "x"}, key)
    assert (wrong.code, wrong.kind, wrong.fields) == ("INVALID_ARGUMENT", "unprocessable", ("warehouse_id",))


def test_nobody_says_from_outside_who_asks(edge: tuple[Stage, Spoken, Tested]):
    _, outside, warehouse = edge
    asked, said = ("v1", "stock", {"productId": str(uuid4())}), {"skerry_caller": "w", "skerry_roles": "warehouse"}
    customer, clerk = warehouse.acting("c", "customer").token, warehouse.acting("w", "warehouse").token
    with Spoken(warehouse.service) as inside:
        for spoken in (inside, outside):
            assert spoken.call(*asked, authorization="", **said).code == "UNAUTHENTICATED"
            assert spoken.call(*asked, authorization=f"Bearer {customer}", **said).code == "PERMISSION_DENIED"
            assert spoken.call(*asked, authorization=f"Bearer {clerk}", skerry_roles="customer").code == "NOT_FOUND"


@pytest.mark.parametrize("name", ["grpc.health.v1.Health/Check", "shop.order.v9.OrderService/Get", f"{INVENTORY}/No"])
def test_what_is_not_led_anywhere(edge: tuple[Stage, Spoken, Tested], name: str):
    assert edge[1].raw(name, b"").code == "UNIMPLEMENTED"


def test_bounds_and_a_service_that_is_away(edge: tuple[Stage, Spoken, Tested]):
    stage, spoken, _ = edge
    assert spoken.raw(f"{INVENTORY}/Move", b"\0" * 1_100_000).code == "RESOURCE_EXHAUSTED"
    assert stage.ask("GET", f"/{INVENTORY}/Move").status == 404  # which is no call
    assert stage.ask("GET", "/health").status == 200  # HTTP/1 as before
    order = {"id": str(uuid4())}
    with Spoken(port=spoken.port, folder=folder("order-service")) as other:
        gone = other.call("v2", "get", order)
    assert gone.code == "UNAVAILABLE" and gone.detail.startswith("the gateway: ")


def test_the_plain_gateway_carries_none(tmp_path: Path, routes: dict[str, Any]):
    def made(at: Path, of: Place, telemetry: str) -> Gateway:
        return Gateway(at / "gateway.json", of, 0, telemetry)

    stage = Stage(tmp_path, routes, made)
    stage.start()
    with Spoken(port=int(stage.part.url.rpartition(":")[2]), folder=folder("inventory-service")) as spoken:
        assert spoken.call("v1", "stock", {"productId": str(uuid4())}, timeout=5).code == "UNAVAILABLE"
    stage.stop()
