"""Calls that go wrong: late, given up, unknown, too large, garbage; none of them has an effect twice, and no trace leaves the service."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import grpc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.runtime.faces.grpc.conftest import Mood
from tests.runtime.faces.grpc.twins import SERVICES, Twins, folder

from skerry_runtime.faces.grpc.face import Grpc
from skerry_runtime.faces.grpc.testing import Spoken
from skerry_runtime.trust.testing import Issuer

INVENTORY = "shop.inventory.v1.InventoryService"
PRODUCT, PLACE = str(uuid4()), str(uuid4())
MOVE = {"productId": PRODUCT, "warehouseId": PLACE, "quantity": 2}


def on_hand(spoken: Spoken) -> int:
    return int((spoken.call("v1", "stock", {"productId": PRODUCT}).value or {}).get("onHand", 0))


def test_a_deadline_ends_thinking(spoken: Spoken, mood: Mood):
    mood.pause = 0.4
    told = spoken.call("v1", "move", MOVE, str(uuid4()), skerry_deadline="100")
    assert told.code == "DEADLINE_EXCEEDED" and "nothing was done" in told.detail
    assert spoken.call("v1", "move", MOVE, str(uuid4()), timeout=0.1).code == "DEADLINE_EXCEEDED"
    mood.pause = 0.0
    time.sleep(0.6)
    assert on_hand(spoken) == 0


def test_what_a_caller_gives_up_is_answered_later(spoken: Spoken, mood: Mood):
    mood.pause = 0.3
    data, key = spoken.request("v1", "move", MOVE), str(uuid4())
    call = spoken.channel.unary_unary(f"/{INVENTORY}/Move").future(data, metadata=(("idempotency-key", key),))
    time.sleep(0.1)
    assert call.cancel()
    with pytest.raises(grpc.FutureCancelledError):
        call.result()
    assert spoken.call("v1", "move", MOVE, key).code == "ABORTED"  # it is being done
    time.sleep(0.5)
    again = spoken.call("v1", "move", MOVE, key)
    assert again.code == "OK" and again.metadata["idempotency-replayed"] == "true"
    assert on_hand(spoken) == 2


@pytest.mark.parametrize(
    "name", [f"{INVENTORY}/Nothing", "shop.inventory.v9.InventoryService/Stock", "x/y", f"{INVENTORY}/"]
)
def test_an_unknown_method(spoken: Spoken, name: str):
    assert spoken.raw(name, b"").code == "UNIMPLEMENTED"


def test_a_message_that_is_too_large(spoken: Spoken):
    assert spoken.raw(f"{INVENTORY}/Move", b"\0" * 1_048_577).code == "RESOURCE_EXHAUSTED"
    assert spoken.call("v1", "stock", {"productId": PRODUCT}, x="y" * 20_000).code == "RESOURCE_EXHAUSTED"
    assert on_hand(spoken) == 0  # and it still answers


def test_a_key_is_needed_and_has_to_be_one(spoken: Spoken):
    assert spoken.call("v1", "move", MOVE).kind == "bad-request"
    said = spoken.call("v1", "move", {**MOVE, "quantity": 1}, "k" * 256)
    assert (said.code, said.kind) == ("INVALID_ARGUMENT", "bad-request")


def test_the_key_in_the_message(spoken: Spoken):
    key = str(uuid4())
    plain = spoken.request("v1", "move", MOVE)
    keyed = plain + bytes([4 << 3 | 2, len(key)]) + key.encode()  # request_id = 4
    first, second = (spoken.raw(f"{INVENTORY}/Move", keyed) for _ in range(2))
    assert first.code == "OK" and second.metadata["idempotency-replayed"] == "true" and first.value == second.value
    other = spoken.raw(f"{INVENTORY}/Move", keyed, str(uuid4()))
    assert (other.code, other.fields) == ("INVALID_ARGUMENT", ("request_id",))
    broken = spoken.raw(f"{INVENTORY}/Move", plain + bytes([4 << 3 | 2, 1]) + b"x")
    assert (broken.code, broken.fields) == ("INVALID_ARGUMENT", ("request_id",))


def test_a_page_has_at_most_a_hundred_and_no_foreign_token(spoken: Spoken):
    assert spoken.call("v1", "warehouses", {"limit": 2**31 - 1}).value == {"items": []}
    assert spoken.call("v1", "warehouses", {"limit": -1}).fields == ("page_size",)
    assert spoken.call("v1", "warehouses", {"cursor": "foreign"}).code == "INVALID_ARGUMENT"


def test_fields_are_named_as_in_the_message(spoken: Spoken):
    wrong = spoken.call("v1", "reserve", {"orderId": "x", "items": [{"productId": PRODUCT, "quantity": 0}]}, "k")
    assert wrong.fields == ("order_id", "items[0].quantity")


def test_who_asks_is_read_as_over_rest(warehouses: Twins):
    for told in ({"skerry_roles": "customer"}, {"skerry_roles": "warehouse, customer"}, {"skerry-caller": "ada"}):
        rest, heard = warehouses.rest, warehouses.spoken
        headers = {name.replace("_", "-"): value for name, value in told.items()}
        allowed = rest.get(f"/v1/items/{PRODUCT}", **headers).status != 403
        assert (heard.call("v1", "stock", {"productId": PRODUCT}, **told).code != "PERMISSION_DENIED") == allowed


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["Move", "Stock", "Reserve", "Release", "Warehouses"]), st.binary(max_size=300))
def test_garbage(warehouses: Twins, name: str, data: bytes):
    said = warehouses.spoken.raw(f"{INVENTORY}/{name}", data, str(uuid4()))
    assert said.code in ("OK", "INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION"), said
    assert "Traceback" not in f"{said}" and "Error" not in said.detail and ".py" not in said.detail


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_messages_that_are_almost_right(orders: Twins, data: st.DataObject):
    """A message with some bytes changed: what can't be meant is refused, in words."""
    ship = {"street": "s", "city": "c", "postcode": "p", "country": "NL"}
    item = {"productId": PRODUCT, "quantity": 3, "price": {"amount": "-1.5", "currency": "EUR"}}
    values = {"customerId": PLACE, "items": [item], "shipTo": ship, "paymentMethodId": PLACE, "reason": "wrong"}
    operation = data.draw(st.sampled_from(["place", "return", "change"]))
    whole = bytearray(orders.spoken.request("v2", operation, {**values, "id": PLACE}))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=3)):
        whole[at] = data.draw(st.integers(0, 255))
    name = f"shop.order.v2.OrderService/{operation.capitalize()}"
    said = orders.spoken.raw(name, bytes(whole), str(uuid4()), if_match="*")
    assert said.code in ("OK", "INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION", "OUT_OF_RANGE"), said
    assert "Traceback" not in f"{said}" and ".py" not in said.detail


