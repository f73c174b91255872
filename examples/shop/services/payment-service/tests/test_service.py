"""What payment-service promises by default. Written from the model; tests of your own go into files beside it."""

from skerry_runtime.service.testing import Tested

PAYMENT = {
    "orderId": "22a71adc-793d-5ffc-8cbe-5a5e1b0ec241",
    "customerId": "6bac0e8a-888e-5862-8e3f-57f4e52d3ea9",
    "amount": {"amount": "49.90", "currency": "EUR"},
    "paymentMethodId": "e3d049a0-a2fe-501f-8f04-584be636c01c",
}


def test_it_is_ready(client: Tested) -> None:
    assert client.get("/ready").status == 200


def test_v1_serves_its_contract(client: Tested) -> None:
    assert client.get("/v1/openapi.json").json()["info"]["version"] == "1.0.0"


def test_take_makes_one_thing_once(client: Tested) -> None:
    payment = client.post("/v1/payments", PAYMENT)
    assert payment.status == 201
    again = client.post("/v1/payments", PAYMENT, key=payment.key)
    assert again.json() == payment.json()
    assert client.get(payment.headers["location"]).json() == payment.json()


def test_refund_makes_one_thing_once(client: Tested) -> None:
    payment = client.post("/v1/payments", PAYMENT)
    refund = client.post(f"/v1/payments/{payment.json()['id']}/refund")
    assert refund.status == 200
    again = client.post(f"/v1/payments/{payment.json()['id']}/refund", key=refund.key)
    assert again.json() == refund.json()


def test_get_finds_nothing_that_is_not_there(client: Tested) -> None:
    assert client.get("/v1/payments/00000000-0000-4000-8000-000000000000").status == 404
