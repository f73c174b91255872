"""What order-service promises by default. Written from the model; tests of your own go into files beside it."""

from skerry_runtime.faces.grpc.testing import Spoken
from skerry_runtime.service.testing import Tested

ORDER = {
    "customerId": "6bac0e8a-888e-5862-8e3f-57f4e52d3ea9",
    "items": [
        {
            "productId": "dbfdfe01-e820-5a7a-b040-1f8167b55199",
            "quantity": 3,
            "price": {"amount": "49.90", "currency": "EUR"},
        },
    ],
    "shipTo": {"street": "Oudegracht 12", "city": "Utrecht", "postcode": "3511 AB", "country": "NL"},
    "paymentMethodId": "e3d049a0-a2fe-501f-8f04-584be636c01c",
}

RETURN = {
    "items": [
        {
            "productId": "dbfdfe01-e820-5a7a-b040-1f8167b55199",
            "quantity": 3,
            "price": {"amount": "49.90", "currency": "EUR"},
        },
    ],
    "reason": "damaged",
}


def test_it_is_ready(client: Tested) -> None:
    assert client.get("/ready").status == 200


def test_v2_serves_its_contract(client: Tested) -> None:
    assert client.get("/v2/openapi.json").json()["info"]["version"] == "2.0.0"


def test_v1_serves_its_contract(client: Tested) -> None:
    assert client.get("/v1/openapi.json").json()["info"]["version"] == "1.0.0"


def test_place_makes_one_thing_once(client: Tested) -> None:
    order = client.post("/v2/orders", ORDER)
    assert order.status == 201
    again = client.post("/v2/orders", ORDER, key=order.key)
    assert again.json() == order.json()
    assert client.get(order.headers["location"]).json() == order.json()
    assert order.json() in client.get("/v2/orders").json()["items"]


def test_place_is_the_same_over_grpc(client: Tested) -> None:
    order = client.post("/v2/orders", ORDER)
    with Spoken(client.service, token=client.token) as spoken:
        again = spoken.call("v2", "place", ORDER, order.key)
    assert again.code == "OK" and again.metadata["idempotency-replayed"] == "true"
    assert again.value["id"] == order.json()["id"]


def test_cancel_moves(client: Tested) -> None:
    order = client.post("/v2/orders", ORDER)
    thing = order.json()["id"]
    assert client.post(f"/v2/orders/{thing}/cancel").json()["status"] == "cancelled"
    assert client.post(f"/v2/orders/{thing}/cancel").status == 409


def test_get_finds_nothing_that_is_not_there(client: Tested) -> None:
    assert client.get("/v2/orders/00000000-0000-4000-8000-000000000000").status == 404


def test_get_finds_nothing_over_grpc(client: Tested) -> None:
    with Spoken(client.service, token=client.token) as spoken:
        said = spoken.call("v2", "get", {"id": "00000000-0000-4000-8000-000000000000"})
    assert said.code == "NOT_FOUND"


def test_return_makes_one_thing_once(client: Tested) -> None:
    order = client.post("/v2/orders", ORDER)
    return_ = client.post(f"/v2/orders/{order.json()['id']}/returns", RETURN)
    assert return_.status == 201
    again = client.post(f"/v2/orders/{order.json()['id']}/returns", RETURN, key=return_.key)
    assert again.json() == return_.json()


def test_confirm_moves(client: Tested) -> None:
    order = client.post("/v2/orders", ORDER)
    thing = order.json()["id"]
    assert client.perform("confirm", id=thing).json()["status"] == "confirmed"
    assert client.perform("confirm", id=thing).status == 409


def test_fulfil_refuses_the_first_state(client: Tested) -> None:
    order = client.post("/v2/orders", ORDER)
    thing = order.json()["id"]
    assert client.perform("fulfil", id=thing).status == 409
