"""The subgraphs of the shop are the documents that were written; one query over three services costs one request each."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from tests.runtime.faces.graphql import shop
from tests.runtime.faces.graphql.conftest import ORDERS

from skerry.contracts.write.graphql import write
from skerry.model.load import load


@pytest.mark.parametrize("service", shop.SERVICES)
def test_what_is_served_is_the_document_as_it_was_written(service: str, composed: shop.Composed) -> None:
    written = write(load(shop.SHOP).system)[f"{service}.graphql"]
    runs = composed.services[service]
    assert shop.graphql(runs, "{ _service { sdl } }")["data"]["_service"]["sdl"] == written
    assert runs.get(f"/contract/{service}.graphql").body.decode() == written


def test_a_query_over_three_services_costs_a_request_each(composed: shop.Composed) -> None:
    composed.sent.clear()
    query = """{ orders(first: 50) { nodes {
        status total { amount } customer { name email } items { quantity product { name price { amount } category { name } } } } } }"""
    found = composed.ask(query)
    assert "errors" not in found
    orders = found["data"]["orders"]["nodes"]
    assert len(orders) == ORDERS
    assert {each["customer"]["name"] for each in orders} == {"P0", "P1", "P2"}
    assert {item["product"]["name"] for each in orders for item in each["items"]} == {f"Tea {at}" for at in range(4)}
    assert orders[0]["total"] == {"amount": "5.00"}
    assert [service for service, _ in composed.sent] == ["order-service", "customer-service", "catalog-service"]


def test_things_by_their_keys_are_read_with_one_query(composed: shop.Composed, catalog: shop.Tested) -> None:
    ids = [each["id"] for each in catalog.get("/v1/products").json()["items"]]
    said = [{"__typename": "Product", "id": each} for each in [*ids, *ids, str(uuid4()), "nobody"]]
    reads = []
    kind = type(catalog.service.database)
    read, peek = kind.read, kind.peek

    async def counted(of: Any, job: Any) -> Any:
        reads.extend([job] if "Relay" not in job.__qualname__ else [])  # the relay looks after the outbox meanwhile
        return await read(of, job)

    async def peeked(of: Any, job: Any) -> Any:
        reads.append(job)
        return await peek(of, job)

    query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Product { name } } }"
    with patch.object(kind, "read", counted), patch.object(kind, "peek", peeked):
        found = shop.graphql(catalog, query, {"r": said})
    names = [each and each["name"] for each in found["data"]["_entities"]]
    assert names == [*(catalog.get(f"/v1/products/{each}").json()["name"] for each in [*ids, *ids]), None, None]
    assert "errors" not in found
    assert len(reads) == 1


def test_links_within_a_service_are_read_together(composed: shop.Composed) -> None:
    orders = composed.services["order-service"]
    one = shop.graphql(
        orders, "{ orders(first: 1) { nodes { id items { productId quantity price { amount currency } } } } }"
    )
    order = one["data"]["orders"]["nodes"][0]
    query = """mutation($i: ReturnOrderInput!) { returnOrder(input: $i) {
        return { reason order { id customerId } } userErrors { code message } } }"""
    found = shop.graphql(
        orders, query, {"i": {"id": order["id"], "items": order["items"], "reason": "DAMAGED", "idempotencyKey": "r"}}
    )
    made = found["data"]["returnOrder"]
    assert made["userErrors"] == []
    assert (made["return"]["reason"], made["return"]["order"]["id"]) == ("DAMAGED", order["id"])


def test_what_no_operation_gives_is_given_to_nobody(catalog: shop.Tested) -> None:
    said = [{"__typename": "Brand", "id": str(uuid4())}, {"__typename": "Nothing"}, 3]
    found = shop.graphql(catalog, "query($r: [_Any!]!) { _entities(representations: $r) { __typename } }", {"r": said})
    assert found["data"]["_entities"] == [None, None, None]
    assert [each["extensions"]["status"] for each in found["errors"]] == [403, 400, 400]


def test_pages_are_read_forwards_and_backwards(catalog: shop.Tested) -> None:
    whole = [each["id"] for each in catalog.get("/v1/products").json()["items"]]

    def page(**arguments: object) -> tuple[list[str], dict[str, object]]:
        said = ", ".join(
            f"{name}: {value if isinstance(value, int) else f'{chr(34)}{value}{chr(34)}'}"
            for name, value in arguments.items()
        )
        info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
        query = f"{{ products({said}) {{ edges {{ cursor node {{ id }} }} {info} }} }}"
        found = shop.graphql(catalog, query)["data"]["products"]
        assert [each["cursor"] for each in found["edges"]][:1] == [found["pageInfo"]["startCursor"]]
        return [each["node"]["id"] for each in found["edges"]], found["pageInfo"]

    ids, info = page(first=3)
    assert (ids, info["hasNextPage"], info["hasPreviousPage"]) == (whole[:3], True, False)
    ids, after = page(first=3, after=info["endCursor"])
    assert (ids, after["hasNextPage"], after["hasPreviousPage"]) == (whole[3:], False, True)
    ids, info = page(last=2)
    assert (ids, info["hasNextPage"], info["hasPreviousPage"]) == (whole[-2:], False, True)
    ids, info = page(last=9, before=info["startCursor"])
    assert (ids, info["hasNextPage"], info["hasPreviousPage"]) == (whole[:-2], True, False)
    for wrong in ("first: 1, last: 1", "first: -1", 'before: "x"', 'first: 1, after: "x"', "first: 101"):
        found = shop.graphql(catalog, f"{{ products({wrong}) {{ nodes {{ id }} }} }}")
        assert found["errors"][0]["extensions"]["status"] in (400, 422), wrong


def test_a_command_happens_once_over_whichever_face_it_is_repeated(catalog: shop.Tested) -> None:
    key = str(uuid4())
    made = catalog.post("/v1/categories", {"name": "Mate"}, key).json()
    query = 'mutation { categorizeCategory(input: { name: "Mate" }) { category { id } userErrors { code } } }'
    found = shop.graphql(catalog, query, **{"idempotency-key": key})
    assert found["data"]["categorizeCategory"] == {"category": {"id": made["id"]}, "userErrors": []}
    other = shop.graphql(catalog, query.replace("Mate", "Coffee"), **{"idempotency-key": key})
    assert other["data"]["categorizeCategory"] == {"category": None, "userErrors": [{"code": "INVALID"}]}
    assert other["extensions"]["problems"][0]["code"] == "KEY_REUSED"
    without = shop.graphql(catalog, query)
    assert without["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_several_commands_of_one_request_have_a_key_each(catalog: shop.Tested) -> None:
    one = 'categorizeCategory(input: { name: "Twice" }) { category { id } }'
    key = {"idempotency-key": str(uuid4())}
    found = [shop.graphql(catalog, f"mutation {{ a: {one} b: {one} }}", **key)["data"] for _ in range(2)]
    assert found[0] == found[1]
    assert found[0]["a"] != found[0]["b"]


def test_a_command_that_is_late_says_so_and_nothing_was_done(catalog: shop.Tested) -> None:
    key = str(uuid4())
    query = 'mutation { categorizeCategory(input: { name: "Late" }) { category { id } userErrors { code } } }'
    late = shop.graphql(catalog, query, **{"idempotency-key": key, "skerry-deadline": "0"})
    assert late["data"]["categorizeCategory"] == {"category": None, "userErrors": [{"code": "UNAVAILABLE"}]}
    assert late["extensions"]["problems"][0]["status"] == 503
    assert "Late" not in catalog.get("/v1/categories?limit=100").body.decode()
    again = shop.graphql(catalog, query, **{"idempotency-key": key})
    assert again["data"]["categorizeCategory"]["userErrors"] == []
