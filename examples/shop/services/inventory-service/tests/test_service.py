"""What inventory-service promises by default. Written from the model; tests of your own go into files beside it."""

from skerry_runtime.faces.grpc.testing import Spoken
from skerry_runtime.service.testing import Tested

RESERVATION = {
    "orderId": "22a71adc-793d-5ffc-8cbe-5a5e1b0ec241",
    "items": [{"productId": "dbfdfe01-e820-5a7a-b040-1f8167b55199", "quantity": 3}],
}


def test_it_is_ready(client: Tested) -> None:
    assert client.get("/ready").status == 200


def test_v1_serves_its_contract(client: Tested) -> None:
    assert client.get("/v1/openapi.json").json()["info"]["version"] == "1.0.0"


def test_reserve_makes_one_thing_once(client: Tested) -> None:
    reservation = client.post("/v1/reservations", RESERVATION)
    assert reservation.status == 201
    again = client.post("/v1/reservations", RESERVATION, key=reservation.key)
    assert again.json() == reservation.json()


def test_reserve_is_the_same_over_grpc(client: Tested) -> None:
    reservation = client.post("/v1/reservations", RESERVATION)
    with Spoken(client.service, token=client.token) as spoken:
        again = spoken.call("v1", "reserve", RESERVATION, reservation.key)
    assert again.code == "OK" and again.metadata["idempotency-replayed"] == "true"
    assert again.value["id"] == reservation.json()["id"]