def test_an_error_of_the_services_own_says_nothing_of_it(spoken: Spoken, mood: Mood):
    mood.broken = True
    said = spoken.call("v1", "stock", {"productId": PRODUCT}, x_request_id="mine")
    assert (said.code, said.kind, said.detail) == ("INTERNAL", "server-error", "request mine failed")
    assert "secret" not in f"{said}"


def test_a_process_that_dies_between_does_each_once(tmp_path: Path):
    """Killed in the middle of calls; all of them are asked again under their keys."""
    keys, database = [str(uuid4()) for _ in range(30)], tmp_path / "a.db"
    with _process(tmp_path, database) as (process, spoken):
        data = spoken.request("v1", "move", MOVE)
        assert spoken.call("v1", "move", MOVE, keys[0]).code == "OK"  # the product is on the shelf
        asked = spoken.channel.unary_unary(f"/{INVENTORY}/Move")
        calls = [asked.future(data, metadata=(("idempotency-key", key),)) for key in keys]
        calls[5].result(30)
        process.kill()
    with _process(tmp_path, database) as (_, spoken):
        codes = [spoken.call("v1", "move", MOVE, key) for key in keys]
        assert {each.code for each in codes} == {"OK"}
        assert sum("idempotency-replayed" in each.metadata for each in codes) > 0
        assert on_hand(spoken) == 2 * len(keys)


class _process:
    def __init__(self, place: Path, database: Path) -> None:
        self._place, self._database = place, database

    def __enter__(self) -> tuple[subprocess.Popen[bytes], Spoken]:
        issuer = Issuer(self._place)
        ready = self._place / f"ready.{uuid4().hex}"
        told = {
            "DATABASE_URL": f"sqlite+aiosqlite:///{self._database}", "SKERRY_PORT": "0", "SKERRY_GRPC_PORT": "0",
            "SKERRY_READY": str(ready), "PYTHONPATH": ":".join([*sys.path, str(SERVICES / "inventory-service/src")]), "SKERRY_BUS": "memory://",
            **issuer.environment,
        }  # fmt: skip
        command = [sys.executable, "-m", "inventory_service"]
        self._process = subprocess.Popen(
            command, env=told, cwd=self._place, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + 60
        while not ready.exists():
            assert self._process.poll() is None and time.monotonic() < until
            time.sleep(0.02)
        port = next(int(line.split()[1]) for line in ready.read_text().splitlines() if line.startswith(Grpc.name))
        self._spoken = Spoken(port=port, folder=folder("inventory-service"), token=issuer.service("inventory-service"))
        grpc.channel_ready_future(self._spoken.channel).result(30)
        return self._process, self._spoken

    def __exit__(self, *_: object) -> None:
        self._spoken.close()
        self._process.kill()
        self._process.wait(30)
