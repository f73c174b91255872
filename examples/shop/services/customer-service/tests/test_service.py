"""What customer-service promises by default. Written from the model; tests of your own go into files beside it."""

from skerry_runtime.service.testing import Tested

CUSTOMER = {"name": "Name", "email": "ada@example.com"}


def test_it_is_ready(client: Tested) -> None:
    assert client.get("/ready").status == 200


def test_v1_serves_its_contract(client: Tested) -> None:
    assert client.get("/v1/openapi.json").json()["info"]["version"] == "1.0.0"


def test_register_makes_one_thing_once(client: Tested) -> None:
    customer = client.post("/v1/customers", CUSTOMER)
    assert customer.status == 201
    again = client.post("/v1/customers", CUSTOMER, key=customer.key)
    assert again.json() == customer.json()
    assert client.get(customer.headers["location"]).json() == customer.json()


def test_get_finds_nothing_that_is_not_there(client: Tested) -> None:
    assert client.get("/v1/customers/00000000-0000-4000-8000-000000000000").status == 404


def test_preferences_finds_nothing_that_is_not_there(client: Tested) -> None:
    assert client.get("/v1/customers/00000000-0000-4000-8000-000000000000/preferences").status == 404
