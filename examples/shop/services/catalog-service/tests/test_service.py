"""What catalog-service promises by default. Written from the model; tests of your own go into files beside it."""

from skerry_runtime.service.testing import Tested

CATEGORY = {"name": "Name", "parent": "106622cc-028a-5944-b6d0-f54760480488"}


def test_it_is_ready(client: Tested) -> None:
    assert client.get("/ready").status == 200


def test_v1_serves_its_contract(client: Tested) -> None:
    assert client.get("/v1/openapi.json").json()["info"]["version"] == "1.0.0"


def test_get_finds_nothing_that_is_not_there(client: Tested) -> None:
    assert client.get("/v1/products/00000000-0000-4000-8000-000000000000").status == 404


def test_categorize_makes_one_thing_once(client: Tested) -> None:
    category = client.post("/v1/categories", CATEGORY)
    assert category.status == 201
    again = client.post("/v1/categories", CATEGORY, key=category.key)
    assert again.json() == category.json()
    assert category.json() in client.get("/v1/categories").json()["items"]
